"""What happened to a request and when, without the name of anybody at the agency."""

from dataclasses import dataclass
from datetime import datetime

from fund.models import AuditEvent

AGENCY, COMMITTEE, FUND = "The agency", "The committee", ""

ACTS: dict[str, tuple[str, str]] = {
    "application.submit": ("Request sent", AGENCY),
    "application.request_information": ("Question asked", COMMITTEE),
    "application.answer": ("Message sent", AGENCY),
    "application.review": ("Vote saved", COMMITTEE),
    "application.recuse": ("A member stepped back", COMMITTEE),
    "exception.ask": ("Asked for more than the cap", AGENCY),
    "exception.drop": ("No longer asked for more than the cap", AGENCY),
    "exception.grant": ("Chair allowed more than the cap", COMMITTEE),
    "application.escalate": ("Not decided in time: the chair was told", FUND),
    "application.approve": ("Approved", COMMITTEE),
    "application.decline": ("Not approved", COMMITTEE),
    "application.ratify": ("The committee agreed with the decision", COMMITTEE),
    "application.refuse_ratification": ("The committee did not agree", COMMITTEE),
    "application.reconsider": ("Second look asked for", AGENCY),
    "application.withdraw": ("Request withdrawn", AGENCY),
    "letter.make": ("Letter to the vendor made", FUND),
    "letter.end": ("Letter to the vendor ended", FUND),
    "application.close": ("Everything paid", FUND),
    "application.reopen": ("A payment came back", FUND),
}
"""Each act in words, and whose it was. An act that is not here is not shown."""

INSIDE = frozenset({"application.review", "application.recuse", "application.escalate"})
"""The committee's own affairs: the agency does not see them."""


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
    return [Happened(ACTS[act][0], at, ACTS[act][1]) for act, at in rows.values_list("act", "at")]
