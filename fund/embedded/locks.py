"""Who uses a folder: locks that the kernel drops when their holder dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path

from fund.embedded.errors import EmbeddedError


class Lock:
    """An exclusive lock on a file that holds its owner's process id.  Also a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1

    def acquire(self, wait_seconds: float = 0) -> bool:
        """Take the lock, trying for `wait_seconds`; False when another process keeps it."""
        file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        until = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    os.close(file)
                    return False
                time.sleep(0.02)
        os.ftruncate(file, 0)
        os.pwrite(file, str(os.getpid()).encode(), 0)
        self._file = file
        return True

    def release(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def fileno(self) -> int:
        """The open lock file: a child process that inherits it holds the lock too."""
        return self._file

    def holder(self) -> str:
        """The process id that the last owner wrote."""
        try:
            return self.path.read_text() or "unknown"
        except FileNotFoundError:
            return "unknown"

    def __enter__(self) -> "Lock":
        if not self.acquire(wait_seconds=60):
            raise EmbeddedError(
                f"{self.path.parent} is locked by another run, process {self.holder()}; "
                "stop that one first."
            )
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.release()


class Users:
    """The living processes that use a server: one locked file each, named by process id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mine: Lock | None = None

    def join(self) -> None:
        self.folder.mkdir(exist_ok=True)
        if self._mine is None:
            mine = Lock(self.folder / str(os.getpid()))
            mine.acquire(wait_seconds=5)
            self._mine = mine

    def leave(self) -> None:
        if self._mine:
            self._mine.path.unlink(missing_ok=True)
            self._mine.release()
            self._mine = None

    def others(self) -> list[str]:
        """Process ids of every other user; the files of the dead are swept away."""
        living = []
        for path in sorted(self.folder.glob("*")):
            if self._mine and path == self._mine.path:
                continue
            trial = Lock(path)
            if trial.acquire():
                path.unlink(missing_ok=True)
                trial.release()
            else:
                living.append(path.name)
        return living
