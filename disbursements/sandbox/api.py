"""Stripe's v2 API as far as the fund uses it: who asks, under which key, for what."""

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from disbursements.sandbox import accounts, keys, paging, payments, shapes
from disbursements.sandbox.errors import ApiError, invalid, not_found, too_many
from disbursements.sandbox.store import Store

Reply = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One request to /v2/…; header names are in lower case, `query` is unfolded."""

    method: str
    path: str
    query: dict[str, Any]
    body: dict[str, Any]
    headers: dict[str, str]
    base_url: str
    request_id: str = field(default_factory=lambda: shapes.fresh_id("req"))

    @property
    def key(self) -> str:
        """The idempotency key, or empty."""
        return self.headers.get("idempotency-key", "")

    @property
    def cause(self) -> dict[str, str]:
        """How events name the call that caused them."""
        return {"id": self.request_id, "idempotency_key": self.key}


class Api:
    """Answers calls; one payment for one key, whatever the threads do."""

    def __init__(self, store: Store, api_key: str = "") -> None:
        self._store = store
        self._api_key = api_key
        self._running: set[str] = set()
        self._lock = threading.Lock()
        self._second, self._calls = 0, 0

    def authorise(self, call: Call) -> None:
        """Refuse a live key, a strange key and another API version. Raises ApiError."""
        key = call.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if keys.is_live(key):
            raise ApiError(403, "invalid_request_error", "A live key at a stand-in. Take it away.")
        if not keys.TEST.fullmatch(key) or (self._api_key and key != self._api_key):
            raise ApiError(401, "invalid_request_error", "The API key is not valid.")
        if call.headers.get("stripe-version") != shapes.API_VERSION:
            raise invalid(f"This stand-in speaks Stripe-Version {shapes.API_VERSION} only.")

    def hurry(self) -> None:
        """Count a call. Raises ApiError 429 above `calls_a_second`; 0 sets no limit."""
        most, second = int(self._store.setting("calls_a_second")), int(time.monotonic())
        with self._lock:
            self._calls = self._calls + 1 if second == self._second else 1
            self._second = second
            if most and self._calls > most:
                raise too_many()

    def begin(self, call: Call) -> None:
        """Claim the call's key until `end`. Raises ApiError 409 when it is in use."""
        with self._lock:
            if call.key and call.key in self._running:
                raise ApiError(
                    409, "invalid_request_error", "The key is in use.", "idempotency_key_in_use"
                )
            self._running.add(call.key)

    def end(self, call: Call) -> None:
        """Let go of the call's key."""
        with self._lock:
            self._running.discard(call.key)

    def answer(self, call: Call) -> Reply:
        """Do what was asked, once for each key. Raises ApiError.

        As in Stripe's v2, a success is kept under its key and a failure is not.
        """
        handler, groups = _route(call)
        if call.method != "POST" or not call.key:
            return handler(self._store, call, *groups)
        with self._store.changing():
            kept = self._kept(call)
            if kept is not None:
                return kept
            reply = handler(self._store, call, *groups)
            self._store.rows(
                "INSERT INTO replies VALUES (?, ?, ?)",
                call.key,
                _fingerprint(call),
                json.dumps(reply),
            )
            return reply

    def _kept(self, call: Call) -> Reply | None:
        found = self._store.rows("SELECT fingerprint, body FROM replies WHERE key = ?", call.key)
        if not found:
            return None
        if found[0][0] != _fingerprint(call):
            raise ApiError(
                400, "idempotency_error", "The key was used before with other parameters."
            )
        reply: Reply = json.loads(found[0][1])
        return reply


def _fingerprint(call: Call) -> str:
    text = json.dumps([call.path, call.body], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _context(call: Call) -> str:
    return call.headers.get("stripe-context", "")


def _list_payments(store: Store, call: Call) -> Reply:
    return paging.page(payments.matching(store, call.query), call.path, call.query)


def _list_methods(store: Store, call: Call) -> Reply:
    return paging.page(accounts.payout_methods(store, _context(call)), call.path, call.query)


def _list_events(store: Store, call: Call) -> Reply:
    found = store.every("event")
    if "object_id" in call.query:
        found = [one for one in found if one["related_object"]["id"] == call.query["object_id"]]
    return paging.page(found, call.path, call.query)


def _event(store: Store, call: Call, event_id: str) -> Reply:
    event = store.get("event", event_id)
    if event is None:
        raise not_found("event")
    return event


def _financial_account(store: Store, call: Call, account_id: str) -> Reply:
    if account_id != shapes.FINANCIAL_ACCOUNT:
        raise not_found("financial account")
    return payments.financial_account(store)


ID = r"/([\w-]+)"
MONEY = "/v2/money_management"
Handler = Callable[..., Reply]
ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", "/v2/core/accounts", lambda s, c: accounts.create(s, c.body)),
    (
        "GET",
        "/v2/core/accounts" + ID,
        lambda s, c, i: accounts.retrieve(s, i, c.query.get("include", [])),
    ),
    (
        "POST",
        "/v2/core/account_links",
        lambda s, c: accounts.create_link(s, c.body, c.base_url),
    ),
    ("GET", "/v2/core/events", _list_events),
    ("GET", "/v2/core/events" + ID, _event),
    ("GET", MONEY + "/payout_methods", _list_methods),
    (
        "GET",
        MONEY + "/payout_methods" + ID,
        lambda s, c, i: accounts.payout_method(s, _context(c), i),
    ),
    (
        "POST",
        MONEY + "/outbound_payments",
        lambda s, c: payments.create(s, c.body, c.cause),
    ),
    ("GET", MONEY + "/outbound_payments", _list_payments),
    ("GET", MONEY + "/outbound_payments" + ID, lambda s, c, i: payments.retrieve(s, i)),
    (
        "POST",
        MONEY + "/outbound_payments" + ID + "/cancel",
        lambda s, c, i: payments.move(s, i, "canceled", request=c.cause),
    ),
    ("GET", MONEY + "/financial_accounts" + ID, _financial_account),
]


def _route(call: Call) -> tuple[Handler, tuple[str, ...]]:
    for method, pattern, handler in ROUTES:
        match = re.fullmatch(pattern, call.path)
        if match and method == call.method:
            return handler, match.groups()
    raise ApiError(404, "invalid_request_error", "Unrecognized request URL.", "not_found")
