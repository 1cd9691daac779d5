"""A stay goes on, or ends early."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.commands import NeedLine
from applications.models import Application, AwardLine, Stay
from applications.states import LineState, State
from applications.stays import StayTerms
from fund import clock
from fund.audit import record
from fund.models import NeedCategory, User

from .drafting import add_up, new_draft, put_line, require_payable, standing
from .locking import Refused, lock, require_own

_OVER = gettext_noop("This stay is over. Start a new request.")
_NOT_PAID = gettext_noop("You can tell this after the fund has paid the stay.")
_TOLD = gettext_noop("You told this already: %(told)s. Call finance if it was wrong.")


@transaction.atomic(durable=True)
def more_nights(pk: int, position: int, nights: int, *, actor: User, once: str = "") -> Application:
    """A new draft for the nights after an approved stay: same motel, rate, household and bands.

    The same `once` again returns the draft that stands. Raises Refused once the stay is over.
    """
    before = lock(pk, actor)
    require_own(before, actor)
    if found := standing(once, actor):
        return found
    stay, _line = _approved(before, position)
    if why := why_not_longer(stay):
        raise Refused(why)
    draft = new_draft(before, actor=actor, once=once)
    require_payable(draft.policy, NeedCategory.MOTEL)
    old = stay.granted
    terms = StayTerms(old.check_out, nights, old.rate_cents, old.desk)
    put_line(draft, 1, NeedLine.of_nights(stay.need.vendor_id, terms))
    add_up(draft)
    return draft


@transaction.atomic(durable=True)
def tell_used(pk: int, position: int, used: int, *, actor: User) -> Stay:
    """The agency tells that fewer nights were used than were paid; told once.

    What the motel gives back, finance records (`disbursements.actions.refunding`). Raises Refused
    before the stay is paid, and for another number than was told.
    """
    application = lock(pk, actor)
    require_own(application, actor)
    stay, line = _approved(application, position)
    if stay.nights_used == used:
        return stay
    if why := why_not_tell(stay, line):
        raise Refused(why)
    if not 0 <= used < stay.granted.nights:
        raise Refused(_("Fewer nights must have been used than were paid."))
    stay.nights_used, stay.told_at, stay.told_by = used, clock.now(), actor
    stay.save()
    record("stay.end_early", line.reference, actor=actor, nights=stay.granted.nights, used=used)
    return stay


def why_not_longer(stay: Stay) -> str | None:
    """Why no more nights can be asked for, in words; None if they can: until check-out."""
    return _(_OVER) if clock.today() > stay.granted.check_out else None


def why_not_tell(stay: Stay, line: AwardLine) -> str | None:
    """Why it can't be told that fewer nights were used, in words; None if it can."""
    if stay.nights_used is not None:
        return _(_TOLD) % {"told": stay.used_words}
    return None if line.state == LineState.PAID else _(_NOT_PAID)


def _approved(application: Application, position: int) -> tuple[Stay, AwardLine]:
    """An approved stay under the request's lock. Raises Stay.DoesNotExist, or Refused."""
    stay = Stay.objects.select_related("need").get(
        need__application=application, need__position=position
    )
    line = AwardLine.objects.filter(need=stay.need).exclude(state=LineState.CANCELLED).first()
    if line is None or application.state not in (State.APPROVED, State.CLOSED):
        raise Refused(_("This stay has not been approved."))
    return stay, line
