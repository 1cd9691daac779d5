"""Deliveries of thin events: signed as Stripe signs, tried again until somebody answers 2xx."""

import hashlib
import hmac
import json
import time
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

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


def _deliver(store: Store, event_id: str) -> bool:
    event = store.get("event", event_id)
    url = store.setting("webhook_url")
    if event is None or not url:
        return True
    raw = json.dumps(thin(event)).encode()
    signed = signature(raw, store.setting("webhook_secret"), int(time.time()))
    headers = {"Content-Type": "application/json", "Stripe-Signature": signed}
    request = Request(url, data=raw, headers=headers, method="POST")  # noqa: S310 - set by us
    try:
        with build_opener(ProxyHandler({})).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return 200 <= int(answer.status) < 300
    except (URLError, OSError, ValueError):
        return False
