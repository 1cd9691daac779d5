"""Who is told of what. A notice carries the number of a request or a payment and nothing else:
there is no parameter through which a word about a person could pass."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from applications.models import Application
from applications.reviewers import eligible_reviewers
from applications.states import Lane, State
from fund import clock
from fund.models import RoleGrant, User
from fund.notices import telling
from fund.roles import AGENCY_ROLES, Can, Role

_quiet: ContextVar[bool] = ContextVar("quiet_notices", default=False)


@contextmanager
def quiet() -> Iterator[None]:
    """No notice inside the block: for imports and the demo year, whose acts are long past."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def submitted(application: Application) -> None:
    """The whole committee; an emergency has its own ladder (`actions/paging.py`)."""
    _tell(eligible_reviewers(application), application)


def paged(application: Application, members: Iterable[User]) -> None:
    """An emergency waits for these members, at whatever hour."""
    tell(members, application.reference, urgent=True)


def look(application: Application, members: Iterable[User]) -> None:
    """What was decided alone waits for the committee: a word in the morning will do."""
    tell(members, application.reference, urgent=False)


def not_agreed(application: Application) -> None:
    """Whoever decided alone learns that the committee does not agree."""
    if application.decided_by:
        tell([application.decided_by], application.reference, urgent=False)


def roster(people: Iterable[User], day: date) -> None:
    """There is news on the roster of this day: hours without anybody, or a shift to take."""
    tell(people, f"OC-{day:%m%d}", urgent=False)


def asked(application: Application) -> None:
    _tell(carers(application), application)


def answered(application: Application) -> None:
    _tell(eligible_reviewers(application), application)


def decided(application: Application) -> None:
    """Those who prepare payments learn of an approval: there are lines to pay."""
    _tell(carers(application), application)
    if application.state == State.APPROVED:
        _tell(User.objects.who_can(Can.PREPARE_PAYMENT), application)


def outcome_asked(application: Application) -> None:
    """Was the need met? Only whoever cares for the request is asked."""
    _tell(carers(application), application)


def late(application: Application) -> None:
    """Past its clock: the chair is told; without one, everybody who may decide, and the
    administrators, who can name a chair for it."""
    reviewers = eligible_reviewers(application)
    chairs = [user for user in reviewers if user.can(Can.CHAIR)]
    _tell(chairs or reviewers, application)
    if not chairs:
        nobody_left(application)


def nobody_left(application: Application) -> None:
    """Nobody who may decide can settle it: the administrators name another member."""
    _tell(User.objects.who_can(Can.MANAGE_PEOPLE), application)


def handed_over(application: Application, *people: User) -> None:
    """Who cared for it and who does now."""
    _tell(people, application)


def draft_ends(application: Application) -> None:
    """A draft that nobody worked on goes soon."""
    _tell(carers(application), application)


def carers(application: Application) -> list[User]:
    """Who cares for it. Where she no longer works there: the agency's supervisors, or, if it has
    none, everybody who files for it."""
    grants = RoleGrant.objects.in_force(clock.today()).filter(
        agency=application.agency_id, role__in=sorted(AGENCY_ROLES), user__is_active=True
    )
    if grants.filter(user=application.cared_for_by_id).exists():
        return [application.cared_for_by]
    leads = grants.filter(role=Role.AGENCY_SUPERVISOR)
    rest = leads if leads.exists() else grants
    return list(User.objects.filter(pk__in=rest.values("user"))) or [application.cared_for_by]


def is_emergency(application: Application) -> bool:
    """News of an emergency waits for nobody's hour."""
    return application.lane == Lane.EMERGENCY


def tell(users: Iterable[User], reference: str, *, urgent: bool) -> None:
    """Each is to hear that there is news on this number, unless it is quiet() here.

    Sent after the caller's transaction, when each wants to hear (`fund/notices/`); `urgent` at
    once. It vanishes with the caller's transaction.
    """
    if not _quiet.get():
        telling.tell(users, reference, urgent=urgent)


def _tell(users: Iterable[User], application: Application) -> None:
    tell(users, application.reference, urgent=is_emergency(application))
