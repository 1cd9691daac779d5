"""What a rail is: one order in, and one of three answers out.

A rail never sees a person. An order carries an amount, a vendor and an opaque reference; it
has no memo, description or metadata, so free text has no way out of this system.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

# As fund.references.payment_reference makes it: a digit at each end, so that no name and no word
# can pass for a reference.
REFERENCE = re.compile(r"D-[2-9][2-9A-HJ-NP-Z]{6}[2-9]")
KEY = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(frozen=True)
class Payee:
    """A vendor as a rail knows it. `remit_*` is its postal name and address, for checks only."""

    provider_recipient: str = ""
    provider_payout_method: str = ""
    remit_name: str = ""
    remit_lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class PaymentOrder:
    """One payment to make, in US cents.

    `idempotency_key` belongs to one attempt and is either a UUID or "<reference>-<number>".
    Raises ValueError when the reference or key is not opaque, or the amount not above zero.
    """

    reference: str
    idempotency_key: str
    amount_cents: int
    payee: Payee

    def __post_init__(self) -> None:
        if not REFERENCE.fullmatch(self.reference):
            raise ValueError("a payment reference looks like D-7K3M9XQ2")
        if not (self._key_counts_attempts() or KEY.fullmatch(self.idempotency_key)):
            raise ValueError("an idempotency key is a UUID or the reference and a number")
        if type(self.amount_cents) is not int or self.amount_cents <= 0:
            raise ValueError("an amount is a whole number of cents above zero")

    def _key_counts_attempts(self) -> bool:
        before, _, number = self.idempotency_key.rpartition("-")
        return before == self.reference and re.fullmatch(r"[1-9][0-9]{0,3}", number) is not None


@dataclass(frozen=True)
class Accepted:
    """The provider has taken the order. `status` is the provider's own word."""

    provider_reference: str
    status: str


@dataclass(frozen=True)
class Refused:
    """The provider holds no payment for this order and says why.

    `final`: the order as it stands will never be paid; otherwise the same order may be sent
    again later under a new key. `message` is a sentence of ours for the finance officer.
    """

    code: str
    final: bool
    message: str


@dataclass(frozen=True)
class Unknown:
    """Nobody can say whether money moved. Send the same key again, or `find`; never a new key."""

    why: str


Outcome = Accepted | Refused | Unknown
SettlementState = Literal["processing", "posted", "returned", "failed", "canceled"]


@dataclass(frozen=True)
class Settlement:
    """Where one payment stands at its provider: `amount_cents` in US cents, `at` aware UTC.

    `at` is when it reached `state`; `reason` is the provider's code, or empty.
    """

    provider_reference: str
    state: SettlementState
    amount_cents: int
    recipient: str
    reference: str
    at: datetime
    reason: str


class RailUnreachable(Exception):
    """The provider gave no usable answer to a question; ask again later. Nothing has changed."""


class Rail(Protocol):
    """What every rail can do; tests/rails/contract.py holds each of them to it."""

    @property
    def name(self) -> str: ...

    def send(self, order: PaymentOrder) -> Outcome:
        """Pay once. The same key may be sent any number of times and makes one payment."""
        ...

    def look_up(self, provider_reference: str) -> Settlement | None:
        """Where a payment stands; None when the provider has none. Raises RailUnreachable."""
        ...

    def find(self, order: PaymentOrder, since: datetime, until: datetime) -> Sequence[Settlement]:
        """Payments with this order's recipient and reference made between two moments.

        For attempts whose reply was lost. Raises RailUnreachable.
        """
        ...
