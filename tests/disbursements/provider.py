"""How tests speak for the provider, and what must hold whatever happened on the way."""

import hashlib
import hmac
import json
import time
from typing import Any

from django.test import Client

from applications.models import AwardLine
from applications.states import LineState
from disbursements import following, sending
from disbursements.models import Disbursement, ProviderEvent
from fund import books
from fund.models import AuditEvent, Encumbrance, EncumbranceState, JournalEntry
from tests.disbursements.stripe_cast import WEBHOOK_SECRET
from tests.rails.sandbox_fixture import SandboxProcess

NOT_PUSHED = ("changes", "data", "snapshot_event")


def events(stripe: SandboxProcess, payment: Disbursement) -> list[dict[str, Any]]:
    """Every event about a payment, oldest first."""
    ids = [one["id"] for one in at_provider(stripe, payment)]
    found = [e for e in stripe.ask("GET", "/sandbox/events") if e["related_object"]["id"] in ids]
    return sorted(found, key=lambda event: str(event["created"]))


def deliver(event: dict[str, Any], *, secret: str = WEBHOOK_SECRET, at: int | None = None) -> int:
    """Deliver a thin event, signed; the status that was answered."""
    raw = json.dumps({k: v for k, v in event.items() if k not in NOT_PUSHED}).encode()
    at = at or int(time.time())
    digest = hmac.new(secret.encode(), f"{at}.".encode() + raw, hashlib.sha256).hexdigest()
    answer = Client(enforce_csrf_checks=True).post(
        "/stripe/",
        data=raw,
        content_type="application/json",
        headers={"Stripe-Signature": f"t={at},v1={digest}"},
    )
    return answer.status_code


def apply_stored() -> None:
    """What the worker's jobs do with stored events."""
    for pk in following.unapplied():
        following.apply_event(pk)


def at_provider(stripe: SandboxProcess, payment: Disbursement) -> list[dict[str, Any]]:
    """What the provider holds under our reference: more than one would be money paid twice."""
    every = stripe.payments()
    return [one for one in every if one["metadata"].get("reference") == payment.reference]


def settle(stripe: SandboxProcess, payment: Disbursement) -> Disbursement:
    """Send what is due, let the provider pay, follow up; the payment as it is then."""
    sending.send_due()
    for one in at_provider(stripe, payment):
        if one["status"] == "processing":
            stripe.post_now(one["id"])
    apply_stored()
    following.follow(payment.pk)
    return Disbursement.objects.get(pk=payment.pk)


def entries(payment: Disbursement) -> list[str]:
    """The kinds of journal entries of a payment, in order."""
    found = JournalEntry.objects.filter(subject=payment.reference).order_by("id")
    return list(found.values_list("kind", flat=True))


def acts(payment: Disbursement) -> list[str]:
    """What the audit trail says of a payment, in order, without its room."""
    found = AuditEvent.objects.filter(subject=payment.reference).order_by("id")
    return [act.removeprefix("payment.") for act in found.values_list("act", flat=True)]


def assert_paid_once(stripe: SandboxProcess, payment: Disbursement) -> None:
    """One payment at the provider, one posting, the line paid, nothing reserved for it."""
    payment.refresh_from_db()
    line = AwardLine.objects.get(pk=payment.award_line_id)
    assert len(at_provider(stripe, payment)) == 1
    assert payment.state == "posted"
    assert entries(payment) == ["payment"]
    assert line.state == LineState.PAID
    assert not reserved(line)
    assert_books_whole(payment)


def reserved(line: AwardLine) -> int:
    """Cents that are reserved for a line now."""
    found = Encumbrance.objects.filter(subject=line.reference, state=EncumbranceState.OPEN)
    return sum(found.values_list("amount_cents", flat=True))


def assert_books_whole(payment: Disbursement) -> None:
    """Money is either spent or still there: $10,000 were given, and no cent was lost."""
    (balance,) = books.balances()
    assert balance.cash_cents + balance.spent_cents == 10_000_00
    assert balance.available_cents == balance.cash_cents - balance.encumbered_cents


def stored() -> list[ProviderEvent]:
    """Events that were kept."""
    return list(ProviderEvent.objects.all())
