"""`manage.py worker` as a real process beside the test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rails.sandbox_fixture import API_KEY, FINANCIAL_ACCOUNT, SandboxProcess

ROOT = Path(__file__).resolve().parents[2]
Worker = subprocess.Popen[bytes]


def speaking_to(stripe: SandboxProcess) -> dict[str, str]:
    """The settings of a process that pays by this stand-in.

    DATABASE_URL is that of the test database already: tests/database.py sets it.
    """
    return {
        "SANDBOX": "1",
        "STRIPE_API_BASE": stripe.url,
        "STRIPE_SECRET_KEY": API_KEY,
        "STRIPE_FINANCIAL_ACCOUNT": FINANCIAL_ACCOUNT,
    }


@pytest.fixture
def worker(stripe: SandboxProcess) -> Iterator[Callable[[], Worker]]:
    """Start `manage.py worker` on the test's own database and stand-in: worker()."""
    environment = {**os.environ, **speaking_to(stripe)}
    begun: list[Worker] = []

    def start() -> Worker:
        command = [sys.executable, "manage.py", "worker"]
        begun.append(subprocess.Popen(command, cwd=ROOT, env=environment))
        return begun[-1]

    yield start
    for process in begun:
        process.kill()
        process.wait()
