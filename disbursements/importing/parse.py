"""Bytes of a CSV file to requests and rejects. Pure: it asks no database and repairs nothing."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict

from django.utils.translation import gettext as _

from applications.states import AgeBand, HouseholdBand, Lane
from fund.models import NeedCategory
from fund.money import MoneyError, parse_cents

from .columns import ABOUT_A_PERSON, OF_THE_REQUEST, OPTIONAL, REQUIRED

LARGEST_FILE = 20 * 1024 * 1024
_LABEL = re.compile(r"^(?=.*[0-9])[A-Z0-9][A-Z0-9-]{1,19}$")
_REQUEST_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$")


class FileRefused(Exception):
    """The file as a whole can't be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Rejected:
    """One thing that is wrong: line of the file (the header is 1), column, reason in words."""

    line: int
    column: str
    why: str


@dataclass(frozen=True)
class ParsedLine:
    """One row: one need, with what became of it. Amounts in cents."""

    number: int
    category: NeedCategory
    vendor: str
    vendor_town: str
    requested_cents: int
    approved_cents: int
    paid_on: date | None
    fund: str


@dataclass(frozen=True)
class ParsedRequest:
    """All rows with one `request_id`."""

    request_id: str
    requested_on: date
    agency: str
    region: str
    household: str
    decision: str
    decided_on: date
    lane: Lane
    household_band: HouseholdBand
    age_band: AgeBand
    lines: tuple[ParsedLine, ...]


@dataclass
class ParsedFile:
    """What can be imported, and what is wrong with the rest."""

    requests: list[ParsedRequest] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


class _Shared(TypedDict):
    requested_on: date
    agency: str
    region: str
    household: str
    decision: str
    decided_on: date
    lane: Lane
    household_band: HouseholdBand
    age_band: AgeBand


class _Wrong(Exception):
    def __init__(self, column: str, why: str) -> None:
        self.column, self.why = column, why


