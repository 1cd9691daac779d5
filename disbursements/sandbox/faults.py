"""Troubles on demand, each for the next N calls.

drop_reply       do the work, then close the connection without a word
delay            do the work, answer after `seconds`
error_500        answer 500 and do nothing
error_500_after  do the work, then answer 500
rate_limit       answer 429 and do nothing
wrong_amount     pay a cent more than was asked
webhook_lose, webhook_duplicate, webhook_reorder   for the next N events

With a `share` below 1 a trouble meets only that part of the calls, chosen by its `seed`.
"""

import json
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from disbursements.sandbox.errors import invalid
from disbursements.sandbox.store import Store

API_KINDS = ("drop_reply", "delay", "error_500", "error_500_after", "rate_limit", "wrong_amount")
KINDS = (*API_KINDS, "webhook_lose", "webhook_duplicate", "webhook_reorder")


def add(store: Store, wish: dict[str, Any]) -> None:
    """Arm a fault; API faults meet the `method` and `path` (a `*` is anything), by default the
    calls that make a payment."""
    if wish.get("kind") not in KINDS:
        raise invalid(f"A fault is one of {', '.join(KINDS)}.")
    body = {
        "method": wish.get("method", "POST"),
        "path": wish.get("path", "/v2/money_management/outbound_payments"),
        "seconds": float(wish.get("seconds", 1.0)),
        "share": float(wish.get("share", 1.0)),
        "seed": int(wish.get("seed", 0)),
    }
    store.rows(
        "INSERT INTO faults (kind, calls, body) VALUES (?, ?, ?)",
        wish["kind"],
        int(wish.get("calls", 1)),
        json.dumps(body),
    )


def take(store: Store, kind: str) -> dict[str, Any] | None:
    """Use up one call of the oldest armed fault of this kind."""
    return _use(store, [row for row in _armed(store) if row[1] == kind])


def take_for_call(store: Store, method: str, path: str) -> dict[str, Any] | None:
    """Use up one call of the oldest fault armed for this API call."""
    return _use(
        store,
        [
            row
            for row in _armed(store)
            if row[1] in API_KINDS
            and fnmatchcase(method, row[3]["method"])
            and fnmatchcase(path, row[3]["path"])
        ],
    )


def clear(store: Store) -> None:
    """Disarm everything."""
    store.rows("DELETE FROM faults")


def _armed(store: Store) -> list[tuple[int, str, int, dict[str, Any]]]:
    found = store.rows("SELECT seq, kind, calls, body FROM faults WHERE calls > 0 ORDER BY seq")
    return [(seq, kind, calls, json.loads(body)) for seq, kind, calls, body in found]


def _use(store: Store, armed: list[tuple[int, str, int, dict[str, Any]]]) -> dict[str, Any] | None:
    if not armed:
        return None
    seq, kind, calls, body = armed[0]
    store.rows("UPDATE faults SET calls = calls - 1 WHERE seq = ?", seq)
    spared = Random(f"{body['seed']}:{calls}").random() >= body["share"]
    return None if spared else {"kind": kind, **body}
