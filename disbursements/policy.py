"""Who may prepare, sign and stop a payment, what a payout method fits, and which vendor has waited
too long. Pure.

Dual control: the person who approved the request, the one who prepares its payment and the one
who releases it are three people (DESIGN section 7). The database holds the same rule.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.states import Lane
from disbursements.states import SETTLED, RailName, State
from fund.money import usd

APPROVER_MAY_NOT_PAY = gettext_noop("You decided this request, so somebody else has to pay it.")
PREPARER_MAY_NOT_RELEASE = gettext_noop(
    "You prepared this payment, so somebody else has to release it."
)
PREPARER_MAY_NOT_RESTART = gettext_noop(
    "You prepared this payment, so somebody else has to look into it."
)

VOID_REASONS = (
    gettext_noop("Wrong vendor"),
    gettext_noop("Wrong amount"),
    gettext_noop("Pay another way"),
    gettext_noop("No longer needed"),
    gettext_noop("Prepared by mistake"),
)
"""What a voided payment may say of itself: no free text, so no word about a person."""

LONG_WAIT = {
    Lane.EMERGENCY: timedelta(hours=4),
    Lane.URGENT: timedelta(hours=24),
    Lane.STANDARD: timedelta(hours=72),
}
"""How long a vendor may wait after the decision before the wait is shown as long."""

_NOT_RELEASABLE = {
    State.VOIDED: gettext_noop("This payment was voided. It can’t be released."),
    State.REFUSED: gettext_noop("This payment was refused. Prepare a new one."),
    State.RETURNED: gettext_noop("This payment came back. Prepare a new one."),
}


@dataclass(frozen=True)
class Hands:
    """The people who have held a payment so far, by user id."""

    approver: int
    preparer: int | None = None


@dataclass(frozen=True)
class Method:
    """What a payout method is, as far as the rules ask."""

    vendor_id: int
    rail: RailName
    is_payable: bool
    is_replaced: bool


def wait_kind(lane: Lane, waited: timedelta) -> Literal["neutral", "wait", "stop"]:
    """The kind of tag that a vendor's wait deserves: long, or more than twice as long."""
    if waited > 2 * LONG_WAIT[lane]:
        return "stop"
    return "wait" if waited > LONG_WAIT[lane] else "neutral"


def why_not_prepare(hands: Hands, *, actor: int) -> str | None:
    """Why this person may not prepare the payment, in words; None if they may."""
    return _(APPROVER_MAY_NOT_PAY) if actor == hands.approver else None


def why_not_method(method: Method, *, vendor_id: int) -> str | None:
    """Why a payout method can't pay this vendor, in words; None if it can."""
    if method.vendor_id != vendor_id:
        return _("This way to pay belongs to another vendor.")
    if method.is_replaced:
        return _("This way to pay has been changed since. Choose the new one.")
    if method.rail == RailName.IMPORTED:
        return _("This way to pay is only for payments made before this system.")
    if not method.is_payable:
        return _("Stripe is not ready to pay this vendor yet. Check its status, or pay by check.")
    return None


def why_not_release(hands: Hands, *, state: State, is_frozen: bool, actor: int) -> str | None:
    """Why this person may not give the second signature, in words; None if they may."""
    if state in _NOT_RELEASABLE:
        return _(_NOT_RELEASABLE[state])
    if state != State.SCHEDULED:
        return _("This payment is already released.")
    if actor == hands.preparer:
        return _(PREPARER_MAY_NOT_RELEASE)
    if actor == hands.approver:
        return _(APPROVER_MAY_NOT_PAY)
    if is_frozen:
        return _("This payment is stopped until somebody has looked into it.")
    return None


def why_not_restart(hands: Hands, *, actor: int) -> str | None:
    """Why this person may not say what becomes of a stopped payment; None if they may.

    It can end in money being paid once more, so it asks for the same hands as a release.
    """
    if actor == hands.preparer:
        return _(PREPARER_MAY_NOT_RESTART)
    return _(APPROVER_MAY_NOT_PAY) if actor == hands.approver else None


def why_not_refund(
    *, state: State, kept_cents: int, is_refunded: bool, amount_cents: int
) -> str | None:
    """Why a vendor's refund of this amount can't be recorded, in words; None if it can.

    `kept_cents` is what the vendor has of the line: a payment that came back whole after a part of
    it was refunded, and was paid again, leaves the vendor the payment less that part.
    """
    if state not in SETTLED:
        return _("Only a payment that the vendor has can be given back.")
    if is_refunded:
        return _("A refund of this payment is recorded already.")
    if amount_cents > kept_cents:
        return _("More than was paid can’t come back. The vendor has %(amount)s.") % {
            "amount": usd(kept_cents)
        }
    return None


def why_not_void(*, state: State, reason: str) -> str | None:
    """Why a payment can't be voided any more, in words; None if it can."""
    if state == State.VOIDED:
        return _("This payment is already voided.")
    if state not in (State.SCHEDULED, State.RELEASED):
        return _("This payment has gone to be paid. It can’t be voided any more.")
    if reason not in VOID_REASONS:
        return _("Choose why this payment is voided.")
    return None
