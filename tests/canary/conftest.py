"""What a canary flies through: the product in this process; Stripe's stand-in, an SMTP server and
S3 as processes and servers of their own."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import boto3
import pytest
from aiosmtpd.controller import Controller
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from disbursements import following
from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import RailName, State
from fund import logs
from fund.models import Fund, Gift, User, Vendor
from fund.settings import _private_store
from tests.canary import places
from tests.canary.path import WholePath
from tests.canary.places import PostOffice
from tests.canary.search import Piece
from tests.canary.windows import Inside, Window
from tests.fund.texts import Gateway, gateway
from tests.journeys.history import last_quarter
from tests.journeys.stack import answers, free_port
from tests.rails.sandbox_fixture import (
    API_KEY,
    FINANCIAL_ACCOUNT,
    SandboxProcess,
    wait_until,
)

Collect = Callable[[], list[Piece]]
BUCKETS = {"S3_BUCKET": "documents", "S3_KEYS_BUCKET": "wrapped-keys"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "canary" in item.nodeid and "test_search" not in item.nodeid:
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Something that speaks AWS's protocol over HTTP, in a process of its own, and writes down
    what it is sent."""
    address = f"http://127.0.0.1:{free_port()}"
    host, port = address.removeprefix("http://").split(":")
    recording = str(tmp_path_factory.mktemp("aws") / "requests")
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", host, "-p", port],
        env={**os.environ, "MOTO_RECORDER_FILEPATH": recording},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: answers(address), 60)
    yield address
    process.kill()
    process.wait()


@pytest.fixture
def s3(aws: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    """Two empty buckets, and the product's own settings for them."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("S3_ENDPOINT_URL", aws)
    monkeypatch.setenv("S3_REGION", "us-east-1")
    client = boto3.client("s3", endpoint_url=aws, region_name="us-east-1")
    _empty(client)
    for act in ("reset-recording", "start-recording"):
        urlopen(f"{aws}/moto-api/recorder/{act}", b"")
    for variable, bucket in BUCKETS.items():
        monkeypatch.setenv(variable, bucket)
        client.create_bucket(Bucket=bucket)
    stores = {"default": BUCKETS["S3_BUCKET"], "keys": BUCKETS["S3_KEYS_BUCKET"]}
    settings.STORAGES = {
        **settings.STORAGES,
        **{alias: _private_store(bucket, "") for alias, bucket in stores.items()},
    }
    return client


def _empty(client: Any) -> None:
    for bucket in client.list_buckets()["Buckets"]:
        for found in client.list_objects_v2(Bucket=bucket["Name"]).get("Contents", []):
            client.delete_object(Bucket=bucket["Name"], Key=found["Key"])
        client.delete_bucket(Bucket=bucket["Name"])


@pytest.fixture(scope="session")
def smtp() -> Iterator[Controller]:
    """An SMTP server in a thread; what it logs itself is not the product's."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    server = Controller(PostOffice(), hostname="127.0.0.1", port=free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mails(smtp: Controller, settings: Any) -> list[Piece]:
    """What the product has mailed, over SMTP."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp.hostname, smtp.port
    kept: list[Piece] = smtp.handler.received
    kept.clear()
    return kept


@pytest.fixture
def texting(settings: Any) -> Iterator[Gateway]:
    """Text messages are on."""
    with gateway() as kept:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = kept.url, "only-for-tests"
        yield kept


@pytest.fixture
def stripe(tmp_path: Path, settings: Any) -> Iterator[SandboxProcess]:
    """A stand-in for Stripe that has heard of nothing yet."""
    process = SandboxProcess(tmp_path / "stripe.sqlite3")
    settings.SANDBOX = True
    settings.STRIPE_API_BASE = process.url
    settings.STRIPE_SECRET_KEY = API_KEY
    settings.STRIPE_FINANCIAL_ACCOUNT = FINANCIAL_ACCOUNT
    settings.STRIPE_WEBHOOK_SECRET = "whsec_of_canaries"
    yield process
    process.kill()


@pytest.fixture
def cast(
    ada: User, alma: User, cora: User, carl: User, chen: User, olive: User, finn: User,
    rosa: User, dana: User, audra: User, abel: User, sage: User,
) -> dict[str, User]:  # fmt: skip
    """Everybody, by first name."""
    every = (ada, alma, cora, carl, chen, olive, finn, rosa, dana, audra, abel, sage)
    return {user.name.lower(): user for user in every}


@pytest.fixture
def payees(
    stripe: SandboxProcess, motel: Vendor, busline: Vendor, general: Fund, give: Callable[..., Gift]
) -> tuple[Vendor, Vendor]:
    """The motel is paid by check, the bus line by Stripe; there is money."""
    give(general, 60_000_00, last_quarter().starts_on)
    account, method = stripe.vendor(busline.name)
    PayoutMethod.objects.create(
        vendor=busline,
        rail=RailName.STRIPE,
        stripe_recipient=account,
        stripe_payout_method=method,
        is_payable=True,
    )
    return motel, busline


@pytest.fixture
def path(
    cast: dict[str, User],
    payees: tuple[Vendor, Vendor],
    stripe: SandboxProcess,
    s3: Any,
    mails: list[Piece],
    texting: Gateway,
) -> WholePath:
    """The way through the product in this process."""
    done: set[int] = set()

    def open_window(who: str, user: User | None) -> Window:
        return Window(who, Inside(user))

    def work() -> None:
        while _run_jobs(done):
            _post(stripe)

    return WholePath(cast, *payees, open_window, work)


def _run_jobs(done: set[int]) -> bool:
    """Do each waiting job once, here; whether there was one. The rows stay, to be searched."""
    waiting = list(ProcrastinateJob.objects.exclude(pk__in=done).order_by("pk"))
    for job in waiting:
        done.add(job.pk)
        app.tasks[job.task_name](**job.args)
    return bool(waiting)


def _post(stripe: SandboxProcess) -> None:
    """What was sent arrives, and the product hears of it."""
    for payment in Disbursement.objects.filter(state=State.SENT, rail=RailName.STRIPE):
        stripe.post_now(payment.provider_reference)
        following.follow(payment.pk)


def _formatter() -> logging.Formatter:
    """The product's own."""
    made = dict(logs.FORMATTER)
    return made.pop("()")(**made)  # type: ignore[no-any-return]


@pytest.fixture
def collect(
    path: WholePath,
    stripe: SandboxProcess,
    s3: Any,
    aws: str,
    mails: list[Piece],
    texting: Gateway,
    caplog: pytest.LogCaptureFixture,
) -> Collect:
    """Every byte that has left the vault by now."""
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(_formatter())

    def collected() -> list[Piece]:
        return [
            *path.seen(),
            *mails,
            *(Piece("text", str(text).encode()) for text in texting.received),
            *places.database(),
            *places.sandbox(stripe),
            *places.objects(s3),
            *places.aws(aws),
            Piece("log of this process", caplog.text.encode()),
        ]

    return collected
