"""Data keys in use for VAULT_MEMORY_SECONDS: one unwrapping opens a page’s many values."""

import time
from threading import Lock

from django.conf import settings


class Memory:
    """What this process holds unwrapped. Other processes have their own."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[float, bytes]] = {}
        self._current: dict[str, str] = {}
        self._lock = Lock()

    def key(self, key_id: str, *, spare: float = 0) -> bytes | None:
        """A key that is held for at least `spare` more seconds."""
        until, key = self._keys.get(key_id, (0.0, b""))
        return key if until > time.monotonic() + spare else None

    def current(self, holder: str, *, spare: float = 0) -> tuple[str, bytes] | None:
        """The key that this process seals with for a holder."""
        key_id = self._current.get(holder, "")
        key = self.key(key_id, spare=spare)
        return (key_id, key) if key is not None else None

    def keep(self, key_id: str, key: bytes) -> bytes:
        now = time.monotonic()
        with self._lock:
            for old in [name for name, (until, _) in self._keys.items() if until <= now]:
                del self._keys[old]
                self._current.pop(old.split("/")[0], None)
            self._keys[key_id] = (now + settings.VAULT_MEMORY_SECONDS, key)
        return key

    def use(self, holder: str, key_id: str, key: bytes) -> tuple[str, bytes]:
        """Hold a key and seal with it from now on."""
        self.keep(key_id, key)
        with self._lock:
            self._current[holder] = key_id
        return key_id, key

    def forget(self, holder: str | None = None) -> None:
        """Hold nothing of a holder any more, or nothing at all."""
        with self._lock:
            if holder is None:
                self._keys, self._current = {}, {}
                return
            self._current.pop(holder, None)
            for key_id in [name for name in self._keys if name.startswith(f"{holder}/")]:
                del self._keys[key_id]
