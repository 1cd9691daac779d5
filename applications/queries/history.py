"""What happened to a request and when, without the name of anybody at the agency."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.actions.second_look import NOBODY_NEW
from fund.models import AuditEvent
from fund.money import usd

AGENCY, COMMITTEE, FUND = gettext_noop("The agency"), gettext_noop("The committee"), ""

ACTS: dict[str, tuple[str, str]] = {
    "application.submit": (gettext_noop("Request sent"), AGENCY),
    "application.request_information": (gettext_noop("Question asked"), COMMITTEE),
    "application.answer": (gettext_noop("Message sent"), AGENCY),
    "application.review": (gettext_noop("Vote saved"), COMMITTEE),
    "application.abstain": (gettext_noop("A member had no view"), COMMITTEE),
    "application.break_tie": (gettext_noop("The chair’s vote broke a tie"), COMMITTEE),
    "application.nobody_left": (
        gettext_noop("Nobody left who can decide: the administrators were told"),
        FUND,
    ),
    "application.recuse": (gettext_noop("A member stepped back"), COMMITTEE),
    "exception.ask": (gettext_noop("Asked for more than the cap"), AGENCY),
    "exception.drop": (gettext_noop("No longer asked for more than the cap"), AGENCY),
    "exception.grant": (gettext_noop("Chair allowed more than the cap"), COMMITTEE),
    "application.escalate": (gettext_noop("Not decided in time: the chair was told"), FUND),
    "application.approve": (gettext_noop("Approved"), COMMITTEE),
    "award.other_funds": (gettext_noop("The funds chosen had too little money: others pay"), FUND),
    "application.decline": (gettext_noop("Not approved"), COMMITTEE),
    "application.ratify": (gettext_noop("The committee agreed with the decision"), COMMITTEE),
    "application.refuse_ratification": (gettext_noop("The committee did not agree"), COMMITTEE),
    "application.reconsider": (gettext_noop("Second look asked for"), AGENCY),
    "application.withdraw": (gettext_noop("Request withdrawn"), AGENCY),
    "letter.make": (gettext_noop("Letter to the vendor made"), FUND),
    "letter.end": (gettext_noop("Letter to the vendor ended"), FUND),
    "application.close": (gettext_noop("Everything paid"), FUND),
    "application.reopen": (gettext_noop("A payment came back"), FUND),
}
"""Each act in words, and whose it was. An act that is not here is not shown."""

INSIDE = frozenset(
    {
        "application.review",
        "application.abstain",
        "application.break_tie",
        "application.nobody_left",
        "application.recuse",
        "application.escalate",
        "award.other_funds",
    }
)
"""The committee's own affairs: the agency does not see them."""

_WITH_AMOUNT = {
    "application.approve": ("approved_cents", gettext_noop("Approved: %(amount)s")),
    "exception.grant": (
        "granted_cents",
        gettext_noop("Chair allowed %(amount)s more than the cap"),
    ),
}
_VOTE_CHANGED = gettext_noop("Vote changed")
_NOBODY_NEW = gettext_noop("Everybody who may vote has voted before: the chair was told")


@dataclass(frozen=True)
class Happened:
    """One line of the timeline."""

    what: str
    at: datetime
    who: str


def history(reference: str, *, for_committee: bool) -> list[Happened]:
    """The timeline, oldest first; one query."""
    shown = set(ACTS) if for_committee else set(ACTS) - INSIDE
    rows = AuditEvent.objects.filter(subject=reference, act__in=shown).order_by("id")
    found, voted = [], set[int | None]()
    for act, at, actor, facts in rows.values_list("act", "at", "actor", "facts"):
        who = ACTS[act][1]
        what = _in_words(act, facts, is_again=actor in voted)
        found.append(Happened(what, at, _(who) if who else ""))
        if act == "application.review":
            voted.add(actor)
        elif act == "application.reconsider":
            voted.clear()  # everybody votes anew
    return found


def _in_words(act: str, facts: dict[str, Any], *, is_again: bool) -> str:
    """The act as the timeline says it; `is_again`: by somebody who has voted in this round."""
    if act == "application.review" and is_again:
        return _(_VOTE_CHANGED)
    if act == "application.escalate" and facts.get("reason") == NOBODY_NEW:
        return _(_NOBODY_NEW)
    if act in _WITH_AMOUNT:
        name, words = _WITH_AMOUNT[act]
        if cents := facts.get(name):
            return _(words) % {"amount": usd(cents)}
    return _(ACTS[act][0])
