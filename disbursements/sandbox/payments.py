"""Outbound payments: made, listed, moved from state to state.

A vendor's name steers training: "Fails" fails, "Returns" is posted and then returned, "Holds"
stays in processing, "Refuses" is refused at once; any other name is posted.
"""

import time
from datetime import datetime
from typing import Any

from disbursements.sandbox import accounts, events, shapes
from disbursements.sandbox.errors import ApiError, invalid, not_found
from disbursements.sandbox.store import Store

CREATE_FIELDS = {
    "amount",
    "description",
    "from",
    "metadata",
    "recipient_notification",
    "recipient_verification",
    "statement_descriptor",
    "to",
}
FILTERS = {"created", "limit", "page", "recipient", "status"}
MOVES = {"processing": ("posted", "failed", "canceled"), "posted": ("returned",)}
REASONS = {"failed": "payout_method_declined", "returned": "payout_method_closed"}
SPENT = ("processing", "posted")
EVENT = "v2.money_management.outbound_payment."


def create(store: Store, params: dict[str, Any], request: dict[str, str]) -> dict[str, Any]:
    """POST /v2/money_management/outbound_payments."""
    amount = _checked_amount(params)
    recipient = accounts.payable(
        store, params["to"]["recipient"], params["to"].get("payout_method")
    )
    name = recipient["display_name"] or ""
    if "Refuses" in name:
        raise ApiError(400, "blocked_by_stripe", "Payments to this recipient are blocked.")
    if amount > available_cents(store):
        raise ApiError(400, "insufficient_funds", "The balance is too low.")
    payment = shapes.outbound_payment(params)
    store.put("payment", payment)
    events.emit(store, EVENT + "created", payment, request)
    _plan(store, payment["id"], name)
    return payment


def retrieve(store: Store, payment_id: str) -> dict[str, Any]:
    """GET /v2/money_management/outbound_payments/:id."""
    payment = store.get("payment", payment_id)
    if payment is None:
        raise not_found("outbound payment")
    return payment


def matching(store: Store, query: dict[str, Any]) -> list[dict[str, Any]]:
    """All payments that pass the filters the SDK offers, newest first."""
    unknown = set(query) - FILTERS
    if unknown:
        raise invalid(f"Unknown filters: {', '.join(sorted(unknown))}.")
    found = store.every("payment")
    if "recipient" in query:
        found = [one for one in found if one["to"]["recipient"] == query["recipient"]]
    if "status" in query:
        found = [one for one in found if one["status"] in query["status"]]
    return [one for one in found if _within(one["created"], query.get("created", {}))]


def move(
    store: Store, payment_id: str, state: str, reason: str = "", request: Any = None
) -> dict[str, Any]:
    """Take a payment to its next state now. Raises ApiError for a move Stripe does not make."""
    with store.changing():
        payment = retrieve(store, payment_id)
        if state not in MOVES.get(payment["status"], ()):
            if state == "canceled":
                kind = "already_canceled" if payment["status"] == state else "not_cancelable"
                raise ApiError(400, kind, "The payment cannot be canceled.")
            raise invalid(f"A {payment['status']} payment cannot become {state}.")
        payment["status"] = state
        payment["cancelable"] = False
        payment["status_transitions"][f"{state}_at"] = shapes.now()
        if state in REASONS:
            payment["expected_arrival_date"] = None
            payment["status_details"] = _details(state, reason or REASONS[state])
        store.put("payment", payment)
        store.rows("DELETE FROM plans WHERE payment = ? AND state = ?", payment_id, state)
        events.emit(store, EVENT + state, payment, request)
    return payment


def overpay(store: Store, payment_id: str) -> dict[str, Any]:
    """Make a payment a cent larger than was asked, for those who must notice."""
    with store.changing():
        payment = retrieve(store, payment_id)
        payment["amount"]["value"] += 1
        store.put("payment", payment)
    return payment


def move_due(store: Store) -> None:
    """Make every planned move whose time has come."""
    due = store.rows(
        "SELECT seq, payment, state FROM plans WHERE due <= ? ORDER BY due, seq", time.time()
    )
    for seq, payment_id, state in due:
        with store.changing():
            store.rows("DELETE FROM plans WHERE seq = ?", seq)
            payment = retrieve(store, payment_id)
            if state in MOVES.get(payment["status"], ()):
                move(store, payment_id, state)


def available_cents(store: Store) -> int:
    """What the training account can still spend, in US cents."""
    return int(store.setting("balance_cents")) - sum(store.cents(status) for status in SPENT)


def financial_account(store: Store) -> dict[str, Any]:
    """GET /v2/money_management/financial_accounts/fa_sandbox."""
    return shapes.financial_account(available_cents(store), store.cents("processing"))


def _checked_amount(params: dict[str, Any]) -> int:
    unknown = set(params) - CREATE_FIELDS
    if unknown:
        raise invalid(f"Unknown fields: {', '.join(sorted(unknown))}.")
    try:
        source, value = params["from"], params["amount"]["value"]
        currencies = {source["currency"], params["amount"]["currency"]}
        params["to"]["recipient"]
    except (KeyError, TypeError):
        raise invalid("from, to and amount are needed.") from None
    if source.get("financial_account") != shapes.FINANCIAL_ACCOUNT:
        raise not_found("financial account")
    if currencies != {"usd"} or not isinstance(value, int) or value <= 0:
        raise invalid("An amount is a positive whole number of US cents.")
    if not 3 <= len(params.get("statement_descriptor", "STRIPE")) <= 22:
        raise invalid("statement_descriptor has 3 to 22 characters.")
    return int(value)


def _plan(store: Store, payment_id: str, name: str) -> None:
    wait = float(store.setting("post_after"))
    if wait < 0 or "Holds" in name:
        return
    steps = [(wait, "failed" if "Fails" in name else "posted")]
    if "Returns" in name:
        steps.append((wait + float(store.setting("return_after")), "returned"))
    for seconds, state in steps:
        store.rows(
            "INSERT INTO plans (payment, due, state) VALUES (?, ?, ?)",
            payment_id,
            time.time() + seconds,
            state,
        )


def _details(state: str, reason: str) -> dict[str, Any]:
    blank: dict[str, Any] = {"failed": None, "processing": None, "returned": None}
    return {**blank, state: {"reason": reason}}


def _within(created: str, window: dict[str, str]) -> bool:
    moment = datetime.fromisoformat(created)
    edges = {name: datetime.fromisoformat(value) for name, value in window.items()}
    return (
        ("gt" not in edges or moment > edges["gt"])
        and ("gte" not in edges or moment >= edges["gte"])
        and ("lt" not in edges or moment < edges["lt"])
        and ("lte" not in edges or moment <= edges["lte"])
    )
