"""The whole path once more through real processes: web server, worker, Stripe's stand-in, S3, KMS,
SMTP; and all that they wrote down."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from procrastinate.contrib.django.models import ProcrastinateJob

from disbursements.models import Disbursement
from disbursements.states import RailName, State
from fund.models import User, Vendor
from fund.vault import quarters
from fund.vault.kms_keys import KmsKeys
from tests.canary import places
from tests.canary.allowed import escaped
from tests.canary.conftest import BUCKETS
from tests.canary.legs import refuses
from tests.canary.path import WholePath
from tests.canary.search import Piece, Search
from tests.canary.windows import OverHttp, Window
from tests.journeys.history import bring_in_last_quarter
from tests.journeys.stack import Stack
from tests.rails.sandbox_fixture import SandboxProcess, wait_until

pytestmark = pytest.mark.journey
REGION = "us-east-1"


@pytest.fixture
def stack(
    stripe: SandboxProcess, smtp: Controller, s3: Any, aws: str, tmp_path: Path
) -> Iterator[Stack]:
    """The product as in production, which keeps its files in S3 and its keys behind KMS."""
    KmsKeys("canary", region=REGION, endpoint_url=aws).renew(quarters.current())
    made = Stack(tmp_path / "stack", stripe, smtp.port)
    del made.environment["NO_SIGN_IN_LIMITS"]
    made.environment |= {
        "LOG_LEVEL": "INFO",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "S3_ENDPOINT_URL": aws,
        "S3_REGION": REGION,
        "VAULT_KMS_PREFIX": "canary",
        "VAULT_KMS_REGION": REGION,
        "VAULT_KMS_ENDPOINT_URL": aws,
        **BUCKETS,
    }
    yield made
    for child in (made.web, made.worker):
        child.stop()


def logs(stack: Stack) -> Iterator[Piece]:
    yield from places.files("log", stack.folder)


@pytest.fixture
def path(
    stack: Stack, cast: dict[str, User], payees: tuple[Vendor, Vendor], mails: list[Piece]
) -> WholePath:
    """The same way, over HTTP."""

    def open_window(who: str, user: User | None) -> Window:
        return Window(who, OverHttp(stack.site, user))

    return WholePath(cast, *payees, open_window, lambda: wait_until(is_at_rest, 60))


def is_at_rest() -> bool:
    """No job waits, and no payment is on its way."""
    on_the_way = Disbursement.objects.filter(state__in=[State.RELEASED, State.SENDING, State.SENT])
    moving = on_the_way.exclude(state=State.SENT, rail=RailName.CHECK)
    jobs = ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
    return not moving.exists() and not jobs.exists()


def test_no_canary_gets_out_of_any_process(
    path: WholePath,
    stack: Stack,
    stripe: SandboxProcess,
    s3: Any,
    aws: str,
    mails: list[Piece],
    finn: User,
) -> None:
    stack.start()
    stack.pay_as_stripe_would(seconds=0.2)
    stack.worker.start()
    path.choose_notices()
    path.file()
    path.attach()
    path.carry()
    path.talk()
    refuses(path)
    path.take_out()
    path.decide()
    path.pay()
    path.reconcile()
    path.report(bring_in_last_quarter(finn))
    path.withhold()
    path.stray()
    path.look_around()
    for child in (stack.web, stack.worker):
        child.stop()
    pieces = [
        *path.seen(),
        *mails,
        *places.database(),
        *places.sandbox(stripe),
        *places.objects(s3),
        *places.aws(aws),
        *logs(stack),
    ]
    kinds = {piece.where.split()[0] for piece in pieces}
    assert kinds == {"page", "head", "mail", "database", "stripe", "s3", "aws", "log"}
    assert any(piece.where == "log worker.log" and piece.content for piece in pieces)
    found = Search(path.marks).through(pieces)
    assert escaped(found) == []
    assert {"note", "pseudonym", "account", "photo", "card"} <= {one.place for one in found}
