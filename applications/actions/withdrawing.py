"""A request is taken back before a decision."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application
from applications.states import UNDECIDED, NeedState, State
from fund import clock
from fund.audit import record
from fund.models import User

from .locking import lock, require_own, require_state


@transaction.atomic(durable=True)
def withdraw(pk: int, *, actor: User) -> Application:
    """The agency takes the request back before a decision."""
    application = lock(pk, actor)
    require_own(application, actor)
    if application.state == State.WITHDRAWN:
        return application
    require_state(
        application,
        State.DRAFT,
        *UNDECIDED,
        words=_("This request is decided. It can't be withdrawn any more."),
    )
    withdraw_locked(application, actor)
    return application


def withdraw_locked(application: Application, actor: User) -> None:
    """The same for a request that the caller has locked and looked at."""
    application.withdraw(at=clock.now())
    application.save()
    for need in application.needs.filter(state=NeedState.REQUESTED):
        need.cancel()
        need.save()
    record("application.withdraw", application.reference, actor=actor)
