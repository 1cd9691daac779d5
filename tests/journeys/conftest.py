"""What every journey stands on: the running product, and windows to look at it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser

from fund.models import User
from fund.vault.local_keys import LocalKeys
from tests.fund.mailbox import Mailbox
from tests.journeys.stack import Stack, free_port
from tests.journeys.visitor import DESK, Visit, Visitor, bring_session
from tests.rails.sandbox_fixture import SandboxProcess, sandbox, sandbox_process

__all__ = ["sandbox", "sandbox_process"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.nodeid:
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def post_office() -> Iterator[Controller]:
    """A mail server for the whole session."""
    server = Controller(Mailbox(), hostname="127.0.0.1", port=free_port())
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def keys_of_the_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site makes a key for this quarter by itself: not among those of the other tests."""
    folder = tmp_path_factory.mktemp("keys")
    LocalKeys(folder, makes_first=True).renew("2020Q1")
    return folder


@pytest.fixture(autouse=True)
def one_vault_with_the_site(keys_of_the_site: Path, settings: Any) -> None:
    """What a test seals, the site opens."""
    settings.VAULT_KEYS_DIR = str(keys_of_the_site)


@pytest.fixture(scope="session")
def running(
    django_db_setup: None,
    keys_of_the_site: Path,
    sandbox_process: SandboxProcess,
    post_office: Controller,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stack]:
    """One web server for the whole session (one for each xdist worker)."""
    folder = tmp_path_factory.mktemp("stack")
    stack = Stack(folder, sandbox_process, post_office.port, str(keys_of_the_site))
    stack.start()
    yield stack
    stack.web.stop()


@pytest.fixture
def stack(running: Stack, sandbox: SandboxProcess, transactional_db: None) -> Stack:
    """The running site; payments and mails wait, since no worker runs."""
    return running


@pytest.fixture
def working(stack: Stack) -> Iterator[Stack]:
    """The running site with a worker; the stand-in for Stripe pays by itself."""
    stack.pay_as_stripe_would(seconds=0.2)
    stack.worker.start()
    yield stack
    stack.worker.stop()


@pytest.fixture
def mailbox(post_office: Controller) -> Mailbox:
    """What the product has mailed in this test."""
    kept: Mailbox = post_office.handler
    kept.received.clear()
    return kept


@pytest.fixture
def visit(browser: Browser, stack: Stack) -> Iterator[Visit]:
    """Open a window: visit(ada, 360). What the console says in any of them fails the test."""
    visitors: list[Visitor] = []

    def opened(user: User | None = None, width: int = DESK, **options: Any) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        context.set_default_timeout(15_000)
        if user:
            bring_session(context, user, stack.site)
        visitors.append(Visitor(context.new_page(), stack.site))
        return visitors[-1]

    yield opened
    said = [line for visitor in visitors for line in visitor.console]
    for visitor in visitors:
        visitor.page.context.close()
    assert not said, "\n".join(said)
