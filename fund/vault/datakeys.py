"""A data key between the key store and the key service: made, unwrapped, wrapped anew."""

from fund import clock
from fund.vault import cipher, intake, quarters, store
from fund.vault.errors import VaultUnavailable
from fund.vault.service import key_encryption
from fund.vault.store import StoredKey
from fund.vault.wrapping import Wrapped, context_of


def new(holder: str) -> tuple[str, bytes]:
    """One more data key of a holder, kept. Raises Shredded if its keys were destroyed."""
    key_id, key = store.new_id(holder), cipher.new_key()
    store.keep(_wrapped(key_id, key))
    return key_id, key


def unwrapped(key: StoredKey) -> bytes:
    """The data key itself, out of its mailbox if it still lies there."""
    context = context_of(key.holder)
    if not key.mailbox:
        return key_encryption().unwrap(key.wrapped, context)
    private = key_encryption().unwrap(
        store.load_mailbox(key.mailbox)[1].wrapped, context_of(key.mailbox)
    )
    return intake.take_out(private, key.wrapped.data, context)


def rewrapped(key: StoredKey) -> StoredKey:
    """The same data key under the newest KEK, kept over the old wrapping.

    Raises VaultError; the old wrapping then stands.
    """
    made = wrapped_anew(key)
    store.keep(made)
    return made


def wrapped_anew(key: StoredKey) -> StoredKey:
    """The same key under the newest KEK, seen to open, and not kept yet."""
    plain, context = unwrapped(key), context_of(key.holder)
    wrapped = _wrap(plain, key.holder)
    if key_encryption().unwrap(wrapped, context) != plain:
        raise VaultUnavailable("a key that was wrapped anew does not open")
    return StoredKey(key.id, wrapped, clock.today(), tuple(sorted(store.opened_by(key))))


def _wrap(key: bytes, holder: str) -> Wrapped:
    return key_encryption().wrap(quarters.current(), key, context_of(holder))


def _wrapped(key_id: str, key: bytes) -> StoredKey:
    """By the key service; into the newest mailbox if it is away."""
    holder = key_id.split("/")[0]
    try:
        return StoredKey(key_id, _wrap(key, holder), clock.today())
    except VaultUnavailable:
        if not (boxes := store.mailboxes()):
            raise
    public, private = store.load_mailbox(boxes[-1])
    sealed = intake.put_in(public, key, context_of(holder))
    lying = Wrapped(private.wrapped.quarter, "", sealed)
    return StoredKey(key_id, lying, clock.today(), mailbox=boxes[-1])
