"""More than the caps leave: the agency asks, the chair grants, the committee still decides."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications import notices, sealing
from applications.models import Application, CapException, Place
from applications.reviewers import conflict_of
from applications.states import UNDECIDED, State
from fund import clock
from fund.audit import record
from fund.models import User
from fund.money import usd
from fund.roles import Can

from .caps import caps_cents
from .deciding import decide_if_settled
from .locking import Refused, lock, require_own, require_state

_DECIDED = "This request is decided already."
_GRANTED = gettext_noop("The chair has granted an exception already. It stands as it is.")


@sealing.key_ready
@transaction.atomic(durable=True)
def ask_exception(pk: int, reason: str, *, actor: User) -> CapException:
    """Ask for more than the caps leave, before the decision; asked again, the newer words count.

    Raises Refused if the request fits, without a reason, and after it was granted.
    """
    application = _lock_own(pk, actor)
    if not reason.strip():
        raise Refused(_("Say in a few words why more is needed."))
    if application.requested_cents <= caps_cents(application):
        raise Refused(_("This request is within every cap. It needs no exception."))
    asked, is_new = CapException.objects.get_or_create(
        application=application, defaults={"asked_by": actor, "asked_at": clock.now()}
    )
    if asked.granted_at:
        raise Refused(_(_GRANTED))
    sealing.put(application, Place.EXCEPTION, reason.strip(), asked.pk)
    if is_new:
        record("exception.ask", application.reference, actor=actor)
        if application.state != State.DRAFT:
            notices.answered(application)
    return asked


@transaction.atomic(durable=True)
def drop_exception(pk: int, *, actor: User) -> None:
    """Ask no more; gone is gone, twice is fine. Raises Refused after it was granted."""
    application = _lock_own(pk, actor)
    asked = CapException.objects.filter(application=application).first()
    if asked is None:
        return
    if asked.granted_at:
        raise Refused(_(_GRANTED))
    sealing.remove(application, Place.EXCEPTION, [asked.pk])
    asked.delete()
    record("exception.drop", application.reference, actor=actor)


@sealing.key_ready
@transaction.atomic(durable=True)
def grant_exception(pk: int, cents: int, reason: str, *, actor: User) -> Application:
    """The chair allows `cents` above what the caps leave; granted again, the newer amount counts.

    Votes that waited for it decide. Raises Refused for anybody else, in conflict, unasked, without
    a reason, and for more than is missing.
    """
    application = lock(pk, actor)
    require_state(application, *UNDECIDED, words=_DECIDED)
    if not actor.can(Can.CHAIR):
        raise Refused("Only the chair can grant an exception.")
    if why := conflict_of(actor, application):
        raise Refused(f"{why} You can’t grant this.")
    asked = CapException.objects.filter(application=application).first()
    if asked is None:
        raise Refused("The agency does not ask for an exception.")
    if not reason.strip():
        raise Refused("Say why this request may pass the cap.")
    missing = application.requested_cents - caps_cents(application)
    if not 0 < cents <= missing:
        raise Refused(f"An exception can be {usd(max(missing, 0))} at most: what is missing.")
    asked.grant(by=actor, at=clock.now(), cents=cents)
    asked.save()
    sealing.put(application, Place.GRANT, reason.strip(), asked.pk)
    record("exception.grant", application.reference, actor=actor, granted_cents=cents)
    notices.answered(application)
    decide_if_settled(application)
    return application


def _lock_own(pk: int, actor: User) -> Application:
    application = lock(pk, actor)
    require_own(application, actor)
    require_state(application, State.DRAFT, *UNDECIDED, words=_DECIDED)
    return application
