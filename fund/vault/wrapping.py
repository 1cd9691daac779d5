"""What wraps a data key: a key-encryption key (KEK) that lives outside the database.

One KEK a fiscal quarter, so that a whole quarter can be made unreadable by the key service alone.
"""

from dataclasses import dataclass
from typing import Protocol

Context = dict[str, str]
"""What a wrapped key is bound to; the key service writes it into its own log: opaque names only."""


@dataclass(frozen=True)
class Wrapped:
    """A wrapped key and the identity of the KEK that opens it."""

    kek: str
    data: bytes


class KeyEncryption(Protocol):
    """A key service.

    Every method raises VaultUnavailable if the service can't be reached or has no such key, and
    `unwrap` raises Tampered for changed bytes, another context or the wrong key.
    """

    def wrap(self, quarter: str, key: bytes, context: Context) -> Wrapped:
        """Wrap with the newest KEK of the quarter (`2026Q4`), or of the last one before it."""
        ...

    def unwrap(self, wrapped: Wrapped, context: Context) -> bytes: ...

    def renew(self, quarter: str) -> str:
        """Make a new KEK for the quarter, from now on the one that wraps; its identity."""
        ...

    def retire(self, quarter: str) -> int:
        """Destroy every KEK of the quarter; the days until nobody can undo it."""
        ...
