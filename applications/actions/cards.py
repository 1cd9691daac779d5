"""The card: made after sending, shown at another agency, stopped when it is lost.

A code is looked at in these actions and kept nowhere; the database holds its MAC.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications import across
from applications.models import Application, FundCode, Household
from applications.states import UNDECIDED, State
from fund import clock, keyed
from fund.audit import record
from fund.models import AuditEvent, User

from .locking import Refused, lock, require_own, require_state

MOST_WRONG_CODES = 10
"""Wrong codes that one person may try in an hour."""
SHOWN_AGAIN = timedelta(minutes=5)
"""How long the very form that made a card shows it again: a double click, a line that broke."""

_NOT_KNOWN = gettext_noop(
    "This code is not known or no longer works. Check the card, or go on without it."
)
_TOO_MANY = gettext_noop(
    "Too many codes were not right. Try again in an hour, or go on without the card."
)
_HAS_ONE = gettext_noop("There is a card for this request already. If it is lost, make a new one.")
_SHOWN = gettext_noop("This card was shown already. If it was not written down, make a new one.")


def use_card(pk: int, code: str, *, actor: User) -> None:
    """Count the request with the household of the card, until it is decided.

    Raises Refused for a code that is unknown or stopped, which is recorded, and after too many.
    """
    if why := _try_card(pk, code, actor):
        raise Refused(why)


@transaction.atomic(durable=True)
def _try_card(pk: int, code: str, actor: User) -> str:
    """Why the card can't be used; returned, not raised, so that the record of it stays."""
    application = lock(pk, actor)
    require_own(application, actor)
    require_state(
        application, State.DRAFT, *UNDECIDED, words=_("This request is decided. It stays as it is.")
    )
    if application.state != State.DRAFT and not may_show_card(application):
        raise Refused(_(_HAS_ONE))
    if _wrong_codes(actor) >= MOST_WRONG_CODES:
        return _(_TOO_MANY)
    card = across.card_of(code)
    if card is None or card.revoked_at:
        record("card.refuse", application.reference, actor=actor)
        return _(_NOT_KNOWN)
    if application.household_id != card.household_id or not application.card_shown_at:
        application.household_id, application.card_shown_at = card.household_id, clock.now()
        application.save(update_fields=["household", "card_shown_at"])
        record("card.use", application.reference, actor=actor)
    return ""


@transaction.atomic(durable=True)
def put_card_away(pk: int, *, actor: User) -> None:
    """The draft is for a household of its own after all."""
    application = lock(pk, actor)
    require_own(application, actor)
    require_state(application, State.DRAFT, words=_("This request has been sent with the card."))
    if application.card_shown_at:
        application.household = Household.objects.create(created_at=clock.now())
        application.card_shown_at = None
        application.save(update_fields=["household", "card_shown_at"])
        record("card.put_away", application.reference, actor=actor)


@transaction.atomic(durable=True)
def make_card(pk: int, code: str, *, actor: User, lost: bool = False) -> None:
    """From now on `code` is the card of the request's household; a lost one stops at once.

    The same code again within minutes changes nothing and may be shown again. Raises Refused
    for a draft, beside a card that works and was not lost, and for a code of earlier.
    """
    application = lock(pk, actor)
    require_own(application, actor)
    if application.submitted_at is None:
        raise Refused(_("Send the request first. Then you can make a card."))
    Household.objects.select_for_update(no_key=True).get(pk=application.household_id)
    if made := across.card_of(code):
        is_fresh = made.revoked_at is None and made.made_at >= clock.now() - SHOWN_AGAIN
        if made.household_id != application.household_id or not is_fresh:
            raise Refused(_(_SHOWN))
        return
    if across.working_card(application.household_id) and not lost:
        raise Refused(_(_HAS_ONE))
    _stop(application, actor)
    mac = keyed.macs(across.CARD, code)[0]
    FundCode.objects.create(
        household_id=application.household_id, mac=mac, key_id=keyed.key_id(), made_at=clock.now()
    )
    record("card.make", application.reference, actor=actor)


@transaction.atomic(durable=True)
def stop_card(pk: int, *, actor: User) -> None:
    """The card of the request's household works no more; stopped twice is stopped."""
    application = lock(pk, actor)
    require_own(application, actor)
    _stop(application, actor)


def may_show_card(application: Application) -> bool:
    """Whether a sent request can still be counted with another household: it has no card itself."""
    may = application.is_undecided and application.card_shown_at is None
    return may and across.working_card(application.household_id) is None


def _stop(application: Application, actor: User) -> None:
    if card := across.working_card(application.household_id):
        card.revoked_at = clock.now()
        card.save(update_fields=["revoked_at"])
        record("card.stop", application.reference, actor=actor)


def _wrong_codes(actor: User) -> int:
    """In the last hour, under a lock, so that codes tried at one instant count one by one."""
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    hour = clock.now() - timedelta(hours=1)
    return AuditEvent.objects.filter(actor=actor, act="card.refuse", at__gt=hour).count()
