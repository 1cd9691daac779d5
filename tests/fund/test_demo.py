"""`make demo` as a whole: it opens, keeps its data, and ends without a trace, however it ends."""

import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fund.running_demo import Demo

pytestmark = pytest.mark.long


@pytest.fixture
def demo() -> Iterator[Demo]:
    folder = Path(tempfile.mkdtemp(prefix="fund-demo-"))
    folder.chmod(0o755)
    running = Demo(folder)
    yield running
    if running.process.poll() is None:
        running.end(signal.SIGTERM)
    shutil.rmtree(folder)


def nothing_is_left_of(demo: Demo, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while demo.left_behind():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True


def test_the_demo_opens_stops_and_opens_again_in_seconds(demo: Demo) -> None:
    demo.start()
    assert demo.get() == 200
    assert len(demo.left_behind()) >= 6, "the search for what is left behind finds nothing"
    demo.end(signal.SIGINT)
    assert demo.process.returncode == 0
    assert demo.left_behind() == []

    demo.said.clear()
    assert demo.start() < 10
    assert demo.get() == 200
    assert not any("First run" in line for line in demo.said), "the data was not kept"
    demo.process.kill()
    demo.process.communicate()
    assert nothing_is_left_of(demo, seconds=20), demo.left_behind()
