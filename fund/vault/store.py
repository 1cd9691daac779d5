"""Where wrapped data keys are kept: a store of their own, apart from the database and its backups.

One small JSON object a key, `<holder>/<number>.json`. A tombstone stays when a holder's keys are
destroyed. The store's backups live at most VAULT_BACKUP_DAYS (docs/operations.md). It must show a
write at once to whoever reads or lists next, as a folder and S3 do.
"""

import base64
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from s3transfer.exceptions import RetriesExceededError

from fund import clock
from fund.vault.errors import Shredded, Tampered, VaultUnavailable
from fund.vault.wrapping import Wrapped

_TOMBSTONE = "destroyed.json"
_WAITING = "waiting"
_MAILBOXES = "intake"
_AWAY = (Boto3Error, BotoCoreError, ClientError, OSError, RetriesExceededError)


@dataclass(frozen=True)
class StoredKey:
    """A wrapped data key, or a mailbox's private half.

    `earlier` are the quarters whose KEKs wrapped it before, `wrapped_on` the day of this wrapping;
    `mailbox` names the mailbox that it lies in until the key service has wrapped it.
    """

    id: str
    wrapped: Wrapped
    wrapped_on: date
    earlier: tuple[str, ...] = ()
    mailbox: str = ""

    @property
    def holder(self) -> str:
        return self.id.split("/")[0]

    @property
    def quarters(self) -> tuple[str, ...]:
        """Every quarter whose KEK can open this key, or a copy of it in some backup."""
        return tuple(sorted({*self.earlier, self.wrapped.quarter}))


@dataclass(frozen=True)
class Destroyed:
    """What a tombstone says: when, which keys, and the quarters whose KEKs had wrapped them.

    `deleted` counts the keys that were still there this time.
    """

    holder: str
    at: datetime
    key_ids: tuple[str, ...]
    quarters: tuple[str, ...]
    deleted: int = field(default=0, compare=False)


def new_id(holder: str) -> str:
    """A name for one more key of this holder; sorts after the older ones."""
    return f"{holder}/{int(clock.now().timestamp()):012}{secrets.token_hex(4)}"


def keep(key: StoredKey) -> None:
    """Write a key, over an older wrapping of the same key.

    Raises Shredded, and leaves no key, if the holder's were destroyed meanwhile: destroy() writes
    its tombstone before it looks for keys, so that one of the two always sees the other.
    """
    if key.mailbox:
        _write(_waiting_name(key.id), {})
    _write(f"{key.id}.json", _as_json(key))
    if destroyed(key.holder):
        _delete(f"{key.id}.json")
        raise Shredded


def load(key_id: str) -> StoredKey:
    """One key. Raises Shredded if it was destroyed on purpose, VaultUnavailable if it is away.

    A tombstone counts even beside a key that somebody put back from a backup.
    """
    if destroyed(key_id.split("/")[0]):
        raise Shredded
    found = _read(f"{key_id}.json")
    if found is None:
        raise VaultUnavailable("a data key is not in the key store")
    return _from_json(key_id, found)


def ids_of(holder: str) -> list[str]:
    """The ids of a holder's keys, the oldest first. Raises Shredded after destroy()."""
    names = _names(holder)
    if _TOMBSTONE in names:
        raise Shredded
    return [f"{holder}/{name.removesuffix('.json')}" for name in names]


def holders() -> list[str]:
    """Everybody who has a key here or had one."""
    try:
        return sorted(set(_store().listdir("")[0]) - {_MAILBOXES, _WAITING})
    except FileNotFoundError:
        return []
    except _AWAY:
        raise VaultUnavailable("the key store does not answer") from None


