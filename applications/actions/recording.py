"""The decision record: everything that made a decision, gathered in its own transaction.

Nothing about a person: numbers, amounts, codes, members by their number. What a member wrote is
named by the row under which it is sealed.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from applications import across, policy
from applications.models import Application, AwardLine, DecisionRecord, Need
from applications.models.decision import canonical
from applications.policy import Look
from applications.reviewers import committee_of
from fund import clock
from fund.audit import record
from fund.models import User

from .counting import Count, Spoken, count, spoken_of
from .locking import rules_of

FORMAT = "decision 1"


def record_decision(
    application: Application, needs: Sequence[Need], *, by: User, alone: bool
) -> DecisionRecord:
    """Write down the decision that was just made, and its fingerprint into the audit trail.

    Inside the decision's transaction, after the award: what the record says is what was decided.
    """
    made: DecisionRecord = DecisionRecord.objects.create(
        application=application,
        round=application.review_round,
        made_at=clock.now(),
        body=canonical(_facts(application, needs, by, alone)),
    )
    record(
        "decision.record",
        application.reference,
        actor=by,
        round=made.round,
        record=made.fingerprint,
    )
    return made


def _facts(
    application: Application, needs: Sequence[Need], by: User, alone: bool
) -> dict[str, Any]:
    committee = committee_of(application)
    spoken = spoken_of(application)
    counted = count(application, needs, committee.eligible, spoken)
    return {
        "format": FORMAT,
        "request": application.reference,
        "round": application.review_round,
        "policy": application.policy.version,
        "lane": application.lane,
        "clock": _clock(application),
        "asked_cents": application.requested_cents,
        "approved_cents": application.approved_cents,
        "lines": _lines(application, needs),
        "votes": _votes(application, needs, _seated(spoken, counted, by.pk if alone else None)),
        "seats": 1 if alone else counted.committee.seats,
        "tie": counted.is_tie and not alone,
        "eligible": sorted(user.reference for user in committee.eligible),
        "kept_out": dict(committee.kept_out),
        "second_look": _second_look(counted.look),
        "caps": _caps(application),
        "decided_by": by.reference,
        "alone": alone,
    }


def _clock(application: Application) -> dict[str, str | None]:
    return {
        "since": _moment(application.reconsidered_at or application.submitted_at),
        "due": _moment(application.due_at),
        "decided": _moment(application.decided_at),
        "escalated": _moment(application.escalated_at),
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _lines(application: Application, needs: Sequence[Need]) -> list[dict[str, Any]]:
    awarded = AwardLine.objects.filter(award__application=application)
    awarded = awarded.prefetch_related("shares__fund")
    by_need = {line.need_id: line for line in awarded}
    return [
        {
            "position": need.position,
            "category": need.category,
            "vendor": need.vendor.reference,
            "vendor_name": need.vendor.name,
            "asked_cents": need.amount_cents,
            "approved_cents": need.approved_cents,
            "money": _money(by_need[need.pk]) if need.pk in by_need else None,
        }
        for need in needs
    ]


def _money(line: AwardLine) -> dict[str, Any]:
    """What is reserved on which fund, or why each fund can't pay it yet (`fund.matching.Why`)."""
    shares = [
        {"fund": fund.code, "name": fund.name, "cents": cents}
        for fund, cents in line.paid_by.items()
    ]
    return {"shares": shares, "waits": dict(line.held_because)}


def _seated(spoken: Iterable[Spoken], counted: Count, alone: int | None) -> set[int]:
    """The rows of the votes that took a seat on their line; of a decision alone, hers."""
    seats: Counter[int] = Counter()
    found: set[int] = set()
    for word in counted.said if alone is None else spoken:
        if word.line is None or word.cents is None or alone not in (None, word.reviewer):
            continue
        seats[word.line.need_id] += 1
        if seats[word.line.need_id] <= counted.committee.seats:
            found.add(word.line.pk)
    return found


def _votes(
    application: Application, needs: Iterable[Need], seated: set[int]
) -> list[dict[str, Any]]:
    """What everybody said in the round, the earliest first; without lines she had no view. A line
    `counts` if its vote took a seat; `why` is of the list, `words` the row of the sealed ones."""
    position = {need.pk: need.position for need in needs}
    votes = application.reviews.filter(round=application.review_round)
    return [
        {
            "member": vote.reviewer.reference,
            "cast": _moment(vote.cast_at),
            "lines": [
                {
                    "position": position[line.need_id],
                    "verdict": line.verdict,
                    "cents": line.amount_cents,
                    "why": line.why,
                    "words": line.pk,
                    "counts": line.pk in seated,
                }
                for line in sorted(vote.lines.all(), key=lambda line: position[line.need_id])
            ],
        }
        for vote in votes.select_related("reviewer").prefetch_related("lines")
    ]


def _second_look(look: Look) -> dict[str, Any] | None:
    if not look.is_second:
        return None
    return {
        "voted_first": len(look.voted_first),
        "somebody_new": bool(look.somebody_new),
    }


def _caps(application: Application) -> dict[str, Any]:
    """The caps of the policy, what they left, and what the chair allowed above that."""
    rules = rules_of(application.policy)
    left = policy.caps_left(rules, across.spent_by_household(application))
    exception = application.exception
    return {
        "application_cents": rules.cap_application_cents,
        "twelve_months_cents": rules.cap_twelve_months_cents,
        "lifetime_cents": rules.cap_lifetime_cents,
        "left_cents": min(vars(left).values()),
        "exception_asked": exception is not None,
        "exception_cents": exception.granted_cents if exception else 0,
    }
