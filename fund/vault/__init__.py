"""The vault: survivors' text and documents, sealed under a data key for each request.

A data key is wrapped by a key-encryption key that never leaves the key service (or a private
folder), and kept in a store apart from the database. Destroying a holder's wrapped keys makes all
that was sealed for it unreadable, in the database's backups too.

`holder` is a request's opaque reference, `place` and `row` say where a value stands: a value moved
to another place, row or holder does not open.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from django.conf import settings

from fund.vault import cipher, datakeys, keysfirst, store
from fund.vault.errors import Shredded, Tampered, VaultError, VaultUnavailable
from fund.vault.memory import Memory
from fund.vault.rotation import Rotation, open_mailbox, rotate, take_from_intake
from fund.vault.store import Destroyed, StoredKey

__all__ = [
    "Destroyed",
    "Rotation",
    "Sealed",
    "Shredded",
    "StoredKey",
    "Tampered",
    "VaultError",
    "VaultUnavailable",
    "describe",
    "destroy",
    "forget",
    "keys_first",
    "open_mailbox",
    "ready",
    "rotate",
    "seal",
    "take_from_intake",
    "unseal",
]

_KEY_ID = re.compile(r"[A-Za-z0-9-]+/[0-9a-f]+")
_memory = Memory()
_P = ParamSpec("_P")
_R = TypeVar("_R")


@dataclass(frozen=True)
class Sealed:
    """Bytes that open only where they were sealed, and the name of their data key."""

    key_id: str
    ciphertext: bytes


def seal(holder: str, place: str, row: str, plain: bytes) -> Sealed:
    """Seal a value for one place and row of a holder.

    Works while the key service is away: then under one more data key, put into a mailbox.
    Raises Shredded if the holder's keys were destroyed, VaultUnavailable if the key store is away
    too.
    """
    key_id, key = _memory.current(holder) or ready(holder)
    return Sealed(key_id, cipher.encrypt(key, plain, (key_id, place, row)))


def unseal(holder: str, place: str, row: str, sealed: Sealed) -> bytes:
    """What was sealed there. Raises Tampered, Shredded or VaultUnavailable."""
    if not (sealed.key_id.startswith(f"{holder}/") and _KEY_ID.fullmatch(sealed.key_id)):
        raise Tampered
    key = _key(sealed.key_id)
    return cipher.decrypt(key, sealed.ciphertext, (sealed.key_id, place, row))


def ready(holder: str) -> tuple[str, bytes]:
    """A data key that this process can seal with for a while, made where there is none.

    Call it before a transaction begins: afterwards `seal` needs no network.
    """
    if kept := _memory.current(holder, spare=settings.VAULT_MEMORY_SECONDS / 4):
        return kept
    for key_id in reversed(store.ids_of(holder)):
        try:
            key = datakeys.unwrapped(store.load(key_id))
        except VaultUnavailable:
            continue
        return _memory.use(holder, key_id, key)
    return _memory.use(holder, *datakeys.new(holder))


def destroy(holder: str) -> Destroyed:
    """Destroy every wrapped key of a holder; again gives the same answer.

    Other processes can open what they opened before for VAULT_MEMORY_SECONDS.
    """
    try:
        return store.destroy(holder)
    finally:
        _memory.forget(holder)


def describe(holder: str) -> list[StoredKey]:
    """The holder's wrapped keys: ids, quarter and KEK. Raises Shredded after destroy()."""
    return [store.load(key_id) for key_id in store.ids_of(holder)]


def forget() -> None:
    """Forget every data key that this process holds."""
    _memory.forget()


def keys_first(act: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """Do what opens a transaction of its own, so that `unseal` never asks for a key in it.

    It begins anew once a missing key is here, so it may have no effect but the transaction's.
    """
    return keysfirst.run(_fetch, act, *args, **kwargs)


def _key(key_id: str) -> bytes:
    if (kept := _memory.key(key_id)) is not None:
        return kept
    return keysfirst.get(key_id, _fetch)


def _fetch(key_id: str) -> bytes:
    """Over the network: from the key store, by the key service."""
    return _memory.keep(key_id, datakeys.unwrapped(store.load(key_id)))
