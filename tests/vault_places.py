"""Where tests keep keys and files: folders of this run alone."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages

from fund import vault
from fund.vault.local_keys import LocalKeys


@pytest.fixture(autouse=True, scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One key-encryption key and one key of codes for the whole run, and empty stores."""
    settings.FUND_CODE_KEY = [os.environ.setdefault("FUND_CODE_KEY", secrets.token_urlsafe(48))]
    folder = tmp_path_factory.mktemp("vault")
    settings.VAULT_KEYS_DIR = str(folder / "keys")
    settings.FILES_DIR = str(folder)
    for alias, name in (("default", "documents"), ("keys", "wrapped-keys")):
        settings.STORAGES[alias]["OPTIONS"]["location"] = str(folder / name)
    storages._storages.clear()  # type: ignore[attr-defined]
    LocalKeys(folder / "keys", makes_first=True).renew("2020Q1")
    return folder


@pytest.fixture(autouse=True)
def fresh_memory() -> Iterator[None]:
    """No test reads with a key that another test left in this process."""
    vault.forget()
    yield
    vault.forget()
