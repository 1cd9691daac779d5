"""What the database may keep of a secret: its HMAC under a key that is never in the database.

`FUND_CODE_KEY` holds one key or several, the newest first: new values are made with the first,
old ones are still recognised. Without the key nobody can test a guess against a stolen database.
"""

import base64
import hashlib
import hmac
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 32
MISSING = (
    "FUND_CODE_KEY is not set or is shorter than 32 characters. Cards can’t be made or read "
    "without it. Set it to a long random text that is kept outside the database and its backups."
)


def require() -> None:
    """A web server does not start without the key. Raises ImproperlyConfigured."""
    _keys()


def macs(purpose: str, text: str) -> list[bytes]:
    """The value under each key, the newest first: 32 bytes each. `purpose` keeps uses apart."""
    return [_mac(key, purpose, text) for key in _keys()]


def key_id() -> str:
    """Tells the newest key from others, to count the cards that rest on an old one; no secret."""
    return _mac(_keys()[0], "key-id", "").hex()[:8]


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """How the table of tries names what it counts: nobody reads from it who tried, or from where.

    Django and allauth would write the address as it is, and a hash that anybody can make of a
    mailbox.
    """
    return macs("tries", f"{key_prefix}:{version}:{key}")[0].hex()


def wrapped(text: str) -> str:
    """`text` for a hidden field of a form: unreadable and unchangeable to whoever sees it."""
    return _fernet(_keys()[0]).encrypt(text.encode()).decode()


def unwrapped(token: str, *, max_seconds: int) -> str | None:
    """What `wrapped` was given; None if it is older, changed or not ours."""
    try:
        return _fernet(_keys()[0]).decrypt(token.encode(), ttl=max_seconds).decode()
    except InvalidToken:
        return None


def _keys() -> list[str]:
    keys: list[str] = settings.FUND_CODE_KEY
    if not _are_good(keys):
        raise ImproperlyConfigured(MISSING)
    return keys


def _are_good(keys: list[str]) -> bool:
    return bool(keys) and all(len(key) >= SHORTEST_KEY for key in keys)


def _mac(key: str, purpose: str, text: str) -> bytes:
    return hmac.digest(key.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256)


def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_mac(key, "form", "")))


@checks.register(checks.Tags.security)
def key_is_set(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """`manage.py check`, `migrate` and every other command say so when the key is missing."""
    return [] if _are_good(settings.FUND_CODE_KEY) else [checks.Error(MISSING, id="fund.E001")]
