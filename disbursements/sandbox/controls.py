"""The trainer's controls under /sandbox/…; Stripe has nothing like them."""

import json
import re
from typing import Any

from disbursements.sandbox import accounts, events, faults, payments, webhooks
from disbursements.sandbox.errors import invalid, not_found
from disbursements.sandbox.store import DEFAULTS, Store

FORGED = "whsec_of_somebody_else"
STATES = {"post": "posted", "return": "returned", "fail": "failed", "cancel": "canceled"}


def control(store: Store, method: str, path: str, body: dict[str, Any]) -> Any:
    """Answer one control call with JSON-ready values. Raises ApiError."""
    if method == "GET":
        return _look(store, path)
    if method == "DELETE" and path == "/sandbox/faults":
        faults.clear(store)
        return {}
    if method == "POST" and path == "/sandbox/faults":
        faults.add(store, body)
        return {}
    if method == "POST" and path == "/sandbox/settings":
        return _set(store, body)
    act = re.fullmatch(r"/sandbox/(payments|accounts|events)/(\w+)/(\w+)", path)
    if method == "POST" and act:
        return _act(store, act[1], act[2], act[3], body)
    raise not_found("control")


def _look(store: Store, path: str) -> Any:
    if path == "/sandbox/payments":
        return store.every("payment")
    if path == "/sandbox/events":
        return store.every("event")
    if path == "/sandbox/requests":
        return [json.loads(row[0]) for row in store.rows("SELECT body FROM requests ORDER BY seq")]
    if path == "/sandbox/deliveries":
        return [row[0] for row in store.rows("SELECT event FROM deliveries ORDER BY seq")]
    if path == "/sandbox/settings":
        return {name: store.setting(name) for name in DEFAULTS if name != "webhook_secret"}
    raise not_found("control")


def _set(store: Store, body: dict[str, Any]) -> Any:
    unknown = set(body) - set(DEFAULTS)
    if unknown:
        raise invalid(f"Settings are {', '.join(DEFAULTS)}.")
    with store.changing():
        for name, value in body.items():
            store.set(name, value)
    return _look(store, "/sandbox/settings")


def _act(store: Store, kind: str, object_id: str, verb: str, body: dict[str, Any]) -> Any:
    if kind == "payments" and verb in STATES:
        return payments.move(store, object_id, STATES[verb], str(body.get("reason", "")))
    if kind == "accounts" and verb == "onboard":
        accounts.onboard(store, object_id)
        return accounts.retrieve(store, object_id, ["configuration.recipient", "defaults"])
    if kind == "events" and verb in ("replay", "forge"):
        secret = FORGED if verb == "forge" else ""
        ago = int(body.get("seconds_ago", 0))
        status = webhooks.deliver_now(store, object_id, seconds_ago=ago, secret=secret)
        return {"answered": status}
    if kind == "events" and verb == "resend":
        if store.get("event", object_id) is None:
            raise not_found("event")
        events.queue(store, object_id)
        return {}
    raise not_found("control")
