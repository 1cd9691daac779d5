"""The stand-in's HTTP: the API, the controls and the two pages on one local port."""

import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from disbursements.sandbox import (
    accounts,
    bank,
    controls,
    faults,
    pages,
    paging,
    payments,
    webhooks,
)
from disbursements.sandbox.api import Api, Call
from disbursements.sandbox.errors import ApiError, invalid, too_many
from disbursements.sandbox.store import Store

TICK_SECONDS = 0.05
CSP = "default-src 'none'; style-src 'self'; form-action *; base-uri 'none'"


class Sandbox(ThreadingHTTPServer):
    """One running stand-in; `url` is where it answers."""

    daemon_threads = True

    def __init__(self, store: Store, host: str, port: int, api_key: str = "") -> None:
        super().__init__((host, port), Handler)
        self.store = store
        self.api = Api(store, api_key)
        self.url = f"http://{host}:{self.server_port}"
        for job in (payments.move_due, webhooks.deliver_due):
            threading.Thread(target=self._repeat, args=(job,), daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed in the middle of a call is nothing to speak of."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def _repeat(self, job: Callable[[Store], None]) -> None:
        try:
            while True:
                job(self.store)
                time.sleep(TICK_SECONDS)
        finally:
            # A stand-in whose clock has stopped would only look alive.
            self.shutdown()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Sandbox
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Pages, looks and retrievals."""
        self._serve()

    def do_POST(self) -> None:
        """Everything that changes something."""
        self._serve()

    def do_DELETE(self) -> None:
        """Controls only."""
        self._serve()

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: standard output holds one line, the address."""

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        try:
            if url.path.startswith("/v2/"):
                self._api(url.path, url.query, raw)
            elif url.path.startswith("/sandbox/"):
                self._control(url.path, raw)
            else:
                self._page(url.path)
        except ApiError as error:
            self._json(error.status, error.body())

    def _api(self, path: str, query: str, raw: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = _parsed(raw)
        call = Call(
            self.command, path, paging.unfold(query), body, headers, f"http://{headers['host']}"
        )
        api, store = self.server.api, self.server.store
        api.authorise(call)
        api.hurry()
        seen = {name: value for name, value in headers.items() if name != "authorization"}
        store.remember({"method": call.method, "path": path, "headers": seen, "body": body})
        api.begin(call)
        try:
            self._answer(call, faults.take_for_call(store, call.method, path) or {})
        finally:
            api.end(call)

    def _answer(self, call: Call, fault: dict[str, Any]) -> None:
        kind = fault.get("kind")
        if kind == "error_500":
            raise ApiError(500, "api_error", "Something went wrong.")
        if kind == "rate_limit":
            raise too_many()
        reply = self.server.api.answer(call)
        if kind == "drop_reply":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if kind == "error_500_after":
            raise ApiError(500, "api_error", "Something went wrong.")
        if kind == "wrong_amount":
            reply = payments.overpay(self.server.store, reply["id"])
        if kind == "delay":
            time.sleep(fault["seconds"])
        self._json(200, reply, {"Request-Id": call.request_id})

    def _control(self, path: str, raw: bytes) -> None:
        from_page = "urlencoded" in self.headers.get("Content-Type", "")
        body = {} if from_page else _parsed(raw)
        reply = controls.control(self.server.store, self.command, path, body)
        if from_page:
            self._go("/")
        else:
            self._json(200, reply)

    def _page(self, path: str) -> None:
        store = self.server.store
        if path == "/sandbox.css":
            self._send(200, "text/css", pages.CSS.encode())
        elif path == "/bank.csv":
            self._send(200, "text/csv", bank.statement(store).encode())
        elif path.startswith("/onboarding/"):
            self._onboarding(path.removeprefix("/onboarding/"))
        elif path == "/":
            names = {one["id"]: one["display_name"] or "" for one in store.every("account")}
            self._html(200, pages.payments(store.every("payment"), names))
        else:
            self._html(404, pages.link_gone())

    def _onboarding(self, token: str) -> None:
        store = self.server.store
        found = accounts.open_link(store, token)
        if found is None and accounts.way_back(store, token):
            self._go(accounts.way_back(store, token))
        elif found is None:
            self._html(404, pages.link_gone())
        elif self.command == "POST":
            self._go(accounts.use_link(store, token))
        else:
            self._html(200, pages.onboarding(found[0]["display_name"] or "this vendor"))

    def _go(self, address: str) -> None:
        self._send(303, "text/plain", b"", {"Location": address})

    def _html(self, status: int, text: str) -> None:
        self._send(
            status, "text/html; charset=utf-8", text.encode(), {"Content-Security-Policy": CSP}
        )

    def _json(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, "application/json", json.dumps(value).encode(), headers)

    def _send(
        self, status: int, kind: str, content: bytes, headers: dict[str, str] | None = None
    ) -> None:
        try:
            self.send_response(status)
            for name, value in {
                "Content-Type": kind,
                "Content-Length": str(len(content)),
                "Cache-Control": "no-store",
                **(headers or {}),
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw or b"{}")
    except ValueError:
        raise invalid("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise invalid("The body is not a JSON object.")
    return body
