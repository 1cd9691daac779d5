"""What wraps a data key: a key-encryption key (KEK) that lives outside the database.

One KEK a fiscal quarter, so that a whole quarter can be made unreadable by the key service alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

Context = dict[str, str]
"""What a wrapped key is bound to; the key service writes it into its own log: opaque names only."""


def context_of(holder: str) -> Context:
    """The context of everything that belongs to one holder."""
    return {"product": "victims-support-fund", "application": holder}


@dataclass(frozen=True)
class Wrapped:
    """A wrapped key, the KEK that opens it, and the quarter that this KEK belongs to."""

    quarter: str
    kek: str
    data: bytes


class KeyEncryption(Protocol):
    """A key service.

    Every method raises VaultUnavailable if the service can't be reached or has no such key, and
    `unwrap` raises Tampered for changed bytes, another context or the wrong key.
    """

    def wrap(self, quarter: str, key: bytes, context: Context) -> Wrapped:
        """Wrap with the newest KEK of the quarter (`2026Q4`), or of the last one before it.

        Raises NoKey if there is none.
        """
        ...

    def unwrap(self, wrapped: Wrapped, context: Context) -> bytes: ...

    def renew(self, quarter: str) -> str:
        """Make a new KEK for the quarter, from now on the one that wraps; its identity."""
        ...

    def retire(self, quarter: str) -> datetime:
        """Destroy every KEK of the quarter; the moment from which nobody can undo it."""
        ...