def destroy(holder: str) -> Destroyed:
    """Delete every key of a holder. Again, or after a crash: the rest, and the same answer."""
    standing = destroyed(holder) or Destroyed(holder, clock.now(), (), ())
    _bury(standing)
    names = [name for name in _names(holder) if name != _TOMBSTONE]
    ids, quarters = set(standing.key_ids), set(standing.quarters)
    for name in names:
        key_id = f"{holder}/{name.removesuffix('.json')}"
        ids.add(key_id)
        with suppress(Tampered):  # what no longer opens is destroyed too
            if found := _read(f"{holder}/{name}"):
                quarters.update(opened_by(_from_json(key_id, found)))
    gone = Destroyed(
        holder, standing.at, tuple(sorted(ids)), tuple(sorted(quarters)), deleted=len(names)
    )
    _bury(gone)
    for name in names:
        _delete(f"{holder}/{name}")
    return gone


def destroyed(holder: str) -> Destroyed | None:
    """What was destroyed of this holder; None if nothing was."""
    found = _read(f"{holder}/{_TOMBSTONE}")
    if found is None:
        return None
    at = datetime.fromisoformat(found["destroyed_at"])
    return Destroyed(holder, at, tuple(found["keys"]), tuple(found["quarters"]))


def opened_by(key: StoredKey) -> set[str]:
    """Every quarter whose KEK can open this key or a copy of it, through its mailbox too."""
    if not key.mailbox:
        return set(key.quarters)
    return {*key.earlier, *load_mailbox(key.mailbox)[1].quarters}


def waiting() -> list[str]:
    """The ids of keys that lie in a mailbox."""
    names = [name.removesuffix(".json") for name in _names(_WAITING)]
    return ["/".join(name.split("+", 1)) for name in names]


def waits_no_longer(key_id: str) -> None:
    _delete(_waiting_name(key_id))


def keep_mailbox(public: bytes, private: StoredKey) -> None:
    """A mailbox: its public half, and the private half wrapped by the key service."""
    mailbox = {**_as_json(private), "public": base64.b64encode(public).decode()}
    _write(f"{_MAILBOXES}/{private.id}.json", mailbox)


def mailboxes() -> list[str]:
    """The mailboxes, the oldest first: a quarter and a random sign each."""
    return [name.removesuffix(".json") for name in _names(_MAILBOXES)]


def load_mailbox(mailbox: str) -> tuple[bytes, StoredKey]:
    """A mailbox's public half and its wrapped private half."""
    found = _read(f"{_MAILBOXES}/{mailbox}.json")
    if found is None:
        raise Tampered("the key store has no such mailbox")
    return base64.b64decode(found["public"]), _from_json(mailbox, found)


def delete_mailbox(mailbox: str) -> None:
    _delete(f"{_MAILBOXES}/{mailbox}.json")


def _bury(gone: Destroyed) -> None:
    _write(
        f"{gone.holder}/{_TOMBSTONE}",
        {
            "destroyed_at": gone.at.isoformat(),
            "keys": list(gone.key_ids),
            "quarters": list(gone.quarters),
        },
    )


def _waiting_name(key_id: str) -> str:
    return f"{_WAITING}/{key_id.replace('/', '+')}.json"


def _as_json(key: StoredKey) -> dict[str, Any]:
    return {
        "quarter": key.wrapped.quarter,
        "kek": key.wrapped.kek,
        "wrapped": base64.b64encode(key.wrapped.data).decode(),
        "wrapped_on": key.wrapped_on.isoformat(),
        "earlier": list(key.earlier),
        "mailbox": key.mailbox,
    }


def _from_json(key_id: str, found: dict[str, Any]) -> StoredKey:
    try:
        return StoredKey(
            key_id,
            Wrapped(found["quarter"], found["kek"], base64.b64decode(found["wrapped"])),
            date.fromisoformat(found["wrapped_on"]),
            tuple(found["earlier"]),
            found["mailbox"],
        )
    except (KeyError, TypeError, ValueError):
        raise Tampered from None


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


def _delete(name: str) -> None:
    try:
        _store().delete(name)
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
    except ValueError:
        raise Tampered from None
    return found
