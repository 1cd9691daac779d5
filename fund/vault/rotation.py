"""The rounds that keys make: into a mailbox and out of it, and under a new KEK each quarter."""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings

from fund import clock
from fund.vault import cipher, datakeys, intake, quarters, store
from fund.vault.errors import NoKey, Shredded, VaultError, VaultUnavailable
from fund.vault.service import key_encryption
from fund.vault.store import StoredKey
from fund.vault.wrapping import Wrapped, context_of


@dataclass
class Rotation:
    """What a round did: the KEK now in use, how many keys were wrapped anew or stood, and which
    could not be (their old wrapping stands)."""

    kek: str
    quarter: str
    rewrapped: int = 0
    stood: int = 0
    failed: list[str] = field(default_factory=list)


def rotate(*, again: bool = False) -> Rotation:
    """Make the quarter's KEK unless it has one, and wrap every data key with it.

    Stopped half-way, the next call does the rest; done already, it changes nothing. `again` makes
    one more KEK in the same quarter, for one that somebody may have seen.
    """
    quarter = quarters.current()
    if again or _newest(quarter) is None:
        key_encryption().renew(quarter)
    newest = _newest(quarter)
    if newest is None:
        raise VaultUnavailable(f"the key service does not show the new key of {quarter} yet")
    done = Rotation(newest.kek, quarter)
    for key_id in _living():
        _turn(key_id, done)
    for mailbox in store.mailboxes():
        _turn_mailbox(mailbox, done)
    open_mailbox()
    return done


def open_mailbox() -> None:
    """A mailbox for the quarter, unless it has one: its private half exists only wrapped."""
    quarter = quarters.current()
    if any(name.startswith(quarter) for name in store.mailboxes()):
        return
    name = f"{quarter}-{secrets.token_hex(4)}"  # its own name: two at once harm nobody
    private, public = intake.new_pair()
    wrapped = key_encryption().wrap(quarter, private, context_of(name))
    store.keep_mailbox(public, StoredKey(name, wrapped, clock.today()))


def take_from_intake() -> int:
    """Wrap properly what came in while the key service was away; how many keys."""
    taken = 0
    for key_id in store.waiting():
        with suppress(Shredded):
            key = store.load(key_id)
            if key.mailbox:
                datakeys.rewrapped(key)
                taken += 1
        store.waits_no_longer(key_id)
    return taken


def why_not_sealed(quarter: str) -> list[str]:
    """What still stands against destroying a quarter's KEKs, a sentence each."""
    now = quarters.current()
    if quarter >= now:
        return [f"{quarter} is not over."]
    if _newest(now) is None:
        return [f"{now} has no key yet: run manage.py rotate_keys first."]
    keys = [store.load(key_id) for key_id in _living()]
    boxes = [store.load_mailbox(name)[1] for name in store.mailboxes()]
    return [why for key in (*keys, *boxes) if (why := _why_needed(key, quarter))]


def delete_mailboxes(quarter: str) -> None:
    """Delete a past quarter's mailboxes, in which nothing lies any more."""
    for name in store.mailboxes():
        if name.startswith(quarter):
            store.delete_mailbox(name)


def _why_needed(key: StoredKey, quarter: str) -> str:
    """A key that was wrapped anew lately may have to come back out of a backup of the store."""
    safe_on = key.wrapped_on + timedelta(days=settings.VAULT_BACKUP_DAYS)
    if quarter == key.wrapped.quarter:
        return f"{key.id} is still wrapped with it: run manage.py rotate_keys first."
    if key.mailbox.startswith(quarter):
        return f"{key.id} lies in its mailbox until the key service answers."
    if quarter in key.earlier and clock.today() < safe_on:
        return f"{key.id}: a backup of the key store may need it until {safe_on:%B %-d, %Y}."
    return ""


def _newest(quarter: str) -> Wrapped | None:
    """Something wrapped with the quarter's own newest KEK; None if it has none."""
    try:
        wrapped = key_encryption().wrap(quarter, cipher.new_key(), context_of("rotation"))
    except NoKey:
        return None
    return wrapped if wrapped.quarter == quarter else None


def _living() -> list[str]:
    found: list[str] = []
    for holder in store.holders():
        with suppress(Shredded):
            found += store.ids_of(holder)
    return found


def _turn(key_id: str, done: Rotation) -> None:
    try:
        key = store.load(key_id)
        if key.wrapped.kek == done.kek:
            done.stood += 1
            return
        datakeys.rewrapped(key)
        done.rewrapped += 1
    except Shredded:
        return
    except VaultError as error:
        done.failed.append(f"{key_id}: {str(error) or error.words}")


def _turn_mailbox(name: str, done: Rotation) -> None:
    try:
        public, private = store.load_mailbox(name)
        if private.wrapped.kek != done.kek:
            store.keep_mailbox(public, datakeys.wrapped_anew(private))
    except VaultError as error:
        done.failed.append(f"mailbox {name}: {str(error) or error.words}")
