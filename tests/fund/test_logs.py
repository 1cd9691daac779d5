"""No log line, whoever writes it, holds anything that a person typed.

The canary is put together at run time: a literal of the code may be logged, data may not.
"""

import io
import json
import logging
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from logging.config import dictConfig
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import procrastinate
import pytest
import structlog
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.views.debug import technical_500_response
from procrastinate.testing import InMemoryConnector

from fund import logs
from fund.embedded.places import REPOSITORY
from fund.models import Agency, Region

CANARY = "".join(["Jane", "-", "Canary", "-", "Doe"])
SETTINGS: dict[str, Any] = {"ROOT_URLCONF": "tests.fund.test_logs"}


def failing(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """A view that fails with the canary in its message and in a local variable."""
    typed = request.POST.get("note", CANARY)
    raise ValueError(f"invalid literal {typed!r}")


urlpatterns = [path("fails/<str:reference>/", failing), path("", include("fund.urls"))]


class Lines:
    """What the product's own handler has written."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def last(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text.splitlines()[-1])
        return found


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The product's logging at its most talkative, written to where the test can read it."""
    found, root = Lines(), logging.getLogger()
    before = root.handlers[:], root.level
    setup = logs.config("DEBUG")
    setup["handlers"]["stream"]["stream"] = found.stream
    dictConfig(setup)
    yield found
    root.handlers[:], root.level = before
    assert found.text, "nothing was logged, so nothing was tested"
    assert CANARY not in found.text
    for line in found.text.splitlines():
        assert set(json.loads(line)) <= set(logs.KEYS)


def test_our_own_words_and_keys_are_shown(lines: Lines) -> None:
    structlog.get_logger("fund.test").warning("mail not sent", person="P-2ABCDEF3", count=3)
    assert lines.last["event"] == "mail not sent"
    assert (lines.last["person"], lines.last["count"], lines.last["level"]) == (
        "P-2ABCDEF3",
        3,
        "warning",
    )


def test_a_key_that_is_not_on_the_list_is_left_out(lines: Lines) -> None:
    structlog.get_logger("fund.test").warning(
        "mail not sent", to=CANARY, error=CANARY, where=CANARY
    )
    logging.getLogger("x").warning("a record", extra={"note": CANARY, "request": CANARY})
    assert set(json.loads(lines.text.splitlines()[0])) == {"timestamp", "level", "logger", "event"}


@pytest.mark.parametrize("typed", [CANARY, f"{CANARY} 1", "O’Neill", ["a"], {"a": 1}])
def test_a_listed_key_shows_no_words_either(lines: Lines, typed: object) -> None:
    structlog.get_logger("fund.test").warning("mail not sent", person=typed, subject=typed)
    assert not {"person", "subject"} & set(lines.last)


@pytest.mark.parametrize(
    "say",
    [
        lambda log: log.error("could not read %s", CANARY),
        lambda log: log.error("%(who)s", {"who": CANARY}),
        lambda log: log.error(f"could not read {CANARY}"),
        lambda log: log.error(f"could not {CANARY}: %s", 5),
        lambda log: log.error("could not read " + CANARY),
        lambda log: log.error(ValueError(CANARY)),
        lambda log: log.error("a stack", stack_info=True),
    ],
)
def test_no_way_of_saying_shows_what_was_put_in(
    lines: Lines, say: Callable[[logging.Logger], None]
) -> None:
    say(logging.getLogger("botocore.retries"))
    assert lines.last["logger"] == "botocore.retries"


def test_a_template_is_shown_without_what_was_put_in(lines: Lines) -> None:
    logging.getLogger("stripe").error("could not read %s", CANARY)
    assert lines.last["event"] == "could not read %s"


def test_words_made_from_data_are_replaced_by_their_place(lines: Lines) -> None:
    logging.getLogger("stripe").error(f"could not read {CANARY}")
    assert lines.last["event"].startswith("tests/fund/test_logs.py:")


def test_an_error_is_its_class_and_its_place(lines: Lines) -> None:
    try:
        try:
            int(CANARY)
        except ValueError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError:
        logging.getLogger("fund.test").exception("it failed")
    assert lines.last["error"] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert lines.last["where"][-1].startswith("tests/fund/test_logs.py:")
    assert len(lines.last["fingerprint"]) == 12


@pytest.mark.django_db(transaction=True)
def test_the_database_quotes_no_row(lines: Lines) -> None:
    region = Region.objects.earliest("pk")
    Agency.objects.create(name=CANARY, region=region)
    try:
        with transaction.atomic():
            Agency.objects.create(name=CANARY, region=region)
    except IntegrityError as error:
        assert CANARY in str(error)
        logging.getLogger("fund.test").exception("it failed")
    assert lines.last["error"][:2] == [
        "django.db.utils.IntegrityError",
        "psycopg.errors.UniqueViolation",
    ]


@pytest.mark.parametrize("debug", [False, True])
def test_a_page_that_fails_tells_nothing(lines: Lines, debug: bool) -> None:
    browser = Client(raise_request_exception=False)
    with override_settings(**SETTINGS, DEBUG=debug):
        answer = browser.post(
            f"/fails/{CANARY}/?q={CANARY}",
            {"note": CANARY},
            headers={"user-agent": CANARY, "referer": f"http://testserver/{CANARY}"},
        )
    assert answer.status_code == 500
    assert CANARY not in answer.content.decode()
    entries = [json.loads(line) for line in lines.text.splitlines()]
    failed = next(entry for entry in entries if entry["logger"] == "django.request")
    assert (failed["status"], failed["error"]) == (500, ["builtins.ValueError"])
    answered = next(entry for entry in entries if entry["logger"] == "fund.request")
    assert answered["route"] == "/fails/<str:reference>/"
    assert answered["request"] == failed["request"] == answer["X-Request-Id"]


def test_a_page_that_is_not_there_tells_nothing(lines: Lines) -> None:
    with override_settings(**SETTINGS):
        assert Client().get(f"/{CANARY}/?q={CANARY}").status_code == 404


def test_an_error_page_of_a_debugger_holds_no_variable_and_no_request(rf: Any) -> None:
    request = rf.post(f"/?q={CANARY}", {"note": CANARY})
    try:
        failing(request)
    except ValueError:
        page = technical_500_response(request, *sys.exc_info())
    assert CANARY not in page.content.decode()
    assert "ValueError" in page.content.decode()


def test_a_warning_tells_nothing(lines: Lines) -> None:
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(f"never {CANARY}", UserWarning, stacklevel=1)
    finally:
        logging.captureWarnings(False)
    assert lines.last["logger"] == "py.warnings"


def test_a_job_that_fails_tells_its_name_and_not_what_it_was_given(lines: Lines) -> None:
    app = procrastinate.App(connector=InMemoryConnector())

    @app.task(name="test.fails")
    def fails(note: str) -> None:
        raise ValueError(note)

    def work() -> None:
        with app.open():
            fails.defer(note=CANARY)
            app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    worker = threading.Thread(target=work)  # a browser's loop may run in this one
    worker.start()
    worker.join()
    entries = [json.loads(line) for line in lines.text.splitlines()]
    failed = next(entry for entry in entries if "error" in entry)
    assert (failed["job"], failed["error"][0]) == ("test.fails", "builtins.ValueError")


def test_an_error_that_nobody_caught_tells_nothing() -> None:
    """A whole process: what Python prints of itself when it ends."""
    script = (
        "import logging.config, sys, threading\n"
        "from fund import logs\n"
        "logging.config.dictConfig(logs.config('INFO')); logs.catch_the_rest()\n"
        "def fails(): raise ValueError(sys.argv[1])\n"
        "thread = threading.Thread(target=fails); thread.start(); thread.join()\n"
        "logging.getLogger('x').error('%d', sys.argv[1])\n"
        "fails()\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, CANARY], capture_output=True, cwd=REPOSITORY, check=False
    )
    said = ended.stdout.decode() + ended.stderr.decode()
    assert ended.returncode == 1
    assert said.count("builtins.ValueError") == 2, said
    assert CANARY not in said


@pytest.mark.django_db(transaction=True)
def test_a_real_server_that_fails_writes_nothing_of_a_request(
    tmp_path: Path, unused_port: int
) -> None:
    """gunicorn as it is run, with a view that fails, all that it writes in one file."""
    output = tmp_path / "output"
    (tmp_path / "failing_settings.py").write_text(
        "from fund.settings import *\nROOT_URLCONF = 'tests.fund.test_logs'\n"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "failing_settings",
        "PYTHONPATH": str(tmp_path),
        "LOG_LEVEL": "DEBUG",
        "SECRET_KEY": "s",
    }
    command = [sys.executable, "-m", "gunicorn", "fund.wsgi", "--bind", f"127.0.0.1:{unused_port}"]
    with output.open("wb") as written:
        server = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=written, stderr=subprocess.STDOUT
        )
        try:
            assert status_of(f"http://127.0.0.1:{unused_port}/fails/{CANARY}/?q={CANARY}") == 500
        finally:
            server.terminate()
            server.wait(20)
    said = output.read_text()
    assert "builtins.ValueError" in said, said
    assert "Starting gunicorn %s" in said, said
    assert CANARY not in said


def status_of(address: str) -> int:
    """The status of an answer, as soon as somebody answers."""
    for _ in range(200):
        try:
            with urlopen(address, timeout=20) as answer:
                return int(answer.status)
        except HTTPError as refused:
            return refused.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no server")
