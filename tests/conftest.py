"""What every test stands on: a real PostgreSQL (tests/database.py) and the cast."""

from importlib.util import find_spec
from typing import Any

import pytest

pytest_plugins = ["tests.database"]
if find_spec("tests.cast"):
    pytest_plugins.append("tests.cast")
if find_spec("tests.lines"):
    pytest_plugins.append("tests.lines")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, kept from talking to anybody."""
    quiet = "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
    flags = f"{quiet} disable-component-update disable-sync".split()
    return {"executable_path": "/usr/bin/chromium", "args": [f"--{flag}" for flag in flags]}
