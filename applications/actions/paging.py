"""The ladder of an emergency: the first on call, again, the next, the chair; each step is a row.

A minute's job climbs it under the request's lock: what was missed is caught up, and of two workers
one takes the step.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications import notices, oncall, roster
from applications.models import Application, Call
from applications.reviewers import eligible_reviewers
from applications.states import UNDECIDED, Lane, Step
from fund import clock
from fund.audit import record
from fund.models import User
from fund.roles import Can

from .locking import Refused, lock, require_state

_TOLD = {Step.FIRST, Step.NEXT}


def tell_committee(application: Application) -> None:
    """A request came in: an emergency begins its ladder, of another the whole committee hears."""
    if notices.is_emergency(application):
        climb(application)
    else:
        notices.submitted(application)


def keep_ladders() -> int:
    """Take every step that is due of every undecided emergency; how many were taken."""
    waiting = Application.objects.undecided().filter(lane=Lane.EMERGENCY).order_by("due_at", "id")
    return sum(_climb_locked(pk) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic(durable=True)
def _climb_locked(pk: int) -> int:
    rows = Application.objects.undecided().filter(pk=pk).select_related("policy")
    application = rows.select_for_update(skip_locked=True, of=("self",)).first()
    return climb(application) if application else 0


def climb(application: Application) -> int:
    """Take the steps that are due, under the request's lock; how many.

    Whoever is first on call now and was not told yet is told at once: so a hand-over, a new shift
    and a member who stepped back need no care of their own. A gap goes to the chair.
    """
    rungs = Rungs(application)
    now, figures = clock.now(), application.policy
    ladder = oncall.Ladder(
        figures.page_again_minutes, figures.next_on_call_minutes, figures.chair_minutes
    )
    first = roster.first_on_call(rungs.reviewers)
    if first is None:
        rungs.tell_chair()
    elif told_at := rungs.told_at(first):
        quiet = rungs.has(Step.AGAIN, first) or rungs.has(Step.TAKEN_UP, first)
        if not quiet and ladder.again_is_due(told_at, now):
            rungs.take(Step.AGAIN, [first])
    else:
        rungs.take(Step.FIRST, [first])
    came_in = application.reconsidered_at or application.submitted_at
    assert came_in
    for step in ladder.due(came_in, now):
        if step is Step.NEXT and not rungs.has(Step.NEXT):
            rungs.tell_next()
        elif step is Step.CHAIR:
            rungs.tell_chair()
    return rungs.taken


class Rungs:
    """The steps of a request's present round: those that were taken, and those taken now."""

    def __init__(self, application: Application, *, by: User | None = None) -> None:
        self.application, self.by, self.taken = application, by, 0
        self.reviewers = eligible_reviewers(application)
        self.calls = list(
            Call.objects.filter(application=application, round=application.review_round)
        )

    def has(self, step: Step, member: User | None = None) -> bool:
        """Whether the step was taken, for this member or for anybody."""
        return any(
            call.step == step and (member is None or call.member_id == member.pk)
            for call in self.calls
        )

    def told_at(self, member: User) -> datetime | None:
        """When she was first told that it is hers; None if she was not."""
        return next(
            (c.at for c in self.calls if c.member_id == member.pk and c.step in _TOLD), None
        )

    def tell_next(self) -> None:
        """Whoever is next on call may decide from now on; if there is nobody, the chair hears."""
        told = [call.member_id for call in self.calls if call.step in _TOLD]
        if member := roster.next_on_call(self.reviewers, told):
            self.take(Step.NEXT, [member])
        else:
            self.tell_chair()

    def tell_chair(self) -> None:
        """Once; without a chair who may judge it, everybody who may decide."""
        if not self.has(Step.CHAIR):
            chairs = [user for user in self.reviewers if user.can(Can.CHAIR)]
            self.take(Step.CHAIR, chairs or self.reviewers)

    def take(self, step: Step, members: Iterable[User]) -> None:
        """Keep the step and tell them."""
        people = list(members)
        for member in people:
            keep(self.application, step, member, by=self.by)
        self.calls += [Call(step=step, member=member, at=clock.now()) for member in people]
        self.taken += len(people)
        notices.paged(self.application, people)


def keep(application: Application, step: Step, member: User, *, by: User | None) -> None:
    """The row of a step, and its word on the trail."""
    Call.objects.create(
        application=application,
        round=application.review_round,
        step=step,
        member=member,
        at=clock.now(),
    )
    record("oncall.tell", application.reference, actor=by, step=step, member=member.reference)


@transaction.atomic(durable=True)
def take_up(pk: int, *, actor: User) -> Application:
    """ "I am on it": she is not told again. The next on call and the chair still hear in time."""
    application = _lock_hers(pk, actor)
    _row, is_new = Call.objects.get_or_create(
        application=application,
        round=application.review_round,
        step=Step.TAKEN_UP,
        member=actor,
        defaults={"at": clock.now()},
    )
    if is_new:
        record("oncall.take_up", application.reference, actor=actor)
    return application


@transaction.atomic(durable=True)
def tell_next(pk: int, *, actor: User) -> list[User]:
    """The member on call asks for the next one before her time; whom she reached by it."""
    application = _lock_hers(pk, actor)
    rungs = Rungs(application, by=actor)
    before = len(rungs.calls)
    rungs.tell_next()
    return [call.member for call in rungs.calls[before:]]


def _lock_hers(pk: int, actor: User) -> Application:
    application = lock(pk, actor)
    require_state(application, *UNDECIDED, words=_("This request is decided already."))
    if not roster.may_decide_alone(actor, application):
        raise Refused(_("Only the member on call can do this."))
    return application
