"""The committee decides: votes by line, the close, the emergency alone, the ratification."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications import notices, policy, sealing
from applications.commands import CastVote
from applications.models import Application, Need, Place, Recusal
from applications.reviewers import conflict_of, eligible_reviewers, needs_of
from applications.states import UNDECIDED, State, Verdict
from fund import clock, tenancy
from fund.audit import record
from fund.models import User
from fund.money import usd
from fund.roles import Can

from . import casting, second_look
from .awarding import award
from .caps import room_cents
from .counting import Count, count, spoken_of
from .locking import Refused, lock, require_state, rules_of
from .recording import record_decision


def review(pk: int, vote: CastVote, *, actor: User) -> Application:
    """Cast or change a vote; the request is decided as soon as no missing vote can change it.

    A question on a line goes to the agency and leaves that line open. The vote that stands, sent
    again, changes nothing. Raises Refused for a conflict of interest, an amount above what was
    asked or above a cap, and once the request is decided or withdrawn.
    """
    cast = sealing.key_ready(_review) if vote.has_words else _review
    return cast(pk, vote, actor=actor)


@transaction.atomic(durable=True)
def _review(pk: int, vote: CastVote, *, actor: User) -> Application:
    application = lock(pk, actor)
    needs, spoken = needs_of(application), spoken_of(application)
    vote = vote.on({need.pk: need.amount_cents for need in needs})
    standing = casting.standing_vote(spoken, actor)
    is_same = casting.is_same(vote, standing)
    if is_same and application.decided_at:
        return application
    eligible = _require_voter(application, actor)
    room = room_cents(application)
    casting.check(needs, vote, room)
    if vote.has_words or not is_same:
        hers = casting.cast(application, vote, standing, actor)
        spoken = [word for word in spoken if word.reviewer != actor.pk] + hers
        record("application.review", application.reference, actor=actor)
        casting.ask(application, vote, actor)
    if application.state == State.SUBMITTED:
        application.take_up()
        application.save()
    _close(application, needs, count(application, needs, eligible, spoken), room, actor)
    return application


def _close(
    application: Application, needs: list[Need], counted: Count, room: int, actor: User
) -> None:
    """Decide by the vote that was just cast, if nothing is open any more."""
    amounts = counted.outcome
    if amounts is None:
        _tell_if_nobody_is_left(application, counted)
        return
    if (total := sum(amounts.values())) > room:
        words = _(
            "With your vote the lines come to %(total)s, but the caps leave room for %(room)s. "
            "Approve less, or ask the others to look at their votes again."
        )
        raise Refused(words % {"total": usd(total), "room": usd(room)})
    _record_tie(application, counted)
    _decide(application, needs, amounts, by=actor, alone=False)


@transaction.atomic(durable=True)
def abstain(pk: int, *, actor: User) -> Application:
    """Have no view on a request: present, and no vote. Her seat goes to another member; she may
    still vote until the close."""
    application = lock(pk, actor)
    _require_voter(application, actor)
    standing = casting.standing_vote(spoken_of(application), actor)
    casting.abstain(application, standing, actor)
    record("application.abstain", application.reference, actor=actor)
    decide_if_settled(application)
    return application


@sealing.key_ready
@transaction.atomic(durable=True)
def decide_emergency(pk: int, vote: CastVote, *, actor: User) -> Application:
    """One on-call member decides an emergency within her limit; the committee ratifies later."""
    if not actor.can(Can.DECIDE_EMERGENCY):
        raise Refused(_("Only the member on call can decide alone."))
    application = lock(pk, actor)
    needs = needs_of(application)
    vote = vote.on({need.pk: need.amount_cents for need in needs})
    standing = casting.standing_vote(spoken_of(application), actor)
    if casting.is_same(vote, standing) and application.decided_alone:
        return application
    _require_voter(application, actor)
    casting.check(needs, vote, room_cents(application))
    amounts = {line.need_id: line.amount_cents for line in vote.lines}
    if any(line.verdict == Verdict.ASK for line in vote.lines):
        raise Refused(_("Decide every line, or ask and vote with the committee."))
    if not any(amounts.values()):
        raise Refused(_("One person can approve alone, but not decline. Vote with the committee."))
    if why := policy.why_not_alone(
        rules_of(application.policy), lane=application.lane, approved_cents=sum(amounts.values())
    ):
        raise Refused(why)
    second_look.require_new(application, actor)
    casting.cast(application, vote, standing, actor)
    record("application.review", application.reference, actor=actor)
    _decide(application, needs, amounts, by=actor, alone=True)
    return application


@transaction.atomic(durable=True)
def ratify(pk: int, *, agreed: bool, actor: User) -> Application:
    """The committee's word on an emergency decided alone. The payment stands either way."""
    application = lock(pk, actor)
    if not application.decided_alone or application.decided_by_id == actor.pk:
        raise Refused(_("Another committee member has to look at this decision."))
    if why := conflict_of(actor, application):
        raise Refused(why)
    if application.ratified_at or application.ratification_refused_at:
        return application
    if agreed:
        application.ratified_at = clock.now()
    else:
        application.ratification_refused_at = clock.now()
    application.save(update_fields=["ratified_at", "ratification_refused_at"])
    act = "application.ratify" if agreed else "application.refuse_ratification"
    record(act, application.reference, actor=actor)
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
        raise Refused(_("Say in a few words why you step back."))
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
    last of those who cast them. If too few are left, whoever can bring it to an end is told: a
    chair who decides alone does it knowingly."""
    if application.state not in UNDECIDED:
        return
    needs = needs_of(application)
    counted = count(application, needs)
    amounts = counted.outcome
    if amounts is None:
        _tell_if_nobody_is_left(application, counted)
    elif counted.committee.is_short:
        notices.late(application)
    elif counted.last and sum(amounts.values()) <= room_cents(application):
        _record_tie(application, counted)
        _decide(application, needs, amounts, by=counted.last, alone=False)


def _require_voter(application: Application, actor: User) -> list[User]:
    """Everybody who may decide the request; Refused, with the reason, if she is not one of them."""
    if application.state == State.WITHDRAWN:
        raise Refused(_("The agency took this request back. Nothing has to be decided any more."))
    require_state(
        application,
        *UNDECIDED,
        words=_("This request is decided already. Your vote was not needed any more."),
    )
    eligible = eligible_reviewers(application)
    if actor not in eligible:
        if why := conflict_of(actor, application):
            raise Refused(_("%(why)s Another member decides.") % {"why": why})
        raise Refused(_("Only a committee member can vote."))
    return eligible


def _record_tie(application: Application, counted: Count) -> None:
    if counted.is_tie:
        seats = counted.committee.seats
        record(
            "application.break_tie",
            application.reference,
            actor=counted.chair,
            votes=counted.votes,
            seats=seats,
        )


def _tell_if_nobody_is_left(application: Application, counted: Count) -> None:
    """Nobody who may vote can settle it: an administrator has to name somebody who can."""
    second_look.tell_chair(application, counted.look)
    if counted.waits_for is not policy.Waits.OUTSIDE:
        return
    if application.escalated_at is None:
        application.escalated_at = clock.now()
        application.save(update_fields=["escalated_at"])
    record("application.nobody_left", application.reference, actor=None)
    notices.nobody_left(application)


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
    Need.objects.bulk_update(needs, ["state", "approved_cents"])
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
    record_decision(application, needs, by=by, alone=alone)
    notices.decided(application)
