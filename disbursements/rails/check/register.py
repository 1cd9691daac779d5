"""The check register: which number went to which order. One key has one check, for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from disbursements.rails.base import PaymentOrder


@dataclass(frozen=True)
class PrintedCheck:
    """One number taken from the stock: US cents, and the aware moment it was taken."""

    number: int
    key: str
    reference: str
    amount_cents: int
    payee: str
    at: datetime

    def is_for(self, order: PaymentOrder) -> bool:
        """Whether this check pays exactly that order."""
        return (self.key, self.reference, self.amount_cents, self.payee) == (
            order.idempotency_key,
            order.reference,
            order.amount_cents,
            order.payee.remit_name,
        )


class CheckRegister(Protocol):
    """Where numbers come from and sheets are kept. Every method may raise OSError."""

    def claim(self, order: PaymentOrder, at: datetime) -> PrintedCheck:
        """The check under this order's key; a new number only for a new key."""
        ...

    def keep(self, check: PrintedCheck, pdf: bytes) -> None:
        """Keep the printed sheet; a second time replaces it by the same bytes."""
        ...

    def checks(self) -> Sequence[PrintedCheck]:
        """Every check, by number."""
        ...
