"""A mail server for demos: takes every message over real SMTP, delivers none, keeps each as a file.

Run as `python -m fund.mailcatcher --port 1025 --folder .data/mail`.  It prints nothing about what
it receives.
"""

import argparse
import asyncio
import itertools
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Folder:
    """Keeps each message as <arrival>-<number>.eml, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        arrival = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        path = self.folder / f"{arrival}-{os.getpid()}-{next(self._numbers):04d}.eml"
        content = envelope.content or b""
        unfinished = path.with_suffix(".part")
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
        unfinished.rename(path)
        return "250 Kept"


async def serve(port: int, folder: Path) -> None:
    """Listen on the loopback address until SIGTERM or SIGINT."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    keeper = Folder(folder)
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname="localhost"), host="127.0.0.1", port=port
    )
    async with server:
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m fund.mailcatcher", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.port, chosen.folder))


if __name__ == "__main__":
    main()
