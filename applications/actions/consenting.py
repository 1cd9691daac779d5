"""The advocate records what the person agreed to, and takes it back when she does."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Application, Consent, Purpose
from applications.models.consent import LONGEST, SCOPE_OF, USUAL
from applications.states import UNDECIDED, State
from fund import clock
from fund.audit import record
from fund.models import User

from .locking import Refused, lock, require_own
from .withdrawing import withdraw_locked


@transaction.atomic(durable=True)
def give_consent(
    pk: int, purpose: Purpose, *, given_on: date, ends_on: date, actor: User
) -> Consent:
    """Record that a signed paper exists; the same again is the same consent.

    Raises Refused for a draft (its consents come with the sending) and for days that can't be.
    """
    application = lock(pk, actor)
    require_own(application, actor)
    if application.state == State.DRAFT:
        raise Refused(_("Send the request first. It asks what the person agreed to."))
    if given_on > clock.today():
        raise Refused(_("The day on the paper can’t be in the future."))
    if ends_on < clock.today():
        raise Refused(_("The last day has passed. Ask the person to sign again."))
    if ends_on > given_on + LONGEST:
        raise Refused(_("A consent can hold for a year at most from the day on the paper."))
    return _give(application, purpose, given_on, ends_on, actor)


@transaction.atomic(durable=True)
def revoke_consent(pk: int, purpose: Purpose, *, actor: User) -> Application:
    """The person has changed her mind: from now on nothing leaves for this purpose.

    Without the committee's purpose nobody can decide, so an undecided request is withdrawn.
    """
    application = lock(pk, actor)
    require_own(application, actor)
    ended = Consent.objects.filter(
        application=application, purpose=purpose, revoked_at__isnull=True
    ).update(revoked_at=clock.now(), revoked_by=actor)
    if ended:
        record("consent.revoke", application.reference, actor=actor, purpose=purpose)
        if purpose == Purpose.COMMITTEE and application.state in UNDECIDED:
            withdraw_locked(application, actor)
    return application


def give_at_sending(application: Application, agreed: Iterable[Purpose], actor: User) -> None:
    """The consents that come with a request, each for its usual time; in the caller's transaction.

    Raises Refused without the one that the committee needs to read it at all.
    """
    purposes = set(agreed)
    if Purpose.COMMITTEE not in purposes:
        raise Refused(_("The committee can only decide if the person agrees that it reads this."))
    today = clock.today()
    for purpose in Purpose:
        if purpose in purposes:
            _give(application, purpose, today, today + USUAL[purpose], actor)


def _give(
    application: Application, purpose: Purpose, given_on: date, ends_on: date, actor: User
) -> Consent:
    given, new = Consent.objects.get_or_create(
        application=application,
        purpose=purpose,
        scope=SCOPE_OF[purpose],
        given_on=given_on,
        ends_on=ends_on,
        revoked_at=None,
        defaults={"recorded_by": actor, "recorded_at": clock.now()},
    )
    if new:
        until = ends_on.isoformat()
        record("consent.give", application.reference, actor=actor, purpose=purpose, ends_on=until)
    return given
