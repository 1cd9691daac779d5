"""The vault: survivors' text and documents, sealed under a data key for each request.

A data key is wrapped by a key-encryption key that never leaves the key service (or a private
folder), and kept in a store apart from the database. Destroying a holder's wrapped keys makes all
that was sealed for it unreadable, in the database's backups too.

`holder` is a request's opaque reference, `place` and `row` say where a value stands: a value moved
to another place, row or holder does not open.
"""

import time
from dataclasses import dataclass
from threading import Lock

from django.conf import settings

from fund import clock
from fund.vault import cipher, intake, store
from fund.vault.errors import Shredded, Tampered, VaultError, VaultUnavailable
from fund.vault.service import key_encryption
from fund.vault.store import StoredKey
from fund.vault.wrapping import Context

__all__ = [
    "Sealed",
    "Shredded",
    "Tampered",
    "VaultError",
    "VaultUnavailable",
    "describe",
    "destroy",
    "forget",
    "ready",
    "rewrap",
    "seal",
    "take_from_intake",
    "unseal",
]


@dataclass(frozen=True)
class Sealed:
    """Bytes that open only where they were sealed, and the name of their data key."""

    key_id: str
    ciphertext: bytes


def seal(holder: str, place: str, row: str, plain: bytes) -> Sealed:
    """Seal a value for one place and row of a holder.

    Works while the key service is away: then under one more data key, put into the quarter's
    mailbox. Raises Shredded if the holder's keys were destroyed, VaultUnavailable if the key store
    is away too.
    """
    key_id, key = ready(holder)
    return Sealed(key_id, cipher.encrypt(key, plain, (key_id, place, row)))


def unseal(holder: str, place: str, row: str, sealed: Sealed) -> bytes:
    """What was sealed there. Raises Tampered, Shredded or VaultUnavailable."""
    if not sealed.key_id.startswith(f"{holder}/"):
        raise Tampered
    key = _key(sealed.key_id)
    return cipher.decrypt(key, sealed.ciphertext, (sealed.key_id, place, row))


def ready(holder: str) -> tuple[str, bytes]:
    """A data key that this process can seal with for the next minute, made where there is none.

    Call it before a transaction begins: afterwards `seal` needs no network.
    """
    if (kept := _memory.current(holder)) is not None:
        return kept
    for key_id in reversed(store.ids_of(holder)):
        try:
            key = _key(key_id)
        except VaultUnavailable:
            continue
        return _memory.use(holder, key_id, key)
    key_id, key = store.new_id(holder), cipher.new_key()
    store.keep(_wrapped(key_id, key))
    return _memory.use(holder, key_id, key)


def destroy(holder: str) -> list[str]:
    """Destroy every wrapped key of a holder; the ids. Other processes forget within a minute."""
    gone = store.destroy(holder)
    _memory.forget(holder)
    return gone


def describe(holder: str) -> list[StoredKey]:
    """The holder's wrapped keys: ids, quarter and KEK. Raises Shredded after destroy()."""
    return [store.load(key_id) for key_id in store.ids_of(holder)]


def rewrap(key: StoredKey) -> None:
    """Wrap a data key anew with the quarter's newest KEK; what it sealed stays as it is."""
    context = _context(key.holder)
    wrapped = key_encryption().wrap(key.quarter, _unwrapped(key), context)
    store.keep(StoredKey(key.id, key.quarter, False, wrapped))


def take_from_intake() -> int:
    """Wrap properly what came in while the key service was away; how many keys."""
    taken = 0
    for holder in store.holders():
        if store.destroyed_at(holder):
            continue
        for key in describe(holder):
            if key.by_intake:
                rewrap(key)
                taken += 1
    return taken


def forget() -> None:
    """Forget every data key that this process holds."""
    _memory.forget()


def fiscal_quarter() -> str:
    """Today’s quarter as `2026Q4`; the fiscal year is the calendar year."""
    today = clock.today()
    return f"{today.year}Q{(today.month + 2) // 3}"


def _context(holder: str) -> Context:
    return {"product": "victims-support-fund", "application": holder}


def _wrapped(key_id: str, key: bytes) -> StoredKey:
    """By the key service; into the mailbox of the last quarter that has one if it is away."""
    quarter, context = fiscal_quarter(), _context(key_id.split("/")[0])
    try:
        wrapped = key_encryption().wrap(quarter, key, context)
    except VaultUnavailable:
        boxes = store.intakes()
        if not boxes:
            raise
        public, private = store.load_intake(boxes[-1])
        sealed = intake.put_in(public, key, context)
        return StoredKey(key_id, boxes[-1], True, type(private)(boxes[-1], sealed))
    if quarter not in store.intakes():
        _open_mailbox(quarter)
    return StoredKey(key_id, quarter, False, wrapped)


def _open_mailbox(quarter: str) -> None:
    private, public = intake.new_pair()
    context = _context(f"intake-{quarter}")
    store.keep_intake(quarter, public, key_encryption().wrap(quarter, private, context))


def _key(key_id: str) -> bytes:
    if (kept := _memory.key(key_id)) is not None:
        return kept
    return _memory.keep(key_id, _unwrapped(store.load(key_id)))


def _unwrapped(key: StoredKey) -> bytes:
    context = _context(key.holder)
    if not key.by_intake:
        return key_encryption().unwrap(key.wrapped, context)
    _public, wrapped = store.load_intake(key.wrapped.kek)
    private = key_encryption().unwrap(wrapped, _context(f"intake-{key.wrapped.kek}"))
    return intake.take_out(private, key.wrapped.data, context)


class _Memory:
    """Data keys in use for VAULT_MEMORY_SECONDS: one unwrapping opens a page’s many values."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[float, bytes]] = {}
        self._current: dict[str, str] = {}
        self._lock = Lock()

    def key(self, key_id: str) -> bytes | None:
        until, key = self._keys.get(key_id, (0.0, b""))
        return key if until > time.monotonic() else None

    def current(self, holder: str) -> tuple[str, bytes] | None:
        key_id = self._current.get(holder, "")
        key = self.key(key_id)
        return (key_id, key) if key is not None else None

    def keep(self, key_id: str, key: bytes) -> bytes:
        now = time.monotonic()
        with self._lock:
            for old in [name for name, (until, _) in self._keys.items() if until <= now]:
                del self._keys[old]
            self._keys[key_id] = (now + settings.VAULT_MEMORY_SECONDS, key)
        return key

    def use(self, holder: str, key_id: str, key: bytes) -> tuple[str, bytes]:
        self.keep(key_id, key)
        self._current[holder] = key_id
        return key_id, key

    def forget(self, holder: str | None = None) -> None:
        with self._lock:
            if holder is None:
                self._keys, self._current = {}, {}
                return
            self._current.pop(holder, None)
            for key_id in [name for name in self._keys if name.startswith(f"{holder}/")]:
                del self._keys[key_id]


_memory = _Memory()
