"""`make demo` as a whole: it opens, keeps its data, and ends without a trace, however it ends."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from fund.embedded.places import REPOSITORY

pytestmark = pytest.mark.long


class Demo:
    """A running `make demo` on a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []

    def start(self) -> float:
        """Seconds until the first page is open."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("DATABASE_")}
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fund.supervisor"],
            cwd=REPOSITORY,
            env={**environment, "FUND_DATA_DIR": str(self.folder), "PORT": "0"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            if found := re.search(r"open at +(\S+)", line):
                self.site = found[1]
                break
        else:
            raise AssertionError("".join(self.said))
        return time.monotonic() - began

    def get(self) -> int:
        with build_opener(ProxyHandler({})).open(self.site, timeout=10) as page:
            return int(page.status)

    def end(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        self.process.communicate(timeout=60)

    def left_behind(self) -> list[str]:
        """Every living process that works in this demo's folder."""
        trace, found = str(self.folder).encode(), []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
                if command and trace in command + (process / "environ").read_bytes():
                    found.append(command.replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found


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
