"""No database transaction waits for a key.

What is done in a transaction opens values with keys that this process holds. If one is missing, the
transaction is given up, the key is fetched, and the whole act begins anew.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from fund.vault.errors import VaultError

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Fetched = dict[str, bytes | VaultError]

_fetched: ContextVar[_Fetched | None] = ContextVar("fetched", default=None)


class KeyWanted(Exception):
    """A key has to be fetched first; it ends the transaction that wants it."""

    def __init__(self, key_id: str) -> None:
        super().__init__(key_id)
        self.key_id = key_id


def run(
    fetch: Callable[[str], bytes], act: Callable[_P, _R], /, *args: _P.args, **kwargs: _P.kwargs
) -> _R:
    """Do `act`; each key that it wants is fetched once, after what was begun is undone.

    `act` opens its own transaction and has no other effect. Inside another `run` it is a part of
    that one. A key that does not come raises its VaultError where it is wanted.
    """
    if _fetched.get() is not None:
        return act(*args, **kwargs)
    here: _Fetched = {}
    token = _fetched.set(here)
    try:
        while True:
            try:
                return act(*args, **kwargs)
            except KeyWanted as wanted:
                here[wanted.key_id] = _come_or_trouble(fetch, wanted.key_id)
    finally:
        _fetched.reset(token)


def get(key_id: str, fetch: Callable[[str], bytes]) -> bytes:
    """The key: fetched now where nothing is open, asked for by KeyWanted inside `run`."""
    here = _fetched.get()
    if here is None:
        return fetch(key_id)
    if key_id not in here:
        raise KeyWanted(key_id)
    found = here[key_id]
    if isinstance(found, VaultError):
        raise found
    return found


def _come_or_trouble(fetch: Callable[[str], bytes], key_id: str) -> bytes | VaultError:
    try:
        return fetch(key_id)
    except VaultError as trouble:
        return trouble
