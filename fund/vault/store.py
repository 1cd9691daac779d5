"""Where wrapped data keys are kept: a store of their own, apart from the database and its backups.

One small JSON object a key, `<holder>/<number>.json`. A tombstone stays when a holder's keys are
destroyed. The store's backups live at most 35 days (docs/operations.md).
"""

import base64
import json
import secrets
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from fund import clock
from fund.vault.errors import Shredded, VaultUnavailable
from fund.vault.wrapping import Wrapped

_TOMBSTONE = "destroyed.json"
_AWAY = (BotoCoreError, ClientError, OSError)


@dataclass(frozen=True)
class StoredKey:
    """A wrapped data key. `by_intake`: wrapped to the mailbox and not yet by the key service."""

    id: str
    quarter: str
    by_intake: bool
    wrapped: Wrapped

    @property
    def holder(self) -> str:
        return self.id.split("/")[0]


def new_id(holder: str) -> str:
    """A name for one more key of this holder; sorts after the older ones."""
    return f"{holder}/{int(clock.now().timestamp()):012}{secrets.token_hex(4)}"


def keep(key: StoredKey) -> None:
    """Write a key, over an older wrapping of the same key."""
    _write(
        f"{key.id}.json",
        {
            "quarter": key.quarter,
            "by_intake": key.by_intake,
            "kek": key.wrapped.kek,
            "wrapped": base64.b64encode(key.wrapped.data).decode(),
        },
    )


def load(key_id: str) -> StoredKey:
    """One key. Raises Shredded if it was destroyed on purpose, VaultUnavailable if it is away."""
    found = _read(f"{key_id}.json")
    if found is None:
        if destroyed_at(key_id.split("/")[0]):
            raise Shredded
        raise VaultUnavailable("a data key is not in the key store")
    wrapped = Wrapped(found["kek"], base64.b64decode(found["wrapped"]))
    return StoredKey(key_id, found["quarter"], found["by_intake"], wrapped)


def ids_of(holder: str) -> list[str]:
    """The ids of a holder's keys, the oldest first. Raises Shredded after destroy()."""
    names = _names(holder)
    if _TOMBSTONE in names:
        raise Shredded
    return [f"{holder}/{name.removesuffix('.json')}" for name in names]


def holders() -> list[str]:
    """Everybody who has a key here or had one."""
    try:
        return sorted(name for name in _store().listdir("")[0] if name != "intake")
    except FileNotFoundError:
        return []
    except _AWAY:
        raise VaultUnavailable("the key store does not answer") from None


def destroy(holder: str) -> list[str]:
    """Delete every key of a holder, tombstone first; the ids. Again does no harm."""
    names = [name for name in _names(holder) if name != _TOMBSTONE]
    if not destroyed_at(holder):
        _write(f"{holder}/{_TOMBSTONE}", {"destroyed_at": clock.now().isoformat()})
    for name in names:
        try:
            _store().delete(f"{holder}/{name}")
        except _AWAY:
            raise VaultUnavailable("the key store does not answer") from None
    return [f"{holder}/{name.removesuffix('.json')}" for name in names]


def destroyed_at(holder: str) -> str | None:
    """When the holder's keys were destroyed, in ISO form; None if they were not."""
    found = _read(f"{holder}/{_TOMBSTONE}")
    return found["destroyed_at"] if found else None


def keep_intake(kek_quarter: str, public: bytes, private: Wrapped) -> None:
    """The quarter's mailbox: its public half, and the private half wrapped by the key service."""
    _write(
        f"intake/{kek_quarter}.json",
        {
            "public": base64.b64encode(public).decode(),
            "kek": private.kek,
            "private": base64.b64encode(private.data).decode(),
        },
    )


def intakes() -> list[str]:
    """The quarters that have a mailbox, the oldest first."""
    return [name.removesuffix(".json") for name in _names("intake")]


def load_intake(quarter: str) -> tuple[bytes, Wrapped]:
    """A mailbox's public half and its wrapped private half."""
    found = _read(f"intake/{quarter}.json")
    if found is None:
        raise VaultUnavailable("the key store has no mailbox")
    private = Wrapped(found["kek"], base64.b64decode(found["private"]))
    return base64.b64decode(found["public"]), private


def delete_intake(quarter: str) -> None:
    _store().delete(f"intake/{quarter}.json")


def _store() -> Storage:
    return storages["keys"]


def _names(folder: str) -> list[str]:
    try:
        return sorted(_store().listdir(folder)[1])
    except FileNotFoundError:
        return []
    except _AWAY:
        raise VaultUnavailable("the key store does not answer") from None


def _write(name: str, value: dict[str, Any]) -> None:
    """Over what stands there: a re-wrapping must never leave a moment without the key."""
    try:
        _store().save(name, ContentFile(json.dumps(value).encode()))
    except _AWAY:
        raise VaultUnavailable("the key store does not answer") from None


def _read(name: str) -> dict[str, Any] | None:
    try:
        with _store().open(name) as file:
            found: dict[str, Any] = json.load(file)
    except FileNotFoundError:
        return None
    except _AWAY:
        raise VaultUnavailable("the key store does not answer") from None
    return found
