"""A mailbox for data keys while the key service is away: anybody can put one in, only the service
can open it.

Sealed like RFC 9180’s base mode, of the same parts: an X25519 pair made for one key, HKDF-SHA256
over the shared secret and both public keys, AES-256-GCM. The private half exists only wrapped.
"""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fund.vault import cipher
from fund.vault.errors import Tampered
from fund.vault.wrapping import Context

_PUBLIC_BYTES = 32


def new_pair() -> tuple[bytes, bytes]:
    """A private and its public half, 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def put_in(public: bytes, key: bytes, context: Context) -> bytes:
    """Seal a data key for whoever holds the private half."""
    once = X25519PrivateKey.generate()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    sender = once.public_key().public_bytes_raw()
    return sender + cipher.encrypt(_derived(shared, sender, public), key, _bound(context))


def take_out(private: bytes, sealed: bytes, context: Context) -> bytes:
    """The data key. Raises Tampered if anything differs."""
    sender, body = sealed[:_PUBLIC_BYTES], sealed[_PUBLIC_BYTES:]
    if len(sender) < _PUBLIC_BYTES:
        raise Tampered
    own = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(sender))
    except ValueError:
        raise Tampered from None
    public = own.public_key().public_bytes_raw()
    return cipher.decrypt(_derived(shared, sender, public), body, _bound(context))


def _derived(shared: bytes, sender: bytes, public: bytes) -> bytes:
    kdf = HKDF(hashes.SHA256(), cipher.KEY_BYTES, salt=None, info=b"fund intake" + sender + public)
    return kdf.derive(shared)


def _bound(context: Context) -> list[str]:
    return [part for pair in sorted(context.items()) for part in pair]
