"""Events: kept for fetching, queued for delivery; the webhook faults act here."""

import time
from typing import Any

from disbursements.sandbox import faults, shapes
from disbursements.sandbox.store import Store

HOLD_SECONDS = 5.0
NOT_PUSHED = ("changes", "data", "snapshot_event")


def emit(
    store: Store,
    kind: str,
    related: dict[str, Any],
    request: dict[str, str] | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Record that something happened to an object and queue its notification."""
    event = shapes.event(kind, related, request)
    if data is not None:
        event["data"] = data
    store.put("event", event)
    if store.setting("webhook_url"):
        queue(store, event["id"])


def queue(store: Store, event_id: str) -> None:
    """Queue one delivery: none when it is to be lost, two when doubled, late when reordered."""
    if faults.take(store, "webhook_lose"):
        return
    held = faults.take(store, "webhook_reorder") is not None
    due = time.time() + (HOLD_SECONDS if held else 0)
    copies = 2 if faults.take(store, "webhook_duplicate") else 1
    for _ in range(copies):
        store.rows(
            "INSERT INTO deliveries (event, due, tries, held) VALUES (?, ?, 0, ?)",
            event_id,
            due,
            held,
        )


def thin(event: dict[str, Any]) -> dict[str, Any]:
    """What is pushed: which event, about what; the rest must be fetched."""
    return {name: value for name, value in event.items() if name not in NOT_PUSHED}
