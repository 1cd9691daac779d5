"""What every test stands on: a real PostgreSQL (tests/database.py) and the cast."""

from importlib.util import find_spec
from typing import Any

import pytest

from fund import tenancy

# A test's own reads and writes are the fund's; its clients act as whoever signed in.
tenancy.this_process_is_the_fund()

pytest_plugins = ["tests.database", "tests.vault_places"]
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


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return CHROMIUM