def parse(content: bytes, *, today: date) -> ParsedFile:
    """Read the file; a request with one bad row is rejected whole.

    Raises FileRefused for a file of another kind, a missing column, or a column about a person.
    """
    parsed = ParsedFile()
    groups: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for number, row in _rows(content):
        request_id = row["request_id"]
        if not _REQUEST_ID.match(request_id):
            why = _("may hold letters, digits and . _ / - only") if request_id else _("is empty")
            parsed.rejected.append(Rejected(number, "request_id", why))
            continue
        groups.setdefault(request_id, []).append((number, row))
    for request_id, rows in groups.items():
        request, wrong = _request(request_id, rows, today)
        parsed.rejected += wrong
        if request:
            parsed.requests.append(request)
    parsed.rejected.sort(key=lambda rejected: rejected.line)
    return parsed


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > LARGEST_FILE:
        raise FileRefused(_("The file is larger than 20 MB. Split it by year."))
    if b"\0" in content or content[:4] in (b"%PDF", b"PK\x03\x04"):
        raise FileRefused(_("This is not a CSV file. Save the sheet as CSV (comma separated)."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(_("The file is not UTF-8 text. Save the sheet as “CSV UTF-8”.")) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [_column_name(cell) for cell in next(reader, [])]
        _check_header(header)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                padded = [*cells, *[""] * (len(header) - len(cells))]
                row = {
                    name: cell.strip() for name, cell in zip(header, padded, strict=False) if name
                }
                yield reader.line_num, {name: row.get(name, "") for name in REQUIRED + OPTIONAL}
    except csv.Error as error:
        raise FileRefused(
            _("Line %(line)s is not CSV: %(error)s.") % {"line": reader.line_num, "error": error}
        ) from None


def _column_name(cell: str) -> str:
    return re.sub(r"[\s/-]+", "_", cell.strip().lower())


def _check_header(header: list[str]) -> None:
    if not header:
        raise FileRefused(_("The file is empty."))
    personal = [name for name in header if name in ABOUT_A_PERSON]
    if personal:
        raise FileRefused(
            _(
                "The column “%(column)s” may hold words about a person. "
                "Take it out of the file: this system has no place for it."
            )
            % {"column": personal[0]}
        )
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise FileRefused(
            _("These columns are missing: %(columns)s.") % {"columns": ", ".join(missing)}
        )
    twice = {name for name in header if name and header.count(name) > 1}
    if twice:
        raise FileRefused(_("The column “%(column)s” stands twice.") % {"column": twice.pop()})


def _request(
    request_id: str, rows: list[tuple[int, dict[str, str]]], today: date
) -> tuple[ParsedRequest | None, list[Rejected]]:
    wrong: list[Rejected] = []
    first_number, first = rows[0]
    for number, row in rows[1:]:
        wrong += [
            Rejected(
                number,
                name,
                _("differs from line %(line)d of the same request") % {"line": first_number},
            )
            for name in OF_THE_REQUEST
            if row[name] != first[name]
        ]
    try:
        shared = _shared(first, today)
    except _Wrong as error:
        return None, [*wrong, Rejected(first_number, error.column, error.why)]
    lines = []
    for number, row in rows:
        try:
            lines.append(_line(number, row, shared, today))
        except _Wrong as error:
            wrong.append(Rejected(number, error.column, error.why))
    if not wrong and shared["decision"] == "approved" and not any(x.approved_cents for x in lines):
        wrong.append(Rejected(first_number, "amount_approved", _("no row has an approved amount")))
    if wrong:
        return None, wrong
    return ParsedRequest(request_id=request_id, lines=tuple(lines), **shared), []


def _shared(row: dict[str, str], today: date) -> _Shared:
    requested_on = _date(row, "requested_on", today)
    decided_on = _date(row, "decided_on", today)
    if decided_on < requested_on:
        raise _Wrong("decided_on", _("is before the request"))
    household = row["household"].upper()
    if not _LABEL.match(household):
        raise _Wrong(
            "household", _("use 2 to 20 letters and digits with a digit in it, never a name")
        )
    decision = row["decision"].lower()
    if decision not in ("approved", "declined", "withdrawn"):
        raise _Wrong("decision", _("use approved, declined or withdrawn"))
    for name in ("agency", "region"):
        if not row[name]:
            raise _Wrong(name, _("is empty"))
    return {
        "requested_on": requested_on,
        "decided_on": decided_on,
        "agency": row["agency"],
        "region": row["region"],
        "household": household,
        "decision": decision,
        "lane": Lane(_choice(row, "lane", Lane.values, Lane.STANDARD)),
        "household_band": HouseholdBand(
            _choice(row, "household_band", HouseholdBand.values, HouseholdBand.UNSAID)
        ),
        "age_band": AgeBand(_choice(row, "age_band", AgeBand.values, AgeBand.UNSAID)),
    }


def _line(number: int, row: dict[str, str], shared: _Shared, today: date) -> ParsedLine:
    if not row["category"]:
        raise _Wrong("category", _("is empty"))
    category = NeedCategory(_choice(row, "category", NeedCategory.values, NeedCategory.OTHER))
    for name in ("vendor", "vendor_town"):
        if not row[name]:
            raise _Wrong(name, _("is empty"))
    requested = _cents(row, "amount_requested")
    approved = _cents(row, "amount_approved") if row["amount_approved"] not in ("", "0") else 0
    if approved > requested:
        raise _Wrong("amount_approved", _("is more than was asked for"))
    if approved and shared["decision"] != "approved":
        raise _Wrong(
            "amount_approved",
            _("has an amount, but the request was %(decision)s") % {"decision": shared["decision"]},
        )
    paid_on = _date(row, "paid_on", today) if row["paid_on"] else None
    if paid_on:
        if not approved:
            raise _Wrong("paid_on", _("has a date, but no amount was approved"))
        if paid_on < shared["decided_on"]:
            raise _Wrong("paid_on", _("is before the decision"))
        if not row["fund"]:
            raise _Wrong("fund", _("is empty: say which fund paid"))
    return ParsedLine(
        number=number,
        category=category,
        vendor=row["vendor"],
        vendor_town=row["vendor_town"],
        requested_cents=requested,
        approved_cents=approved,
        paid_on=paid_on,
        fund=row["fund"].lower(),
    )


def _cents(row: dict[str, str], name: str) -> int:
    try:
        return parse_cents(row[name])
    except MoneyError as error:
        shown = _("amount '%(text)s': ") % {"text": row[name]} if row[name] else ""
        raise _Wrong(name, f"{shown}{error}") from None


def _date(row: dict[str, str], name: str, today: date) -> date:
    text = row[name]
    if not text:
        raise _Wrong(name, _("is empty"))
    for form in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            found = datetime.strptime(text, form).date()
        except ValueError:
            continue
        if found > today:
            raise _Wrong(name, _("'%(text)s' is in the future") % {"text": text})
        if found.year < 2000:
            raise _Wrong(name, _("'%(text)s' is before 2000") % {"text": text})
        return found
    raise _Wrong(name, _("'%(text)s' is not a date: use 2026-03-31 or 03/31/2026") % {"text": text})


def _choice(row: dict[str, str], name: str, values: list[str], default: str) -> str:
    value = re.sub(r"[\s-]+", "_", row[name].lower()) or default
    if value not in values:
        raise _Wrong(
            name,
            _("'%(text)s' is not one of: %(values)s")
            % {"text": row[name], "values": ", ".join(values)},
        )
    return value
