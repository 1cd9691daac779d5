"""Who is on call, read from the roster; only those who may still decide an emergency count."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet, Value
from django.db.models.functions import Greatest

from applications.models import Application, Call, Shift
from applications.reviewers import eligible_reviewers
from applications.states import Lane, Step
from fund import clock
from fund.models import User
from fund.roles import Can


def shifts_at(moment: datetime) -> list[Shift]:
    """The shifts that go on at that moment, the first on call first."""
    return list(Shift.objects.at(moment).filter(member__in=_who_may()))


def shifts_between(start: datetime, end: datetime) -> list[Shift]:
    """The shifts that touch this time, the earliest first."""
    rows = Shift.objects.between(start, end).select_related("member", "offered_to")
    return list(rows.filter(member__in=_who_may()))


def first_on_call(reviewers: Collection[User]) -> User | None:
    """Whom an emergency reaches now: the first on call among `reviewers`, the request's own.

    So a member in conflict is skipped. None is a gap.
    """
    fit = {user.pk: user for user in reviewers}
    on_call = (fit.get(shift.member_id) for shift in shifts_at(clock.now()))
    return next((user for user in on_call if user), None)


def next_on_call(reviewers: Collection[User], told: Collection[int]) -> User | None:
    """The next one whom nobody told yet: on call now, else she whose shift begins next."""
    now = clock.now()
    fit = {
        user.pk: user
        for user in reviewers
        if user.pk not in told and user.can(Can.DECIDE_EMERGENCY)
    }
    hers = Shift.objects.filter(member__in=list(fit), ends_at__gt=now)
    soonest = hers.order_by(Greatest("starts_at", Value(now)), "order").first()
    return fit[soonest.member_id] if soonest else None


def may_decide_alone(user: User, application: Application) -> bool:
    """Whether this emergency is hers to decide alone: she is on call now, or next and was told."""
    if application.lane != Lane.EMERGENCY or not user.can(Can.DECIDE_EMERGENCY):
        return False
    if first_on_call(eligible_reviewers(application)) == user:
        return True
    return Call.objects.filter(
        application=application, round=application.review_round, step=Step.NEXT, member=user
    ).exists()


def _who_may() -> QuerySet[User]:
    return User.objects.who_can(Can.DECIDE_EMERGENCY).order_by()
