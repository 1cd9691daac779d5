"""A draft's answers in words: on the page before sending, and where two windows differ."""

from applications import sealing
from applications.forms.filing import LANE_WORDS
from applications.models import Application, Place
from applications.queries.sheet import Line
from applications.states import DESK_NOTES, AgeBand, Lane
from applications.versions import Line as DraftLine
from applications.views.steps import address
from applications.words import hours
from fund.models import FundPolicy
from fund.money import usd

Row = dict[str, str]


def soon_row(application: Application, policy: FundPolicy) -> Row:
    lane = Lane(application.lane)
    return {
        "key": "How soon",
        "value": LANE_WORDS[lane],
        "note": f"An answer within {hours(policy.clock_hours(lane))}",
        "url": address(application, "soon"),
    }


def what_row(application: Application, line: DraftLine) -> Row:
    url = address(application, "what", line.position)
    return {"key": "What is needed", "value": line.category_label, "url": url}


def whom_row(application: Application, line: DraftLine) -> Row:
    vendor = f"{line.vendor.name}, {line.vendor.town}" if line.vendor else "Not answered yet"
    return {
        "key": "Who is paid",
        "value": vendor,
        "url": address(application, "whom", line.position),
    }


def much_row(application: Application, line: DraftLine, account: str) -> Row:
    amount = usd(line.amount_cents) if line.amount_cents else "Not answered yet"
    day = f"{line.needed_by:%B %-d, %Y}" if line.needed_by else ""
    url = address(application, "how_much", line.position)
    terms = line.stay_so_far.terms
    stay = (terms.words, DESK_NOTES[terms.desk]) if terms else ()
    return {"key": "How much", "value": amount, "note": _notes(day, account, *stay), "url": url}


def line_row(application: Application, line: Line, policy: FundPolicy) -> Row:
    """One whole line, and that the fund does not pay for it any more, if so."""
    closed = line.category_value not in policy.payable_categories
    return {
        "key": line.category,
        "value": f"{usd(line.amount_cents)} to {line.vendor}, {line.town}",
        "note": CLOSED if closed else _notes(line.needed_by, line.account, line.stay, line.desk),
        "url": address(application, "line", line.position),
    }


CLOSED = "The fund can’t pay for this at present. Change it or take it out, then you can send."


def who_rows(application: Application, words: sealing.Words) -> list[Row]:
    unread = "–" if words.trouble else ""
    answers = (
        ("Household", application.get_household_band_display() or "Not answered yet"),
        ("Age", AgeBand(application.age_band).label),
        ("Region", application.region.name),
        ("Card", "Counts with the card" if application.card_shown_at else "None"),
        ("Your own name for it", words.of(Place.PSEUDONYM) or unread or "None"),
        ("For the committee to know", words.of(Place.NOTE) or unread or "Nothing"),
    )
    url = address(application, "who")
    return [{"key": key, "value": value, "url": url} for key, value in answers]


def _notes(day: str, account: str, *stay: str) -> str:
    by, number = f"To be paid by {day}" if day else "", f"Account {account}" if account else ""
    notes = (*stay, by, number)
    return " · ".join(note for note in notes if note)
