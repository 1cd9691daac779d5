"""Sealed pages in the private store: S3 in production, a folder in the demo.

An object's name is random and says nothing; neither does anything that the store keeps about it.
"""

import secrets

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils.translation import gettext_noop

_AWAY = (BotoCoreError, ClientError, OSError)


class StoreAway(Exception):
    """The store can't be reached."""

    words = gettext_noop(
        "The documents can’t be reached just now. Nothing is lost. Try again in a few minutes."
    )


class Missing(Exception):
    """The store has no such object."""


def new_name() -> str:
    """128 random bits."""
    return secrets.token_hex(16)


def put(name: str, sealed: bytes) -> None:
    """Keep sealed bytes under a name. Raises StoreAway."""
    try:
        storages["default"].save(name, ContentFile(sealed))
    except _AWAY:
        raise StoreAway from None


def get(name: str) -> bytes:
    """The sealed bytes of a name. Raises Missing or StoreAway."""
    try:
        with storages["default"].open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        raise Missing from None
    except _AWAY:
        raise StoreAway from None


def delete(name: str) -> None:
    """Delete a name; one that is gone already is fine. Raises StoreAway."""
    try:
        storages["default"].delete(name)
    except _AWAY:
        raise StoreAway from None
