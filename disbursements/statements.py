"""A bank's CSV file: bytes in, rows and rejected rows out. Pure; parses, never repairs.

Every data line of the file becomes exactly one row or one rejected row, and nothing but
StatementError is ever raised.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

LARGEST_FILE = 2 * 1024 * 1024
MOST_LINES = 20_000
LONGEST_DESCRIPTION = 200
LONGEST_REFERENCE = 80


class StatementError(ValueError):
    """The file as a whole can't be read. The message is for the person who chose it."""


@dataclass(frozen=True)
class Row:
    """One line of the bank's: `amount_cents` is below zero when money left the account."""

    line: int
    dated_on: date
    amount_cents: int
    description: str
    reference: str


@dataclass(frozen=True)
class RejectedRow:
    """A line that was not taken: its number in the file, and why in a few words."""

    line: int
    why: str


@dataclass(frozen=True)
class Reading:
    """What a file holds."""

    rows: tuple[Row, ...]
    rejected: tuple[RejectedRow, ...]


def read(content: bytes, *, today: date) -> Reading:
    """Read a statement. Raises StatementError when the file is no statement at all.

    A line dated after `today`, the day of the import, is rejected.
    """
    text = _text(content)
    columns, records = _header(text)
    rows: list[Row] = []
    rejected: list[RejectedRow] = []
    for record in records:
        try:
            rows.append(_row(record, columns, today))
        except _Reject as reject:
            rejected.append(RejectedRow(record.line, str(reject)))
    if not rows and not rejected:
        raise StatementError(_("This file has headings but no lines below them."))
    return Reading(tuple(rows), tuple(rejected))


# --- Why a line is not taken ----------------------------------------------------------------------

_QUOTES = gettext_noop("quotation marks in the wrong place")
_RUNS_OVER = gettext_noop("runs over more than one line")
_COLUMNS = gettext_noop("has %(found)s columns, the headings have %(named)s")
_NO_WORDS = gettext_noop("no description")
_BOTH = gettext_noop("both a debit and a credit")
_ZERO = gettext_noop("amount is zero or missing")
_FUTURE = gettext_noop("date '%(text)s' is in the future")
_LONG_AGO = gettext_noop("date '%(text)s' is too long ago")
_DATE_LIKE = gettext_noop("date '%(text)s'")
_NO_AMOUNT = {
    "amount": gettext_noop("amount '%(text)s'"),
    "debit": gettext_noop("debit '%(text)s'"),
    "credit": gettext_noop("credit '%(text)s'"),
}
_TOO_LARGE = {
    "amount": gettext_noop("amount '%(text)s' is too large"),
    "debit": gettext_noop("debit '%(text)s' is too large"),
    "credit": gettext_noop("credit '%(text)s' is too large"),
}
REASONS = (_COLUMNS, _FUTURE, _LONG_AGO, _DATE_LIKE, *_NO_AMOUNT.values(), *_TOO_LARGE.values())
"""Kept with the statement in English; a page says them in the reader's language (`fund.kept`)."""

# --- The file -----------------------------------------------------------------------------------

_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", gettext_noop("a PDF")),
    (b"PK\x03\x04", gettext_noop("a spreadsheet or zip file")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old spreadsheet")),
    (b"\x89PNG", gettext_noop("a picture")),
    (b"\xff\xd8\xff", gettext_noop("a picture")),
    (b"GIF8", gettext_noop("a picture")),
    (b"OFXHEADER", gettext_noop("an OFX file")),
    (b"<", gettext_noop("a web page or XML file")),
)


