"""The web server writes no address down, even where somebody asks it for an access log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.canary import places
from tests.canary.path import ANYBODY
from tests.canary.search import Search
from tests.canary.wandering import wander
from tests.canary.windows import OverHttp, Window
from tests.journeys.stack import Stack
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.journey
ASKED_FOR = "--access-logfile -"
ITS_OWN = "--logger-class gunicorn.glogging.Logger"
PLAIN = "tests.canary.settings_plain_log"
EVERYTHING = {"address", "query", "referer", "agent"}


@pytest.fixture
def stack(stripe: SandboxProcess, smtp: Controller, tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path / "stack", stripe, smtp.port)
    made.environment |= {"LOG_LEVEL": "INFO", "GUNICORN_CMD_ARGS": ASKED_FOR}
    yield made
    made.web.stop()


@pytest.mark.parametrize(
    ("without", "written"),
    [
        ({}, set()),
        ({"GUNICORN_CMD_ARGS": f"{ASKED_FOR} {ITS_OWN}"}, set()),
        ({"DJANGO_SETTINGS_MODULE": PLAIN}, set()),
        (
            {"GUNICORN_CMD_ARGS": f"{ASKED_FOR} {ITS_OWN}", "DJANGO_SETTINGS_MODULE": PLAIN},
            EVERYTHING,
        ),
    ],
    ids=["both", "the rules for logs alone", "the logger of the product alone", "neither"],
)
def test_what_keeps_addresses_out_of_it(
    without: dict[str, str], written: set[str], stack: Stack
) -> None:
    """Two guards, each of which is enough; without both everything is written down."""
    stack.environment |= without
    stack.start()
    wander(Window(ANYBODY, OverHttp(stack.site, None)))
    stack.web.stop()
    log = list(places.files("log", stack.folder))
    assert any(b"gunicorn" in piece.content.lower() for piece in log)
    assert {one.place for one in Search().through(log)} == written
