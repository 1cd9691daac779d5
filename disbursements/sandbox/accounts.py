"""Vendors' accounts, the hosted form that makes them payable, and their payout methods."""

import secrets
from datetime import UTC, datetime
from typing import Any

from disbursements.sandbox import events, shapes
from disbursements.sandbox.errors import ApiError, invalid, not_found
from disbursements.sandbox.store import Store

INCLUDABLE = ("configuration", "defaults", "future_requirements", "identity", "requirements")
CREATE_FIELDS = {
    "account_token",
    "configuration",
    "contact_email",
    "contact_phone",
    "dashboard",
    "defaults",
    "display_name",
    "identity",
    "include",
    "metadata",
}


def create(store: Store, params: dict[str, Any]) -> dict[str, Any]:
    """POST /v2/core/accounts, for recipients only."""
    unknown = set(params) - CREATE_FIELDS
    if unknown:
        raise invalid(f"Unknown fields: {', '.join(sorted(unknown))}.")
    if "recipient" not in params.get("configuration", {}):
        raise invalid("This stand-in knows recipients only.")
    if "@" not in str(params.get("contact_email", "")):
        raise invalid("contact_email is needed.")
    account = shapes.account(params)
    store.put("account", account)
    return included(account, params.get("include", []))


def retrieve(store: Store, account_id: str, include: list[str]) -> dict[str, Any]:
    """GET /v2/core/accounts/:id; what was not asked to be included is null."""
    return included(_account(store, account_id), include)


def included(account: dict[str, Any], include: list[str]) -> dict[str, Any]:
    """The account with null for every part that was not asked for."""
    asked = {name.split(".")[0] for name in include}
    hidden = [name for name in INCLUDABLE if name not in asked]
    return {**account, **dict.fromkeys(hidden)}


def create_link(store: Store, params: dict[str, Any], base_url: str) -> dict[str, Any]:
    """POST /v2/core/account_links."""
    case = params.get("use_case", {})
    if case.get("type") != "account_onboarding":
        raise invalid("This stand-in knows account_onboarding only.")
    if not case.get("account_onboarding", {}).get("refresh_url"):
        raise invalid("refresh_url is needed.")
    _account(store, str(params.get("account")))
    token = secrets.token_urlsafe(18)
    link = shapes.account_link(params, f"{base_url}/onboarding/{token}")
    store.put("link", {"id": token, "used": False, "link": link})
    return link


def open_link(store: Store, token: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The account and the link behind a token; None when unknown, used or too old."""
    kept = store.get("link", token)
    if kept is None or kept["used"]:
        return None
    if datetime.fromisoformat(kept["link"]["expires_at"]) < datetime.now(UTC):
        return None
    return _account(store, kept["link"]["account"]), kept["link"]


def way_back(store: Store, token: str) -> str:
    """Where a used or outdated link sends its reader for a fresh one; empty when unknown."""
    kept = store.get("link", token)
    return str(kept["link"]["use_case"]["account_onboarding"]["refresh_url"]) if kept else ""


def use_link(store: Store, token: str) -> str:
    """Finish the hosted form and return the address to go back to. Raises ApiError."""
    with store.changing():
        found = open_link(store, token)
        if found is None:
            raise not_found("link")
        account, link = found
        store.put("link", {"id": token, "used": True, "link": link})
        onboard(store, account["id"])
    case = link["use_case"]["account_onboarding"]
    return str(case["return_url"] or case["refresh_url"])


def onboard(store: Store, account_id: str) -> None:
    """Give the vendor a bank account that exists nowhere, and make it payable."""
    with store.changing():
        account = _account(store, account_id)
        method = shapes.payout_method()
        store.put("payout_method", {"id": method["id"], "owner": account_id, "method": method})
        account["configuration"]["recipient"] = shapes.recipient("active")
        account["defaults"]["payout_methods"] = {"usd": method["id"]}
        account["requirements"] = shapes.requirements([])
        store.put("account", account)
        events.emit(
            store,
            "v2.core.account[configuration.recipient].capability_status_updated",
            account,
            data={"updated_capability": "bank_accounts.local"},
        )


def payout_methods(store: Store, owner: str) -> list[dict[str, Any]]:
    """The payout methods in the context of one account, newest first."""
    return [one["method"] for one in store.every("payout_method") if one["owner"] == owner]


def payout_method(store: Store, owner: str, method_id: str) -> dict[str, Any]:
    """One payout method; it is found only in its owner's context."""
    kept = store.get("payout_method", method_id)
    if kept is None or kept["owner"] != owner:
        raise not_found("payout method")
    method: dict[str, Any] = kept["method"]
    return method


def payable(store: Store, account_id: str, method_id: str | None) -> dict[str, Any]:
    """The account, when this payout method can be paid. Raises ApiError as Stripe would."""
    account = _account(store, account_id)
    local = account["configuration"]["recipient"]["capabilities"]["bank_accounts"]["local"]
    if local["status"] != "active":
        raise ApiError(400, "feature_not_enabled", "The recipient cannot be paid yet.")
    owned = {method["id"] for method in payout_methods(store, account_id)}
    if (method_id or account["defaults"]["payout_methods"]["usd"]) not in owned:
        raise ApiError(400, "invalid_payout_method", "The payout method cannot be used.")
    return account


def _account(store: Store, account_id: str) -> dict[str, Any]:
    account = store.get("account", account_id)
    if account is None:
        raise not_found("account")
    return account
