"""The committee decides: votes by line, the close, the emergency alone."""

from django.db import transaction

from applications import notices, policy, sealing
from applications.commands import CastVote
from applications.models import (
    Application,
    Need,
    Place,
    Recusal,
    Review,
    ReviewLine,
)
from applications.reviewers import conflict_of, eligible_reviewers
from applications.states import UNDECIDED, State, Verdict
from fund import clock, tenancy
from fund.audit import record
from fund.models import User
from fund.money import usd
from fund.roles import Can

from .alone import require_alone
from .awarding import award
from .caps import room_cents
from .locking import Refused, lock, require_state, rules_of

_DECIDED = "This request is decided already. Your vote was not needed any more."


@sealing.key_ready
@transaction.atomic(durable=True)
def review(pk: int, vote: CastVote, *, actor: User) -> Application:
    """Cast or change a vote; the request is decided as soon as no missing vote can change it.

    Raises Refused for a conflict of interest, an amount above what was asked or above a cap.
    """
    application = _lock_for_vote(pk, actor)
    needs = _check(application, vote)
    _cast(application, vote, actor)
    if application.state == State.SUBMITTED:
        application.take_up()
        application.save()
    record("application.review", application.reference, actor=actor)
    amounts = _outcome(application, needs)
    if amounts is not None:
        total, room = sum(amounts.values()), room_cents(application)
        if total > room:
            raise Refused(
                f"With your vote the lines come to {usd(total)}, but the caps leave room for "
                f"{usd(room)}. Approve less, or ask the others to look at their votes again."
            )
        _decide(application, needs, amounts, by=actor, alone=False)
    return application


@sealing.key_ready
@transaction.atomic(durable=True)
def decide_emergency(pk: int, vote: CastVote, *, actor: User) -> Application:
    """One on-call member decides an emergency within her limit; the committee ratifies later."""
    if not actor.can(Can.DECIDE_EMERGENCY):
        raise Refused("Only the member on call can decide alone.")
    application = _lock_for_vote(pk, actor)
    needs = _check(application, vote)
    amounts = {line.need_id: line.amount_cents for line in vote.lines}
    if not any(amounts.values()):
        raise Refused("One person can approve alone, but not decline. Vote with the committee.")
    if why := policy.why_not_alone(
        rules_of(application.policy), lane=application.lane, approved_cents=sum(amounts.values())
    ):
        raise Refused(why)
    require_alone(application, sum(amounts.values()), actor)
    _cast(application, vote, actor)
    record("application.review", application.reference, actor=actor)
    _decide(application, needs, amounts, by=actor, alone=True)
    return application


@sealing.key_ready
@transaction.atomic(durable=True)
def recuse(pk: int, reason: str, *, actor: User) -> None:
    """Step back from a request: the own vote no longer counts and the request is out of sight.

    If the votes that remain settle it within the caps, it is decided, in the name of the last
    of those who cast them.
    """
    application = lock(pk, actor)
    if not reason.strip():
        raise Refused("Say in a few words why you step back.")
    with tenancy.as_the_fund():  # from here on she does not see it any more
        _step_back(application, reason, actor)


def _step_back(application: Application, reason: str, actor: User) -> None:
    stepped_back, _new = Recusal.objects.get_or_create(
        application=application,
        reviewer=actor,
        defaults={"at": clock.now()},
    )
    sealing.put(application, Place.RECUSAL, reason.strip(), stepped_back.pk)
    record("application.recuse", application.reference, actor=actor)
    decide_if_settled(application)


def decide_if_settled(application: Application) -> None:
    """Decide if the votes that count settle it within what the caps leave now, in the name of the
    last of those who cast them."""
    if application.state not in UNDECIDED:
        return
    needs = list(application.needs.all())
    counted = application.reviews.filter(
        round=application.review_round, reviewer__in=eligible_reviewers(application)
    )
    last, amounts = counted.last(), _outcome(application, needs)
    if last and amounts is not None and sum(amounts.values()) <= room_cents(application):
        _decide(application, needs, amounts, by=last.reviewer, alone=False)


