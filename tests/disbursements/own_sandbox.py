"""A stand-in for Stripe of one test alone, where its whole record is compared."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rails.sandbox_fixture import SandboxProcess


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxProcess]:
    process = SandboxProcess(tmp_path / "sandbox.sqlite3")
    process.calm()
    yield process
    process.kill()
