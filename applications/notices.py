"""Who is told of what. A notice carries a request's number and nothing else: there is no
parameter through which a word about a person could pass."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from applications.models import Application
from applications.reviewers import eligible_reviewers
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
    _tell(on_call if application.lane == "emergency" and on_call else reviewers, application)


def asked(application: Application) -> None:
    _tell([application.filed_by], application)


def answered(application: Application) -> None:
    _tell(eligible_reviewers(application), application)


def decided(application: Application) -> None:
    _tell([application.filed_by], application)


def late(application: Application) -> None:
    """Past its clock: the chair is told; without a chair, everybody who may decide."""
    reviewers = eligible_reviewers(application)
    chairs = [user for user in reviewers if user.can(Can.CHAIR)]
    _tell(chairs or reviewers, application)


def _tell(users: Iterable[User], application: Application) -> None:
    from applications.tasks import send_notice

    if _quiet.get():
        return
    for user in users:
        send_notice.defer(user_id=user.pk, reference=application.reference)