def _text(content: bytes) -> str:
    if not content.strip():
        raise StatementError(_("This file is empty."))
    if len(content) > LARGEST_FILE:
        raise StatementError(_("This file is larger than 2 MB. Download one month at a time."))
    start = content.lstrip(b"\xef\xbb\xbf \r\n\t")
    for magic, kind in _KINDS:
        if start.startswith(magic):
            raise StatementError(
                _("This is %(kind)s. Download the CSV file from your bank.") % {"kind": _(kind)}
            )
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            text = _eight_bit(content)
    except UnicodeDecodeError:
        raise _not_text() from None
    if "\x00" in text:
        raise _not_text()
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _eight_bit(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _not_text() -> StatementError:
    return StatementError(_("This is not a text file. Download the CSV file from your bank."))


# --- Its headings -------------------------------------------------------------------------------

_HEADINGS: dict[str, tuple[str, ...]] = {
    "date": (
        "posting date", "posted date", "post date", "date posted", "date",
        "transaction date", "booking date", "value date", "effective date",
    ),
    "description": (
        "description", "transaction description", "details", "memo", "payee", "narrative",
        "name", "transaction",
    ),
    "amount": ("amount", "transaction amount", "amount usd", "amount (usd)", "net amount"),
    "debit": (
        "debit", "debits", "debit amount", "amount debit", "withdrawal", "withdrawals",
        "money out", "paid out",
    ),
    "credit": (
        "credit", "credits", "credit amount", "amount credit", "deposit", "deposits",
        "money in", "paid in",
    ),
    "reference": (
        "reference", "reference number", "reference no", "ref", "bank reference",
        "transaction id", "fitid",
    ),
    "check": (
        "check number", "check no", "check #", "check", "check or slip #", "serial number",
        "cheque number",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class _Columns:
    """Where each thing stands in a record; an absent column has no entry."""

    place: dict[str, int]
    count: int


@dataclass(frozen=True)
class _Record:
    """The cells of one record; `trouble` says why the cells can't be trusted."""

    line: int
    cells: Sequence[str]
    trouble: str = ""


def _header(text: str) -> tuple[_Columns, Iterator[_Record]]:
    for delimiter in ",;\t":
        records = _records(text, delimiter)
        for _number, record in zip(range(20), records, strict=False):
            if columns := _columns(record.cells):
                return columns, records
    raise StatementError(
        _(
            "We can’t find the columns. The first line has to name Date, Description and Amount"
            " (or Debit and Credit)."
        )
    )


def _columns(cells: Sequence[str]) -> _Columns | None:
    names = [" ".join(cell.lower().replace(".", "").split()) for cell in cells]
    place: dict[str, int] = {}
    for thing, synonyms in _HEADINGS.items():
        for synonym in synonyms:
            if synonym in names:
                place[thing] = names.index(synonym)
                break
    has_amount = "amount" in place or {"debit", "credit"} <= place.keys()
    if not (has_amount and {"date", "description"} <= place.keys()):
        return None
    return _Columns(place, len(names))


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        before = reader.line_num
        if before > MOST_LINES:
            raise StatementError(_("This file has more than 20,000 lines. Download one month."))
        trouble = ""
        cells: Sequence[str] = ()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            trouble = _QUOTES
            if "end of data" in str(error):
                raise StatementError(
                    _("A quotation mark in line %(line)s is never closed.") % {"line": before + 1}
                ) from None
        if reader.line_num > before + 1:
            trouble = trouble or _RUNS_OVER
        if trouble or any(cell.strip() for cell in cells):
            yield _Record(before + 1, cells, trouble)


# --- A line -------------------------------------------------------------------------------------

_AMOUNT = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{1,2}))?", re.ASCII)
_LARGEST_CENTS = 10_000_000_000
_DATES = ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y", "%m-%d-%Y")
_DATE = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}", re.ASCII)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\s]+")


class _Reject(Exception):
    pass


def _row(record: _Record, columns: _Columns, today: date) -> Row:
    if record.trouble:
        raise _Reject(record.trouble)
    if any(cell.strip() for cell in record.cells[columns.count :]):
        raise _Reject(_COLUMNS % {"found": len(record.cells), "named": columns.count})
    found = {
        thing: _clean(record.cells[place]) if place < len(record.cells) else ""
        for thing, place in columns.place.items()
    }
    if not found["description"]:
        raise _Reject(_NO_WORDS)
    return Row(
        line=record.line,
        dated_on=_date(found["date"], today),
        amount_cents=_amount(found),
        description=found["description"][:LONGEST_DESCRIPTION],
        reference=_reference(found),
    )


def _reference(found: dict[str, str]) -> str:
    check = found.get("check", "").lstrip("0")
    if check.isascii() and check.isdigit():
        return f"check {check}"[:LONGEST_REFERENCE]
    return found.get("reference", "")[:LONGEST_REFERENCE]


def _date(text: str, today: date) -> date:
    for form in _DATES if _DATE.fullmatch(text) else ():
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if found > today:
            raise _Reject(_FUTURE % {"text": _short(text)})
        if found.year < 2000:
            raise _Reject(_LONG_AGO % {"text": _short(text)})
        return found
    raise _Reject(_DATE_LIKE % {"text": _short(text)})


def _amount(found: dict[str, str]) -> int:
    if "amount" in found:
        cents = _cents("amount", found["amount"])
    else:
        debit, credit = found["debit"], found["credit"]
        out = abs(_cents("debit", debit)) if debit else 0
        into = _cents("credit", credit) if credit else 0
        if out and into:
            raise _Reject(_BOTH)
        if into < 0:
            raise _Reject(_NO_AMOUNT["credit"] % {"text": _short(credit)})
        cents = into - out
    if cents == 0:
        raise _Reject(_ZERO)
    return cents


def _cents(column: str, text: str) -> int:
    bare, sign = _unsigned(text)
    found = _AMOUNT.fullmatch(bare)
    if not found or not (found[1] or found[2]) or len(bare) > 24:
        raise _Reject(_NO_AMOUNT[column] % {"text": _short(text)})
    whole, fraction = (found[1] or "0").replace(",", ""), found[2] or ""
    cents = int(whole) * 100 + int(fraction.ljust(2, "0"))
    if cents > _LARGEST_CENTS:
        raise _Reject(_TOO_LARGE[column] % {"text": _short(text)})
    return sign * cents


def _unsigned(text: str) -> tuple[str, int]:
    """The amount without its sign: -12.00, 12.00-, (12.00), -$12.00 and $-12.00 are below zero."""
    text = text.replace("\N{MINUS SIGN}", "-")
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), -1
    for before in ("$-", "-"):
        if text.startswith(before):
            return text.removeprefix(before).strip(), -1
    if text.endswith("-"):
        return text[:-1].strip(), -1
    return text.removeprefix("+").strip(), 1


def _clean(cell: str) -> str:
    return _UNSEEN.sub(" ", cell).strip()


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"
