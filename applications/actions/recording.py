"""The decision record: everything that made a decision, gathered in its own transaction.

Nothing about a person: numbers, amounts, codes, members by their number. What a member wrote is
named by the row under which it is sealed.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from applications import across, policy
from applications.models import Application, AwardLine, DecisionRecord, Need, Review
from applications.models.decision import canonical
from applications.policy_second_look import Look, seated
from applications.reviewers import committee_of
from applications.states import LineState
from fund import books, clock
from fund.audit import record
from fund.models import NeedCategory, User
from fund.roles import Can

from .locking import rules_of
from .second_look import look_of

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
    eligible = {user.pk: user for user in committee.eligible}
    look = look_of(application, eligible)
    votes = list(
        application.reviews.filter(round=application.review_round)
        .select_related("reviewer")
        .prefetch_related("lines")
    )
    seats = policy.seats(rules_of(application.policy), application.requested_cents)
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
        "votes": _votes(votes, needs, eligible, _counted(votes, look, seats, alone=alone, by=by)),
        "seats": 1 if alone else seats,
        "eligible": sorted(user.reference for user in eligible.values()),
        "kept_out": dict(committee.kept_out),
        "second_look": _second_look(look),
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
    awarded = AwardLine.objects.filter(award__application=application).select_related("fund")
    by_need = {line.need_id: line for line in awarded}
    return [
        {
            "position": need.position,
            "category": need.category,
            "vendor": need.vendor.reference,
            "vendor_name": need.vendor.name,
            "asked_cents": need.amount_cents,
            "approved_cents": need.approved_cents,
            "money": _money(application, by_need[need.pk]) if need.pk in by_need else None,
        }
        for need in needs
    ]


def _money(application: Application, line: AwardLine) -> dict[str, Any]:
    """The fund that the line is reserved on, or why each fund can't pay it yet."""
    if line.state != LineState.UNFUNDED and line.fund:
        return {"fund": line.fund.code, "fund_name": line.fund.name, "waits": None}
    return {"fund": None, "fund_name": None, "waits": _why_it_waits(application, line)}


def _why_it_waits(application: Application, line: AwardLine) -> list[str]:
    reasons = (
        books.why_not(
            balance.fund,
            category=NeedCategory(line.category),
            region_id=application.region_id,
            on=clock.today(),
            amount_cents=line.amount_cents,
            free=balance.available_cents,
        )
        for balance in books.balances()
    )
    return [reason for reason in reasons if reason] or ["No fund is open."]


def _counted(votes: Iterable[Review], look: Look, seats: int, *, alone: bool, by: User) -> set[int]:
    """Whose votes took a seat, by key."""
    if alone:
        return {by.pk}
    cast = [vote.reviewer_id for vote in votes if vote.reviewer_id in look.eligible]
    return set(seated(cast, look, seats)[:seats])


def _votes(
    votes: Iterable[Review],
    needs: Iterable[Need],
    eligible: dict[int, User],
    counted: set[int],
) -> list[dict[str, Any]]:
    """Every vote of the round, the earliest first; `counts` says whether it took a seat."""
    position = {need.pk: need.position for need in needs}
    chairs = {pk for pk, user in eligible.items() if user.can(Can.CHAIR)}
    return [
        {
            "member": vote.reviewer.reference,
            "chair": vote.reviewer_id in chairs,
            "cast": _moment(vote.cast_at),
            "counts": vote.reviewer_id in counted,
            "lines": [
                {
                    "position": position[line.need_id],
                    "verdict": line.verdict,
                    "cents": line.amount_cents,
                    "words": line.pk,
                }
                for line in sorted(vote.lines.all(), key=lambda line: position[line.need_id])
            ],
        }
        for vote in votes
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
