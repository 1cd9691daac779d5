"""The check rail: to send is to print. The mail and the bank do the rest."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext_noop

from disbursements.rails.base import (
    Accepted,
    Outcome,
    PaymentOrder,
    RailUnreachable,
    Refused,
    Settlement,
    Unknown,
)
from disbursements.rails.check.paper import Payer, render_check
from disbursements.rails.check.register import CheckRegister, PrintedCheck
from disbursements.rails.check.words import LARGEST_CENTS


class CheckRail:
    """Prints one check for one key. `now` gives the aware local moment that dates the check.

    A check stays `processing` here: only the bank's statement says that it was cashed.
    """

    name = "check"

    def __init__(self, payer: Payer, register: CheckRegister, now: Callable[[], datetime]) -> None:
        self._payer = payer
        self._register = register
        self._now = now

    def send(self, order: PaymentOrder) -> Outcome:
        """Take a number, print the sheet, keep it; again under the same key: the same sheet."""
        if not (order.payee.remit_name and order.payee.remit_lines):
            return Refused(
                "payee_incomplete", True, gettext_noop("This vendor has no postal address.")
            )
        if order.amount_cents > LARGEST_CENTS:
            return Refused(
                "amount_too_large", True, gettext_noop("This amount is too large for one check.")
            )
        try:
            check = self._register.claim(order, self._now())
            if not check.is_for(order):
                return Unknown(
                    gettext_noop("This key was used for another order. A person must look.")
                )
            pdf = render_check(order, check.number, check.at.date(), self._payer)
            self._register.keep(check, pdf)
        except OSError:
            return Unknown(
                gettext_noop("The check was not kept. Send it again to print the same number.")
            )
        return Accepted(provider_reference=f"check-{check.number}", status="printed")

    def look_up(self, provider_reference: str) -> Settlement | None:
        """The check with this number ("check-1001"), or None. Raises RailUnreachable."""
        return next(
            (one for one in self._all() if one.provider_reference == provider_reference), None
        )

    def find(self, order: PaymentOrder, since: datetime, until: datetime) -> list[Settlement]:
        """Checks to this vendor with this reference, dated between two moments."""
        return [
            one
            for one in self._all()
            if one.reference == order.reference
            and one.recipient == order.payee.remit_name
            and since <= one.at <= until
        ]

    def _all(self) -> list[Settlement]:
        try:
            return [_settlement(check) for check in self._register.checks()]
        except OSError as error:
            raise RailUnreachable(gettext_noop("The check register could not be read.")) from error


def _settlement(check: PrintedCheck) -> Settlement:
    return Settlement(
        provider_reference=f"check-{check.number}",
        state="processing",
        amount_cents=check.amount_cents,
        recipient=check.payee,
        reference=check.reference,
        at=check.at,
        reason="",
    )
