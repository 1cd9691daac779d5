"""Deliveries of thin events: signed as Stripe signs, tried again until somebody answers 2xx."""

import hashlib
import hmac
import json
import time
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

from disbursements.sandbox.errors import not_found
from disbursements.sandbox.events import thin
from disbursements.sandbox.store import Store

TRIES = 8_640  # three days, as long as Stripe tries
LONGEST_WAIT_SECONDS = 30.0
TIMEOUT_SECONDS = 5.0


def signature(raw: bytes, secret: str, at: int) -> str:
    """The Stripe-Signature header: HMAC-SHA256 over "<time>.<body>"."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + raw, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def deliver_due(store: Store) -> None:
    """Try every delivery whose time has come, oldest first; one that fails waits its turn."""
    due = store.rows(
        "SELECT seq, event, tries FROM deliveries WHERE due <= ? ORDER BY seq", time.time()
    )
    for seq, event_id, tries in due:
        if _deliver(store, event_id):
            with store.changing():
                store.rows("DELETE FROM deliveries WHERE seq = ?", seq)
                # What was held back for the sake of disorder may follow now.
                store.rows("UPDATE deliveries SET held = 0, due = 0 WHERE held = 1")
        elif tries + 1 >= TRIES:
            store.rows("DELETE FROM deliveries WHERE seq = ?", seq)
        else:
            wait = min(LONGEST_WAIT_SECONDS, 0.2 * 2 ** min(tries, 10))
            store.rows(
                "UPDATE deliveries SET tries = tries + 1, due = ? WHERE seq = ?",
                time.time() + wait,
                seq,
            )


def deliver_now(store: Store, event_id: str, *, seconds_ago: int = 0, secret: str = "") -> int:
    """Deliver one event as somebody else might: signed at another time (below zero is the future)
    or with another secret. The status that was answered; 0 when nobody answered."""
    event = store.get("event", event_id)
    if event is None:
        raise not_found("event")
    raw = json.dumps(thin(event)).encode()
    at = int(time.time()) - seconds_ago
    signed = signature(raw, secret or store.setting("webhook_secret"), at)
    headers = {"Content-Type": "application/json", "Stripe-Signature": signed}
    url = store.setting("webhook_url")
    try:
        request = Request(url, data=raw, headers=headers, method="POST")  # noqa: S310 - set by us
        with build_opener(ProxyHandler({})).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return int(answer.status)
    except HTTPError as refusal:
        return refusal.code
    except (URLError, OSError, ValueError):
        return 0


def _deliver(store: Store, event_id: str) -> bool:
    if store.get("event", event_id) is None or not store.setting("webhook_url"):
        return True
    return 200 <= deliver_now(store, event_id) < 300
