"""KEKs as files in a private folder: for the demo, tests and a coalition without a key service."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from fund import clock
from fund.vault import cipher
from fund.vault.errors import NoKey, VaultUnavailable
from fund.vault.files import write_private
from fund.vault.wrapping import Context, Wrapped


class LocalKeys:
    """`<quarter>-<sign>.kek`, 32 bytes each. Keep the folder out of the database's backups."""

    def __init__(self, folder: Path, *, makes_first: bool) -> None:
        self.folder, self.makes_first = folder, makes_first

    def wrap(self, quarter: str, key: bytes, context: Context) -> Wrapped:
        kek = self._newest(quarter)
        sealed = cipher.encrypt(self._read(kek), key, _bound(kek, context))
        return Wrapped(kek.split("-")[0], kek, sealed)

    def unwrap(self, wrapped: Wrapped, context: Context) -> bytes:
        return cipher.decrypt(self._read(wrapped.kek), wrapped.data, _bound(wrapped.kek, context))

    def renew(self, quarter: str) -> str:
        number = sum(1 for _ in self.folder.glob(f"{quarter}-*.kek")) + 1
        kek = f"{quarter}-{number:03}{secrets.token_hex(3)}"
        try:
            write_private(self.folder / f"{kek}.kek", [cipher.new_key()])
        except OSError:
            raise VaultUnavailable("the folder of keys can't be written") from None
        return kek

    def retire(self, quarter: str) -> datetime:
        """The folder's own backup may hold the files for as long as the key store's backups."""
        for path in self.folder.glob(f"{quarter}-*.kek"):
            path.unlink()
        return clock.now() + timedelta(days=settings.VAULT_BACKUP_DAYS)

    def _newest(self, quarter: str) -> str:
        names = sorted(path.stem for path in self.folder.glob("*.kek"))
        past = [name for name in names if name.split("-")[0] <= quarter]
        if past and past[-1].startswith(quarter):
            return past[-1]
        if self.makes_first:
            return self.renew(quarter)
        if past:
            return past[-1]
        raise NoKey("no key-encryption key: run manage.py rotate_keys once")

    def _read(self, kek: str) -> bytes:
        try:
            return (self.folder / f"{kek}.kek").read_bytes()
        except OSError:
            raise VaultUnavailable(f"no key-encryption key {kek}") from None


def _bound(kek: str, context: Context) -> list[str]:
    return [kek, *(part for pair in sorted(context.items()) for part in pair)]
