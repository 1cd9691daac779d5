"""AES-256-GCM with associated data that binds a value to its place. Pure.

NIST SP 800-38D: a random 96-bit nonce for each sealing; one data key seals far fewer than 2^32
values, so that nonces don't meet.
"""

import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fund.vault.errors import Tampered

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"\x01"


def new_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(KEY_BYTES)


def encrypt(key: bytes, plain: bytes, bound_to: Sequence[str]) -> bytes:
    """Format byte, nonce, ciphertext and tag; opens only with the same key and `bound_to`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, _associated(bound_to))


def decrypt(key: bytes, sealed: bytes, bound_to: Sequence[str]) -> bytes:
    """What was encrypted. Raises Tampered if a bit, the key or what it is bound to differs."""
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _FORMAT or len(nonce) < _NONCE_BYTES:
        raise Tampered
    try:
        return AESGCM(key).decrypt(nonce, body, _associated(bound_to))
    except InvalidTag:
        raise Tampered from None


def _associated(bound_to: Sequence[str]) -> bytes:
    """Each part with its length before it: ("ab", "c") is not ("a", "bc")."""
    parts = [part.encode() for part in bound_to]
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
