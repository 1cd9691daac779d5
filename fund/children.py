"""Child processes that live and die with their parent, and come back when they crash."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fund.embedded.places import REPOSITORY

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
STEADY_SECONDS = 30  # a child that ran this long has not crashed at its start
LONGEST_WAIT_SECONDS = 30
STOP_SECONDS = 10

Say = Callable[[str], None]


@dataclass
class Child:
    """One long-running process.  Its output goes to `log`; it leads its own process group."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    crashes: int = 0
    started_at: float = 0
    start_again_at: float = 0

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=REPOSITORY,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )

    def check(self, say: Say) -> None:
        """Start a crashed child again, later after each crash: 1, 2, 4 ... 30 seconds."""
        if self.process is None:
            if time.monotonic() >= self.start_again_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        if time.monotonic() - self.started_at > STEADY_SECONDS:
            self.crashes = 0
        wait = min(2**self.crashes, LONGEST_WAIT_SECONDS)
        say(f"{self.name} ended ({code}); starting it again in {wait} s. It said: {self.tail()}")
        self._signal_group(signal.SIGKILL)  # what it left behind
        self.crashes += 1
        self.process, self.start_again_at = None, time.monotonic() + wait

    def stop(self) -> None:
        """End the child and its group: politely, then for good."""
        if self.process is None:
            return
        self._signal_group(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self._signal_group(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def wait(self) -> int:
        """The exit code, once the child has ended by itself."""
        if self.process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self.process.wait()

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tail(self) -> str:
        """The last line that the child wrote."""
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return f"{lines[-1]} ({self.log})" if lines else "nothing"

    def _signal_group(self, number: signal.Signals) -> None:
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def die_with_parent() -> Callable[[], None] | None:
    """What a child does before it runs: ask Linux for SIGTERM when its parent dies.

    So even `kill -9` of the parent leaves nothing behind.
    """
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask
