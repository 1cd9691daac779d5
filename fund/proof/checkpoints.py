"""A checkpoint as text: short enough to print or mail, signed with a key outside the database."""

import base64
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

_TEXT = re.compile(
    r"Support Fund audit checkpoint 1\n"
    r"Day: (?P<day>\d{4}-\d\d-\d\d)\n"
    r"Acts: (?P<position>[1-9]\d{0,17})\n"
    r"Last: (?P<head>[0-9a-f]{64})\n"
    r"Root: (?P<root>[0-9a-f]{64})\n"
    r"Signature: (?P<signature>[A-Za-z0-9+/]{86}==)\n"
)


class CheckpointError(Exception):
    """A text that is no checkpoint, or a key that is no key; the message is one sentence."""


@dataclass(frozen=True)
class Statement:
    """What is signed: on this day the trail had so many acts, with this last hash and this root."""

    day: date
    position: int
    head: bytes
    root: bytes

    @property
    def text(self) -> str:
        return (
            f"Support Fund audit checkpoint 1\nDay: {self.day}\nActs: {self.position}\n"
            f"Last: {self.head.hex()}\nRoot: {self.root.hex()}\n"
        )


@dataclass(frozen=True)
class Signed:
    """A statement and the signature under it."""

    statement: Statement
    signature: bytes

    @cached_property
    def text(self) -> str:
        return f"{self.statement.text}Signature: {base64.b64encode(self.signature).decode()}\n"

    def is_signed_by(self, keys: "list[Ed25519PublicKey]") -> bool:
        """Whether one of the keys made the signature."""
        return any(self._fits(key) for key in keys)

    def _fits(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(self.signature, self.statement.text.encode())
        except InvalidSignature:
            return False
        return True


def read(text: str) -> Signed:
    """The checkpoint that a text holds; line ends and space around it may have been changed.

    Raises CheckpointError if it holds none. The signature is not looked at here.
    """
    tidy = "".join(f"{line.strip()}\n" for line in text.strip().splitlines())
    found = _TEXT.fullmatch(tidy)
    if found is None:
        raise CheckpointError("This text is not a checkpoint.")
    try:
        day = date.fromisoformat(found["day"])
    except ValueError as error:
        raise CheckpointError("This text is not a checkpoint.") from error
    statement = Statement(
        day,
        int(found["position"]),
        bytes.fromhex(found["head"]),
        bytes.fromhex(found["root"]),
    )
    return Signed(statement, base64.b64decode(found["signature"]))


def sign(statement: Statement) -> Signed:
    """Raises CheckpointError if this process holds no signing key."""
    key = _signing_key()
    if key is None:
        raise CheckpointError("AUDIT_SIGNING_KEY is not set, so nothing can be signed.")
    return Signed(statement, key.sign(statement.text.encode()))


def trusted_keys() -> list[Ed25519PublicKey]:
    """The pinned public keys, and that of our own signing key if this process holds it."""
    pinned = [Ed25519PublicKey.from_public_bytes(_bytes(k)) for k in settings.AUDIT_PUBLIC_KEYS]
    own = _signing_key()
    return pinned + ([own.public_key()] if own else [])


def printable(key: Ed25519PublicKey) -> str:
    """A public key as AUDIT_PUBLIC_KEYS takes it."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def _signing_key() -> Ed25519PrivateKey | None:
    if not settings.AUDIT_SIGNING_KEY:
        return None
    return Ed25519PrivateKey.from_private_bytes(_bytes(settings.AUDIT_SIGNING_KEY))


def _bytes(key: str) -> bytes:
    try:
        held = base64.b64decode(key, validate=True)
    except ValueError:
        held = b""
    if len(held) != 32:
        raise CheckpointError("An audit key is 32 bytes in base64.")
    return held
