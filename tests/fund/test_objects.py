"""One contract for both stores: a private folder, and S3 over HTTP (moto as a process)."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import boto3
import pytest
from botocore.config import Config
from django.conf import settings as django_settings

from fund.documents import objects
from tests.papers import CANARY


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of something that speaks S3, in a process of its own."""
    patch = pytest.MonkeyPatch()
    patch.setenv("AWS_ACCESS_KEY_ID", "testing")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    log = tmp_path_factory.mktemp("moto") / "log"
    port = _unused_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=output,
            stderr=output,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        boto3.client("s3", region_name="us-east-1", endpoint_url=address).create_bucket(
            Bucket="papers"
        )
        yield address
    finally:
        process.terminate()
        process.wait(10)
        patch.undo()


def _unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(address: str) -> None:
    opener, until = build_opener(ProxyHandler({})), time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError, HTTPException):
            opener.open(f"{address}/moto-api/", timeout=5).close()
            return
        time.sleep(0.2)
    raise AssertionError("moto does not answer")


def s3_storage(address: str) -> dict[str, Any]:
    """As `fund.settings` sets S3 up, with the address of the stand-in."""
    brief = Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 1})
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": "papers",
            "endpoint_url": address,
            "region_name": "us-east-1",
            "default_acl": None,
            "file_overwrite": True,
            "object_parameters": {"ContentType": "application/octet-stream"},
            "client_config": brief,
        },
    }


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> str:
    """Each store in turn stands behind `fund.documents.objects`."""
    if request.param == "s3":
        chosen = s3_storage(request.getfixturevalue("s3"))
    else:
        folder = {"location": str(tmp_path / "papers")}
        chosen = {**django_settings.STORAGES["default"], "OPTIONS": folder}
    settings.STORAGES = {**django_settings.STORAGES, "default": chosen}
    return str(request.param)


@pytest.mark.parametrize("content", [b"", b"sealed", b"\0" * 6_000_000], ids=["0", "6", "6 MB"])
def test_what_was_put_is_got(store: str, content: bytes) -> None:
    name = f"{objects.new_name()}/1"
    objects.put(name, content)
    assert objects.get(name) == content


def test_a_second_put_is_what_stands(store: str) -> None:
    name = f"{objects.new_name()}/1"
    objects.put(name, b"first")
    objects.put(name, b"second")
    assert objects.get(name) == b"second"


def test_what_was_deleted_is_missing_and_deleting_twice_is_fine(store: str) -> None:
    name = f"{objects.new_name()}/1"
    objects.put(name, b"sealed")
    for _ in range(2):
        objects.delete(name)
    with pytest.raises(objects.Missing):
        objects.get(name)


def test_names_are_random_and_say_nothing(store: str) -> None:
    names = {objects.new_name() for _ in range(100)}
    assert len(names) == 100
    assert all(len(name) == 32 and int(name, 16) >= 0 for name in names)


def test_what_the_store_keeps_about_an_object_says_nothing(s3: str, settings: Any) -> None:
    settings.STORAGES = {**django_settings.STORAGES, "default": s3_storage(s3)}
    name = f"{objects.new_name()}/1"
    objects.put(name, CANARY)
    client = boto3.client("s3", region_name="us-east-1", endpoint_url=s3)
    about = client.head_object(Bucket="papers", Key=name)
    assert about["Metadata"] == {}
    assert about["ContentType"] == "application/octet-stream"
    assert not {"ContentDisposition", "ContentLanguage", "TagCount"} & about.keys()


def test_only_this_account_reads_the_folder(settings: Any, tmp_path: Path) -> None:
    folder = {"location": str(tmp_path / "papers")}
    chosen = {**django_settings.STORAGES["default"], "OPTIONS": folder}
    settings.STORAGES = {**django_settings.STORAGES, "default": chosen}
    objects.put(f"{objects.new_name()}/1", b"sealed")
    found = list((tmp_path / "papers").rglob("*"))
    assert {path.stat().st_mode & 0o777 for path in found if path.is_file()} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in found if path.is_dir()} == {0o700}


def test_a_store_that_is_away_is_said_to_be_away(settings: Any) -> None:
    away = s3_storage("http://127.0.0.1:9")
    settings.STORAGES = {**django_settings.STORAGES, "default": away}
    for speak in (
        lambda: objects.put("a/1", b"sealed"),
        lambda: objects.get("a/1"),
        lambda: objects.delete("a/1"),
    ):
        with pytest.raises(objects.StoreAway):
            speak()
