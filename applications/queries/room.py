"""What the caps leave a request, as its agency and the chair read it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications import across, policy
from applications.actions.locking import rules_of
from applications.models import Application, Place
from applications.sealing import Words
from fund.models import FundPolicy
from fund.money import usd


@dataclass(frozen=True)
class Room:
    """What is left in words; how much the request asks for beyond it, and the most it can get."""

    words: str
    most_cents: int
    over_cents: int


def room_of(
    application: Application, in_force: FundPolicy | None = None, *, for_committee: bool = False
) -> Room:
    """What the caps leave, without an exception. Its agency learns what the household was awarded
    elsewhere only if it was shown the card. A draft is measured by the policy `in_force`, under
    which it would be sent."""
    rules = rules_of(in_force or application.policy)
    spent, asked = policy.Spent(), application.requested_cents
    has_card = application.card_shown_at is not None
    if has_card or for_committee:
        spent = across.spent_by_household(application)
    words = policy.room_in_words(rules, spent, has_card=has_card)
    if asked:
        so_far = _("This request asks for %(amount)s so far.") % {"amount": usd(asked)}
        words = f"{words} {so_far}"
    most = policy.room_cents(rules, spent)
    return Room(words, most, max(0, asked - most))


@dataclass(frozen=True)
class Asked:
    """An exception with both reasons; `granted_cents` is zero until the chair has granted it."""

    why: str
    granted_cents: int
    granted_why: str


def exception_of(application: Application, words: Words) -> Asked | None:
    """The request's exception with the words that this reader may see; None if none is asked."""
    row = application.exception
    if row is None:
        return None
    why, granted_why = words.of(Place.EXCEPTION, row.pk), words.of(Place.GRANT, row.pk)
    return Asked(why, row.granted_cents, granted_why)