def _lock_for_vote(pk: int, actor: User) -> Application:
    application = lock(pk, actor)
    require_state(application, *UNDECIDED, words=_DECIDED)
    if not actor.can(Can.REVIEW):
        raise Refused("Only a committee member can vote.")
    if why := conflict_of(actor, application):
        raise Refused(f"{why} Another member decides.")
    return application


def _check(application: Application, vote: CastVote) -> list[Need]:
    needs = list(application.needs.all())
    asked = {need.pk: need.amount_cents for need in needs}
    if sorted(line.need_id for line in vote.lines) != sorted(asked):
        raise Refused("Decide every line of the request.")
    for line in vote.lines:
        fits = {
            Verdict.APPROVE: line.amount_cents == asked[line.need_id],
            Verdict.REDUCE: 0 < line.amount_cents < asked[line.need_id],
            Verdict.DECLINE: line.amount_cents == 0,
        }[line.verdict]
        if not fits:
            raise Refused("The amount of a line does not fit what you decided on it.")
        if line.verdict != Verdict.APPROVE and not line.reason.strip():
            raise Refused("Give a reason for each line that you don't approve in full.")
    room = room_cents(application)
    total = sum(line.amount_cents for line in vote.lines)
    if total > room:
        raise Refused(
            f"These amounts come to {usd(total)}, but the caps leave room for {usd(room)}. "
            "Approve less."
        )
    return needs


def _cast(application: Application, vote: CastVote, actor: User) -> None:
    cast, _new = Review.objects.update_or_create(
        application=application,
        round=application.review_round,
        reviewer=actor,
        defaults={"cast_at": clock.now()},
    )
    sealing.remove(application, Place.REASON, cast.lines.values_list("pk", flat=True))
    cast.lines.all().delete()
    lines = ReviewLine.objects.bulk_create(
        ReviewLine(
            review=cast,
            need_id=line.need_id,
            verdict=line.verdict,
            amount_cents=line.amount_cents,
        )
        for line in vote.lines
    )
    for made, line in zip(lines, vote.lines, strict=True):
        if line.reason.strip():
            sealing.put(application, Place.REASON, line.reason.strip(), made.pk)


def _outcome(application: Application, needs: list[Need]) -> dict[int, int] | None:
    eligible = {user.pk: user for user in eligible_reviewers(application)}
    reviews = [
        cast
        for cast in application.reviews.filter(round=application.review_round).prefetch_related(
            "lines"
        )
        if cast.reviewer_id in eligible
    ]
    ballots = [
        policy.Ballot(
            amounts={line.need_id: line.amount_cents for line in cast.lines.all()},
            is_chair=eligible[cast.reviewer_id].can(Can.CHAIR),
        )
        for cast in reviews
    ]
    rules = rules_of(application.policy)
    return policy.outcome(
        ballots,
        asked={need.pk: need.amount_cents for need in needs},
        seats=policy.seats(rules, application.requested_cents),
        nobody_left=len(reviews) == len(eligible),
    )


def _decide(
    application: Application, needs: list[Need], amounts: dict[int, int], *, by: User, alone: bool
) -> None:
    now = clock.now()
    for need in needs:
        cents = amounts[need.pk]
        if cents == need.amount_cents:
            need.approve()
        elif cents:
            need.reduce(cents=cents)
        else:
            need.decline()
        need.save()
    if application.state == State.INFORMATION_REQUESTED:
        application.take_up()
    total = sum(amounts.values())
    if total:
        application.approve(by=by, at=now, cents=total, alone=alone)
    else:
        application.decline(by=by, at=now)
    application.save()
    record(
        "application.approve" if total else "application.decline",
        application.reference,
        actor=by,
        approved_cents=total,
    )
    if total:
        award(application, needs)
    notices.decided(application)
