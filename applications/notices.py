"""Who is told of what. A notice carries the number of a request or a payment and nothing else:
there is no parameter through which a word about a person could pass."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from applications.models import Application
from applications.reviewers import eligible_reviewers
from applications.states import Lane, State
from fund.models import User
from fund.roles import Can

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
    """An emergency goes to those on call first, if anybody is; else the whole committee."""
    reviewers = eligible_reviewers(application)
    on_call = [user for user in reviewers if user.can(Can.DECIDE_EMERGENCY)]
    is_emergency = application.lane == Lane.EMERGENCY
    tell(on_call if is_emergency and on_call else reviewers, application.reference)


def asked(application: Application) -> None:
    tell([application.filed_by], application.reference)


def answered(application: Application) -> None:
    tell(eligible_reviewers(application), application.reference)


def decided(application: Application) -> None:
    """Those who prepare payments learn of an approval: there are lines to pay."""
    tell([application.filed_by], application.reference)
    if application.state == State.APPROVED:
        tell(User.objects.who_can(Can.PREPARE_PAYMENT), application.reference)


def outcome_asked(application: Application) -> None:
    """Was the need met? Only the advocate is asked."""
    tell([application.filed_by], application.reference)


def late(application: Application) -> None:
    """Past its clock: the chair is told; without a chair, everybody who may decide."""
    reviewers = eligible_reviewers(application)
    chairs = [user for user in reviewers if user.can(Can.CHAIR)]
    tell(chairs or reviewers, application.reference)


def tell(users: Iterable[User], reference: str) -> None:
    """A mail to each that there is news on this number, unless it is quiet() here.

    Sent after the caller's transaction; it vanishes with it.
    """
    from applications.tasks import send_notice

    if _quiet.get():
        return
    for user in users:
        send_notice.defer(user_id=user.pk, reference=reference)
