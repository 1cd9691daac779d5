"""Sessions in the database, sealed: one may hold what somebody typed when an older one ended."""

from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends import db

from fund import keyring


class SessionStore(db.SessionStore):
    """Django's own, with its text sealed; one that doesn't open is an empty one."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        return keyring.ring().encrypt(super().encode(session_dict).encode()).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        try:
            opened = keyring.ring().decrypt(session_data)
        except InvalidToken:
            return {}
        return super().decode(opened.decode())
