"""Where tests keep keys and files: folders of this run alone."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from fund import vault
from fund.vault import quarters
from fund.vault.local_keys import LocalKeys
from fund.vault.service import key_encryption


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


@pytest.fixture
def own_vault(settings: Any, tmp_path: Path) -> Path:
    """An empty key store (`store`) and an empty folder of keys (`keks`) for one test."""
    keys = {**settings.STORAGES["keys"], "OPTIONS": {"location": str(tmp_path / "store")}}
    settings.STORAGES = {**settings.STORAGES, "keys": keys}
    settings.VAULT_KEYS_DIR = str(tmp_path / "keks")
    return tmp_path


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    """Something that speaks AWS's protocol over HTTP."""
    patch = pytest.MonkeyPatch()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        patch.setenv(name, "testing")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()
    patch.undo()


@pytest.fixture
def kms(aws: str, settings: Any, own_vault: Path) -> Any:
    """The vault on a key service over HTTP that has a key for the quarter."""
    settings.VAULT_KMS_PREFIX = f"fund{own_vault.name}".replace("_", "")
    settings.VAULT_KMS_REGION = "us-east-1"
    settings.VAULT_KMS_ENDPOINT_URL = aws
    key_encryption().renew(quarters.current())
    return settings
