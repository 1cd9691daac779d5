"""Keys outside the database that seal what is not for the vault: second steps, sessions, and what a
hidden field of a form carries.

Survivors’ words are not sealed with these but in the vault, which can destroy their keys.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

DoesNotOpen = InvalidToken
"""The token is too old, changed, not ours, or was sealed for something else."""


class For(StrEnum):
    """What is sealed for one of these does not open as another."""

    SECOND_STEP = "second-step"
    SESSION = "session"
    FORM = "form"
    PHONE = "phone"


def seal(what: For, text: str) -> str:
    """`text` for a place that others can read. Raises ImproperlyConfigured without a key."""
    return _ring(what).encrypt(text.encode()).decode()


def unseal(what: For, token: str | bytes, *, max_seconds: int | None = None) -> str:
    """What `seal` was given. Raises DoesNotOpen; ImproperlyConfigured without a key."""
    return _ring(what).decrypt(token, ttl=max_seconds).decode()


def _ring(what: For) -> MultiFernet:
    """The first of SEALING_KEYS seals, every one opens, so that a new one can take over."""
    if not settings.SEALING_KEYS:
        raise ImproperlyConfigured("SEALING_KEYS is not set: nobody can sign in.")
    keys = (
        hmac.digest(key.encode(), what.encode(), hashlib.sha256) for key in settings.SEALING_KEYS
    )
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])
