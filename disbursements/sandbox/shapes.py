"""Objects in the shape of Stripe's API version 2026-10-28.endive, for test mode."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

API_VERSION = "2026-10-28.endive"
FINANCIAL_ACCOUNT = "fa_sandbox"


def fresh_id(prefix: str) -> str:
    """A new id such as "obp_test_…"."""
    return f"{prefix}_test_{secrets.token_hex(14)}"


def now() -> str:
    """This moment as Stripe writes it: RFC 3339, UTC, milliseconds."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """An aware moment as Stripe writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def usd(cents: int) -> dict[str, Any]:
    """An amount in US cents."""
    return {"value": cents, "currency": "usd"}


def account(params: dict[str, Any]) -> dict[str, Any]:
    """A v2 account whose recipient configuration waits for bank details."""
    return {
        "id": fresh_id("acct"),
        "object": "v2.core.account",
        "applied_configurations": ["recipient"],
        "closed": False,
        "configuration": {"customer": None, "merchant": None, "recipient": recipient("restricted")},
        "contact_email": params.get("contact_email"),
        "contact_phone": None,
        "created": now(),
        "dashboard": "none",
        "defaults": {
            "currency": "usd",
            "locales": None,
            "payout_methods": {},
            "profile": None,
            "responsibilities": {
                "fees_collector": "application",
                "losses_collector": "application",
                "requirements_collector": "stripe",
            },
        },
        "display_name": params.get("display_name"),
        "future_requirements": None,
        "identity": identity(params.get("identity", {})),
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "requirements": requirements(["external_account"]),
    }


def identity(params: dict[str, Any]) -> dict[str, Any]:
    """Who the account belongs to, as far as this stand-in asks."""
    return {
        "attestations": None,
        "business_details": None,
        "country": params.get("country"),
        "entity_type": params.get("entity_type"),
        "individual": None,
    }


def recipient(status: str) -> dict[str, Any]:
    """The recipient configuration with its one capability, local bank transfer."""
    waiting = [{"code": "requirements_past_due", "resolution": "provide_info"}]
    local = {"status": status, "status_details": [] if status == "active" else waiting}
    others = ("ach", "fedwire", "fps", "rtp", "sepa", "swift")
    return {
        "applied": True,
        "capabilities": {
            "bank_accounts": {"local": local, **dict.fromkeys(others)},
            "cards": None,
            "stripe_balance": None,
        },
    }


def requirements(waiting_for: list[str]) -> dict[str, Any]:
    """What the account's owner still has to give."""
    entries = [
        {
            "awaiting_action_from": "user",
            "description": description,
            "errors": [],
            "impact": {"restricts_capabilities": None},
            "minimum_deadline": {"status": "past_due"},
            "reference": None,
            "requested_reasons": [{"code": "routine_onboarding"}],
        }
        for description in waiting_for
    ]
    summary = {"minimum_deadline": {"status": "past_due", "time": None}} if entries else None
    return {"alternatives": None, "entries": entries, "summary": summary}


def account_link(params: dict[str, Any], url: str) -> dict[str, Any]:
    """A single-use link to the hosted form, good for an hour."""
    case = params["use_case"]
    asked = case.get("account_onboarding") or {}
    return {
        "object": "v2.core.account_link",
        "account": params["account"],
        "created": now(),
        "expires_at": stamp(datetime.now(UTC) + timedelta(hours=1)),
        "livemode": False,
        "url": url,
        "use_case": {
            "type": case["type"],
            "account_onboarding": {
                "collection_options": asked.get("collection_options"),
                "refresh_url": asked.get("refresh_url", ""),
                "return_url": asked.get("return_url"),
            },
            "account_update": None,
        },
    }


def payout_method() -> dict[str, Any]:
    """A bank account that exists nowhere."""
    return {
        "id": fresh_id("usba"),
        "object": "v2.money_management.payout_method",
        "archived": False,
        "bank_account": {
            "bank_account_type": "checking",
            "bank_name": "Training Bank",
            "branch_number": None,
            "country": "us",
            "financial_connections_account": None,
            "last4": "6789",
            "routing_number": None,
            "supported_currencies": ["usd"],
            "swift_code": None,
        },
        "card": None,
        "created": now(),
        "latest_outbound_setup_intent": None,
        "livemode": False,
        "restricted": False,
        "type": "bank_account",
        "usage_status": {"payments": "eligible", "transfers": "ineligible"},
    }


def outbound_payment(params: dict[str, Any]) -> dict[str, Any]:
    """A payment that has just been taken: processing."""
    amount = params["amount"]["value"]
    return {
        "id": fresh_id("obp"),
        "object": "v2.money_management.outbound_payment",
        "amount": usd(amount),
        "cancelable": True,
        "created": now(),
        "description": params.get("description"),
        "expected_arrival_date": stamp(datetime.now(UTC) + timedelta(days=1)),
        "from": {"debited": usd(amount), "financial_account": FINANCIAL_ACCOUNT},
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "payout_intent": None,
        "recipient_notification": params.get("recipient_notification", {"setting": "configured"}),
        "recipient_verification": None,
        "statement_descriptor": params.get("statement_descriptor", "STRIPE"),
        "status": "processing",
        "status_details": None,
        "status_transitions": {
            "canceled_at": None,
            "failed_at": None,
            "posted_at": None,
            "returned_at": None,
        },
        "to": {
            "credited": usd(amount),
            "payout_method": params["to"].get("payout_method"),
            "payout_method_options": None,
            "recipient": params["to"]["recipient"],
        },
        "tracking_details": None,
    }


def financial_account(available: int, pending: int) -> dict[str, Any]:
    """The fund's one account at Stripe; both in US cents."""
    return {
        "id": FINANCIAL_ACCOUNT,
        "object": "v2.money_management.financial_account",
        "balance": {
            "available": {"usd": usd(available)},
            "inbound_pending": {"usd": usd(0)},
            "outbound_pending": {"usd": usd(pending)},
        },
        "country": "us",
        "created": "2026-01-01T00:00:00.000Z",
        "display_name": "Training account",
        "livemode": False,
        "metadata": {},
        "other": None,
        "status": "open",
        "storage": {"deposit_insurance_eligibility": None, "holds_currencies": ["usd"]},
        "type": "storage",
    }


def event(kind: str, related: dict[str, Any], request: dict[str, str] | None) -> dict[str, Any]:
    """A v2 event about `related`; `request` is the API call that caused it, if one did."""
    paths = {
        "v2.core.account": "/v2/core/accounts/",
        "v2.money_management.outbound_payment": "/v2/money_management/outbound_payments/",
    }
    return {
        "id": fresh_id("evt"),
        "object": "v2.core.event",
        "changes": None,
        "context": None,
        "created": now(),
        "livemode": False,
        "reason": {"type": "request", "request": request} if request else None,
        "related_object": {
            "id": related["id"],
            "type": related["object"],
            "url": paths[related["object"]] + related["id"],
        },
        "snapshot_event": None,
        "type": kind,
    }
