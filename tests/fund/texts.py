"""A stand-in for a gateway of text messages: an HTTP server on loopback that keeps what it gets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Text:
    """One request as the gateway got it."""

    to: str
    text: str
    once: str
    token: str


@dataclass
class Gateway:
    """`answers` is the status that it gives; the address of a page of its own goes with 3xx."""

    url: str = ""
    answers: int = 202
    received: list[Text] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@contextmanager
def gateway() -> Iterator[Gateway]:
    """A gateway that listens until the block ends."""
    kept = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept.asked.append(self.path)
            if kept.answers < 300:
                once = self.headers["Idempotency-Key"]
                token = self.headers["Authorization"]
                kept.received.append(Text(body["to"], body["text"], once, token))
            self.send_response(kept.answers)
            self.send_header("Location", f"{kept.url}elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_request(self, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_address[1]}/messages/"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
