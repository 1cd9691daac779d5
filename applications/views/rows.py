"""A draft's answers in words: on the page before sending, and where two windows differ."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications import sealing
from applications.forms.filing import LANE_WORDS, answer_within
from applications.models import Application, Place
from applications.queries.sheet import Line
from applications.states import DESK_NOTES, AgeBand, HouseholdBand, Lane
from applications.versions import Line as DraftLine
from applications.views.steps import address
from fund import dates
from fund.models import FundPolicy
from fund.money import usd

Row = dict[str, str]


def soon_row(application: Application, policy: FundPolicy) -> Row:
    lane = Lane(application.lane)
    return {
        "key": _("How soon"),
        "value": _(LANE_WORDS[lane]),
        "note": answer_within(policy, lane),
        "url": address(application, "soon"),
    }


def what_row(application: Application, line: DraftLine) -> Row:
    url = address(application, "what", line.position)
    return {"key": _("What is needed"), "value": line.category_label, "url": url}


def whom_row(application: Application, line: DraftLine) -> Row:
    vendor = f"{line.vendor.name}, {line.vendor.town}" if line.vendor else _not_yet()
    return {
        "key": _("Who is paid"),
        "value": vendor,
        "url": address(application, "whom", line.position),
    }


def much_row(application: Application, line: DraftLine, account: str) -> Row:
    amount = usd(line.amount_cents) if line.amount_cents else _not_yet()
    day = dates.written(line.needed_by) if line.needed_by else ""
    url = address(application, "how_much", line.position)
    terms = line.stay_so_far.terms
    stay = (terms.words, _(DESK_NOTES[terms.desk])) if terms else ()
    note = _notes(day, account, *stay)
    return {"key": _("How much"), "value": amount, "note": note, "url": url}


def line_row(application: Application, line: Line, policy: FundPolicy) -> Row:
    """One whole line, and that the fund does not pay for it any more, if so."""
    closed = line.category_value not in policy.payable_categories
    return {
        "key": line.category,
        "value": _("%(amount)s to %(business)s")
        % {"amount": usd(line.amount_cents), "business": f"{line.vendor}, {line.town}"},
        "note": _(CLOSED) if closed else _notes(line.needed_by, line.account, line.stay, line.desk),
        "url": address(application, "line", line.position),
    }


CLOSED = gettext_noop(
    "The fund can’t pay for this at present. Change it or take it out, then you can send."
)


def who_rows(application: Application, words: sealing.Words) -> list[Row]:
    unread = "–" if words.trouble else ""
    band = application.household_band
    answers = (
        (_("Household"), HouseholdBand(band).label if band else _not_yet()),
        (_("Age"), AgeBand(application.age_band).label),
        (_("Region"), application.region.name),
        (_("Card"), _("Counts with the card") if application.card_shown_at else _("None")),
        (_("Your own name for it"), words.of(Place.PSEUDONYM) or unread or _("None")),
        (_("For the committee to know"), words.of(Place.NOTE) or unread or _("Nothing")),
    )
    url = address(application, "who")
    return [{"key": key, "value": value, "url": url} for key, value in answers]


def _not_yet() -> str:
    return _("Not answered yet")


def _notes(day: str, account: str, *stay: str) -> str:
    by = _("To be paid by %(day)s") % {"day": day} if day else ""
    number = _("Account %(number)s") % {"number": account} if account else ""
    notes = (*stay, by, number)
    return " · ".join(note for note in notes if note)
