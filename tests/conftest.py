"""What every test stands on: a real PostgreSQL (tests/database.py) and the cast."""

import os
import time
from importlib.util import find_spec
from typing import Any

import pytest
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from fund import tenancy

# A test's own reads and writes are the fund's; its clients act as whoever signed in.
tenancy.this_process_is_the_fund()

pytest_plugins = ["tests.database", "tests.vault_places", "tests.audit_key"]
if find_spec("tests.cast"):
    pytest_plugins.append("tests.cast")
if find_spec("tests.lines"):
    pytest_plugins.append("tests.lines")

QUIET = (
    "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
    " disable-component-update disable-sync"
)
CHROMIUM: dict[str, Any] = {
    "executable_path": "/usr/bin/chromium",
    "args": [f"--{flag}" for flag in QUIET.split()],
}
"""Debian's Chromium, kept from talking to anybody."""

SECOND_STEP_KEY = "only for tests"


@pytest.fixture(autouse=True, scope="session")
def second_step_key(django_test_environment: None) -> None:
    """For this process, and for those that a journey starts."""
    from django.conf import settings

    os.environ["SEALING_KEYS"] = SECOND_STEP_KEY
    settings.SEALING_KEYS = [SECOND_STEP_KEY]


def _has_passed(request: HttpRequest, user: Any, **more: Any) -> None:
    """`force_login` stands for the whole of a sign-in, the second step too, as allauth notes it.
    A sign-in by the pages has an address, and gets nothing for free."""
    if not request.path:
        step = {"method": "mfa", "at": time.time(), "type": "totp"}
        request.session["account_authentication_methods"] = [step]
        request.session["account_authentication_methods_user"] = str(user.pk)
        request.session["began"] = request.session["seen"] = step["at"]
        request.session.save()


user_logged_in.connect(_has_passed)


# Playwright keeps a loop in this thread; our rows are still read and written one after another.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return CHROMIUM
