"""The entry guard: what in a text looks as if it could find a person. Pure: text in, signs out.

It warns and never refuses: the form asks, the person who typed decides (`fund/web/guarded.py`).
Phone numbers and e-mail addresses are recognised by kept libraries, the rest by short patterns
here. Every pattern is linear: no part of one can match what its neighbour matches, and each
repetition has an upper bound.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext, gettext_noop
from phonenumbers import Leniency, PhoneNumberMatcher

LONGEST = 10_000
"""Signs are looked for in this many characters; no box of the product takes more."""


class Kind(StrEnum):
    """What a sign looks like. The value is what the audit trail keeps."""

    SSN = "ssn"
    PHONE = "phone"
    EMAIL = "email"
    BIRTH_DATE = "birth_date"
    NAME_AND_DATE = "name_and_date"
    STREET = "street"
    PLATE = "plate"

    @property
    def words(self) -> str:
        """After “This looks like”."""
        return gettext(_WORDS[self])


_WORDS = {
    Kind.SSN: gettext_noop("a Social Security number"),
    Kind.PHONE: gettext_noop("a phone number"),
    Kind.EMAIL: gettext_noop("an email address"),
    Kind.BIRTH_DATE: gettext_noop("a birth date"),
    Kind.NAME_AND_DATE: gettext_noop("a name with a date"),
    Kind.STREET: gettext_noop("a street address"),
    Kind.PLATE: gettext_noop("a license plate"),
}


class Sign(NamedTuple):
    """One thing that was seen, and where in the text."""

    start: int
    end: int
    kind: Kind


def look_at(text: str, *, today: date) -> list[Sign]:
    """Every sign in the text, in order, none over another; the more telling kind comes first."""
    text = text[:LONGEST]
    found: list[Sign] = []
    for kind, recogniser in RECOGNISERS.items():
        for start, end in recogniser(text, today):
            if all(end <= other.start or other.end <= start for other in found):
                found.append(Sign(start, end, kind))
    return sorted(found)


def hint(text: str, sign: Sign) -> str:
    """Enough of what was seen to find it again, and no more: `207…23`."""
    seen = " ".join(text[sign.start : sign.end].split())
    return f"{seen[:3]}…{seen[-2:]}"


Spans = Iterator[tuple[int, int]]

_SSN = re.compile(r"(?<![\w.$-])(\d{3})([- .]?)(\d{2})\2(\d{4})(?![\w-]|\.\d)")


def _ssns(text: str, today: date) -> Spans:
    """Nine digits that the Social Security Administration can have given (not 000, 666, 9xx)."""
    for match in _SSN.finditer(text):
        area, _between, group, serial = match.groups()
        if area not in ("000", "666") and area < "900" and group != "00" and serial != "0000":
            yield match.span()


_DIGITS = re.compile(r"[+(]?\d[\d ().+/-]{5,28}\d")
WITH_AREA = 10
"""Digits of a number that can be dialed from anywhere in the United States."""

_LOCAL = re.compile(
    r"\b(?:call|phone|ph|cell|mobile|text|tel|number|reach)\b[^\d\n]{0,20}(\d{3}[-. ]\d{4})\b", re.I
)


def _phones(text: str, today: date) -> Spans:
    """By libphonenumber, as numbers are written in the United States; and seven digits to call."""
    for candidate in _DIGITS.finditer(text):
        start, digits = candidate.start(), sum(map(str.isdecimal, candidate.group()))
        if digits < WITH_AREA and not candidate.group().startswith("+"):
            continue
        found = PhoneNumberMatcher(candidate.group(), "US", Leniency.VALID, max_tries=8)
        for match in found:
            yield start + match.start, start + match.end
    for local in _LOCAL.finditer(text):
        yield local.span(1)


_SPELLED = re.compile(
    r"\b[\w.+-]{1,40} (?:at|\(at\)) \w{2,20} (?:dot|\(dot\)) (?:com|org|net|edu)\b", re.I
)
_AROUND_AT = re.compile(r"[^\s,;:<>()\[\]]{1,64}@[^\s,;:<>()\[\]]{1,255}")


def _emails(text: str, today: date) -> Spans:
    for match in _AROUND_AT.finditer(text):
        word = match.group().rstrip(".!?'\"’”")
        try:
            validate_email(word.lstrip("'\"‘“"))
        except ValidationError:
            continue
        yield match.start(), match.start() + len(word)
    for spelled in _SPELLED.finditer(text):
        yield spelled.span()


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?P<{}>(?:19|20)\d\d|['’]?\d\d)(?![\d/-])"
_DATE = re.compile(
    "|".join(
        (
            r"\b(?P<iso>(?:19|20)\d\d)[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)",
            rf"(?<![\d/$.-])\d{{1,2}}([-/.])\d{{1,2}}\2{_YEAR.format('digits')}",
            rf"\b{_MONTH} ?{_DAY},? {_YEAR.format('month_first')}",
            rf"(?<!\d){_DAY} (?:of )?{_MONTH},? ?{_YEAR.format('day_first')}",
        )
    ),
    re.I,
)
_BORN = re.compile(
    r"\b(?:born|d\.?o\.?b\b|birth ?dates?|birthdays?|b-?day|date of birth)\b[^\n\d]{0,25}?"
    rf"((?:{_MONTH} ?{_DAY}(?!\d)|{_DAY} (?:of )?{_MONTH}|{_MONTH},? (?:19|20)\d\d"
    r"|\d{1,2}[-/. ]\d{1,2}(?!\d))(?:[-/., ]{1,2}(?:19|20)?\d\d\b)?|(?:19|20)\d\d(?:-\d\d-\d\d)?\b"
    r"|\d{6,8}\b)",
    re.I,
)
GROWN = 8
"""A whole date this many years back is hardly that of a bill or a stay."""


def _birth_dates(text: str, today: date) -> Spans:
    """A date beside a word for birth, and every date of long ago."""
    for match in _BORN.finditer(text):
        yield match.span(1)
    for start, end, year in _dates(text, today):
        if year <= today.year - GROWN:
            yield start, end


_NAME = r"[A-Z][a-z’'-]{1,20}(?: [A-Z]\.?)? [A-Z][a-z’'-]{1,20}"
_NAMES = re.compile(rf"\b{_NAME}\b")
_NOT_A_NAME = """
motel inn hotel suites lodge house home shelter street road avenue lane apartments realty rent
deposit power electric water oil gas company bus line lines pharmacy store market harbor bay
pine river tree north south east west northern central new the this that she he they her his our
we it if please paid pay due until from through by on check room invoice january february march
april may june july august september october november december monday tuesday wednesday thursday
friday saturday sunday portland augusta bangor lewiston auburn waterville maine city town county
general hospital clinic court school bank credit union fund office department services housing
super car auto lease
"""
_NO_NAME = frozenset(_NOT_A_NAME.split())


def _names_with_dates(text: str, today: date) -> Spans:
    """Two or three words that could be a name, with a date of an earlier year close behind."""
    for start, end, year in _dates(text, today):
        if year >= today.year:
            continue
        before = max(0, start - 60)
        names = [match for match in _NAMES.finditer(text, before, start) if _could_be_name(match)]
        if names and start - names[-1].end() <= 12:
            yield names[-1].start(), end


def _could_be_name(match: re.Match[str]) -> bool:
    return not any(word.strip(".’'-") in _NO_NAME for word in match.group().lower().split())


def _dates(text: str, today: date) -> Iterator[tuple[int, int, int]]:
    for match in _DATE.finditer(text):
        digits = next(year for year in match.groupdict().values() if year)
        year = int(digits.strip("'’"))
        if year < 100:
            year += 2000 if year <= (today.year + 2) % 100 else 1900
        yield match.start(), match.end(), year


_SURE = r"street|st|avenue|ave|road|rd|boulevard|blvd|highway|hwy|parkway|pkwy|lane|terrace"
_DOUBTFUL = r"Drive|Dr|Court|Ct|Way|Place|Pl|Circle|Cir|Square|Sq|Trail|Ln|Ter|Loop|Row|Hill"
_NO_STREET = (
    "nights?|days?|weeks?|months?|hours?|people|adults?|kids?|children|miles?|rooms?"
    "|at|on|for|of|to|in|per|and|from|the|a|is|was|x"
)
_WORD = rf"(?!(?:{_NO_STREET})\b)[\w’'.-]{{1,20}}"
_STREET = re.compile(
    rf"(?<![\w$.,/-])\d{{1,5}}[A-Za-z]?(?: {_WORD}){{1,3}}?,? (?:{_SURE})\b(?!\.\w)", re.I
)
_STREET_IN_CAPITALS = re.compile(
    rf"(?<![\w$.,/-])\d{{1,5}}[A-Za-z]?(?: [A-Z][\w’'.-]{{0,20}}){{1,3}}? (?:{_DOUBTFUL})\b"
)
_ROUTE = re.compile(
    r"(?<![\w$.,/-])\d{1,5} (?:U\.?S\.? |State |Old )?(?:Route|Rte)\.? \d{1,3}\b", re.I
)
_BOX = re.compile(r"\b(?:p\.? ?o\.?|rr ?\d{1,2},?) ?box \d{1,6}\b", re.I)


def _streets(text: str, today: date) -> Spans:
    for pattern in (_STREET, _STREET_IN_CAPITALS, _ROUTE, _BOX):
        for match in pattern.finditer(text):
            yield match.span()


_PLATE = re.compile(
    r"\b(?:(?:licen[sc]e|number) )?(?:plates?|tags?|registration|reg|license)\b"
    r"(?: (?:no|number|is|nr)\b)?[ .:#]{1,3}(?:number )?(?!fees?\b|costs?\b)"
    r"([A-Z0-9]{1,4}[ -]?[A-Z0-9]{2,5})\b(?!\.\d)",
    re.I,
)


def _plates(text: str, today: date) -> Spans:
    """Letters and digits together, right behind a word for a plate."""
    for match in _PLATE.finditer(text):
        plate = match.group(1)
        digits = sum(sign.isdecimal() for sign in plate)
        if digits and len(plate) >= 4 and digits < len(plate.replace(" ", "").replace("-", "")):
            yield match.span(1)


RECOGNISERS: dict[Kind, Callable[[str, date], Spans]] = {
    Kind.SSN: _ssns,
    Kind.BIRTH_DATE: _birth_dates,
    Kind.NAME_AND_DATE: _names_with_dates,
    Kind.EMAIL: _emails,
    Kind.PHONE: _phones,
    Kind.STREET: _streets,
    Kind.PLATE: _plates,
}
"""By kind, the more telling first: what one has found, no later one calls something else."""
