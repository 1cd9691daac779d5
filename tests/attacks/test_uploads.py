"""Two gigabytes for a real gunicorn: refused while they come, and its memory stays where it was."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from fund.documents import limits
from fund.embedded.places import REPOSITORY

GIGABYTE = 1024**3
PIECE = b"\0" * 1024 * 1024
WHERE = "/requests/KX7-204/documents/"
CALM_BYTES = 16 * 1024 * 1024
"""More than this is no page any more: somebody's upload is being kept."""


class Server:
    """One gunicorn worker and what it weighs."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def peak(self) -> int:
        """The most memory that any of its processes has ever held, in bytes."""
        return max(_peak(pid) for pid in (self.process.pid, *_children(self.process.pid)))


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def _peak(pid: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("gunicorn")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    command = [
        *(sys.executable, "-m", "gunicorn", "fund.wsgi", "--workers", "1", "--threads", "4"),
        *("--bind", f"127.0.0.1:{port}", "--no-control-socket"),
    ]
    environment = {**os.environ, "SANDBOX": "1", "TMPDIR": str(folder)}
    environment |= {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log, stderr=log)
    made = Server(process, port)
    try:
        _wait_until_open(made)
        yield made
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_open(server: Server) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError):
            if status(server, b"GET /left HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") == 200:
                return
        time.sleep(0.2)
    raise AssertionError("gunicorn does not answer")


def status(server: Server, head: bytes) -> int:
    with server.connect() as line:
        line.sendall(head)
        return _status(line)


def _status(line: socket.socket) -> int:
    return int(line.recv(4096).split(b" ", 2)[1])


def pour(line: socket.socket, pieces: int, *, chunked: bool = False) -> None:
    """Send megabytes for as long as somebody takes them."""
    piece = b"100000\r\n" + PIECE + b"\r\n" if chunked else PIECE
    with suppress(BrokenPipeError, ConnectionResetError):
        for _ in range(pieces):
            line.sendall(piece)


def head(*more: str) -> bytes:
    lines = (f"POST {WHERE} HTTP/1.1", "Host: 127.0.0.1", *more, "", "")
    return "\r\n".join(lines).encode()


def test_two_gigabytes_are_refused_at_their_first_word(server: Server) -> None:
    before = server.peak()
    with server.connect() as line:
        line.sendall(head(f"Content-Length: {2 * GIGABYTE}", "Content-Type: multipart/form-data"))
        assert _status(line) == 413
        pour(line, 2048)
    assert server.peak() - before < CALM_BYTES


def test_two_gigabytes_without_a_length_are_refused(server: Server) -> None:
    before = server.peak()
    with server.connect() as line:
        line.sendall(head("Transfer-Encoding: chunked", "Content-Type: multipart/form-data"))
        pour(line, 1, chunked=True)
        assert _status(line) == 411
        pour(line, 2048, chunked=True)
    assert server.peak() - before < CALM_BYTES


def test_a_strangers_files_flow_past(server: Server) -> None:
    """Three that an advocate might send, with a cookie that makes Django read the form."""
    before, megabytes = server.peak(), 9
    first = b'--x\r\nContent-Disposition: form-data; name="papers"; filename="a.jpg"\r\n\r\n'
    length = 3 * (len(first) + megabytes * len(PIECE) + 2) + len(b"--x--\r\n")
    assert length < limits.LARGEST_TOGETHER_BYTES
    with server.connect() as line:
        line.sendall(
            head(
                f"Content-Length: {length}",
                "Content-Type: multipart/form-data; boundary=x",
                f"Cookie: csrftoken={'a' * 32}",
            )
        )
        for _ in range(3):
            line.sendall(first)
            pour(line, megabytes)
            line.sendall(b"\r\n")
        line.sendall(b"--x--\r\n")
        assert _status(line) == 403
    assert server.peak() - before < CALM_BYTES
