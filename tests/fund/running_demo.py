"""A `manage.py demo` to look at from outside: its pages, its processes, its end."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from fund.embedded.places import REPOSITORY


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
