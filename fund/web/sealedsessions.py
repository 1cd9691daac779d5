"""Sessions in the database, sealed: one may hold what somebody typed when an older one ended."""

from typing import Any

from django.contrib.sessions.backends import db

from fund import keyring


class SessionStore(db.SessionStore):
    """Django's own, with its text sealed; one that doesn't open is an empty one."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return keyring.seal(keyring.For.SESSION, super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            opened = keyring.unseal(keyring.For.SESSION, session_data)
        except keyring.DoesNotOpen:
            return {}
        return super().decode(opened)
