"""What Stripe did not just sign for this endpoint is answered 400, costs little and changes
nothing."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import stripe as sdk
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from disbursements import sending
from disbursements.models import Disbursement, ProviderEvent
from disbursements.webhooks import LARGEST_BODY
from fund.models import AuditEvent, JournalEntry
from tests.disbursements.provider import NOT_PUSHED, apply_stored, at_provider, events
from tests.disbursements.stripe_cast import WEBHOOK_SECRET, Pay
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)
SNAPSHOT = {"object": "event", "data": {"object": {}}, "created": 1_700_000_000}


@cache
def _client() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@dataclass(frozen=True)
class Letter:
    """One request to our address: a body, when and with which secret it was signed."""

    raw: bytes
    secret: str = WEBHOOK_SECRET
    ago: int = 0

    @property
    def signature(self) -> str:
        at = int(time.time()) - self.ago
        digest = hmac.new(self.secret.encode(), f"{at}.".encode() + self.raw, hashlib.sha256)
        return f"t={at},v1={digest.hexdigest()}"

    def post(self, signature: str = "") -> int:
        """Through every layer of the product, as from the network; the status."""
        client = _client()
        headers = {"Stripe-Signature": signature or self.signature}
        where = reverse("disbursements:webhook")
        answer = client.post(where, self.raw, content_type="application/json", headers=headers)
        return answer.status_code


@pytest.fixture
def posted(stripe: SandboxProcess, pay: Pay, settings: Any) -> dict[str, Any]:
    """The true thin event of a payment that was posted at Stripe, and is only sent here."""
    settings.ROOT_URLCONF = "fund.urls"
    payment = pay()
    sending.send_one(payment.pk)
    stripe.post_now(at_provider(stripe, payment)[0]["id"])
    event = events(stripe, payment)[-1]
    return {name: value for name, value in event.items() if name not in NOT_PUSHED}


def body(event: dict[str, Any], **other: Any) -> bytes:
    return json.dumps({**event, **other}).encode()


def everything() -> tuple[object, ...]:
    """What a notification could change."""
    return (
        list(Disbursement.objects.values("state", "provider_reference", "frozen_at")),
        ProviderEvent.objects.count(),
        ProcrastinateJob.objects.count(),
        AuditEvent.objects.count(),
        JournalEntry.objects.count(),
    )


BAD: dict[str, Callable[[dict[str, Any]], Letter]] = {
    "forged": lambda event: Letter(body(event), secret="whsec_guessed"),
    "signed with nothing": lambda event: Letter(body(event), secret=""),
    "replayed": lambda event: Letter(body(event), ago=301),
    "replayed after a year": lambda event: Letter(body(event), ago=31_536_000),
    "future-dated": lambda event: Letter(body(event), ago=-60),
    "for another endpoint": lambda event: Letter(body(event), secret="whsec_of_another_endpoint"),
    "a snapshot event": lambda event: Letter(body(event, **SNAPSHOT)),
    "of real money": lambda event: Letter(body(event, livemode=True)),
    "no event": lambda event: Letter(b"[]"),
    "no JSON": lambda event: Letter(b"\x00\xff"),
    "too large": lambda event: Letter(body(event, more="x" * LARGEST_BODY)),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_notification_is_answered_400_and_changes_nothing(
    posted: dict[str, Any], kind: str
) -> None:
    before = everything()
    assert BAD[kind](posted).post() == 400
    apply_stored()
    assert everything() == before


def test_the_true_one_is_taken(posted: dict[str, Any]) -> None:
    assert Letter(body(posted)).post() == 200
    apply_stored()
    assert Disbursement.objects.get().state == "posted"


def test_a_test_event_is_refused_where_the_key_moves_real_money(
    posted: dict[str, Any], settings: Any
) -> None:
    settings.STRIPE_SECRET_KEY = "sk_" + "live_0000"
    assert Letter(body(posted)).post() == 400
    assert Letter(body(posted, livemode=True)).post() == 200


def test_a_replay_within_five_minutes_is_answered_and_changes_nothing(
    posted: dict[str, Any],
) -> None:
    """Stripe itself repeats what it thinks was lost, so a repetition is no fault."""
    letter = Letter(body(posted))
    signature = letter.signature
    assert letter.post(signature) == 200
    apply_stored()
    before = everything()
    assert letter.post(signature) == 200
    apply_stored()
    assert everything() == before


def test_a_flood_of_forged_ones_asks_the_database_nothing(
    posted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    really = sdk.WebhookSignature._compute_signature

    def counted(payload: Any, secret: Any) -> Any:
        hashed.append(secret)
        return really(payload, secret)

    def never(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a forged body was read")

    monkeypatch.setattr(sdk.WebhookSignature, "_compute_signature", staticmethod(counted))
    monkeypatch.setattr("disbursements.rails.stripe.notifications.json.loads", never)
    letter = Letter(body(posted), secret="whsec_guessed")
    forged = [letter.signature, letter.signature + ",v1=00" * 200, "t=1", "", "t=,v1=", "v1=" * 99]
    with CaptureQueriesContext(connection) as asked:
        begun = time.process_time()
        for number in range(300):
            assert letter.post(forged[number % len(forged)] or "none") == 400
        rate = 300 / (time.process_time() - begun)
    assert len(asked) == 0
    assert len(hashed) <= 300
    print(f"{rate:.0f} forged notifications refused in a second of one CPU, 0 queries")


def test_a_large_body_is_refused_before_it_is_read(
    posted: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(self: Any) -> bytes:
        raise AssertionError("a large body was read")

    monkeypatch.setattr("django.core.handlers.wsgi.WSGIRequest.body", property(never))
    assert Letter(b"x" * (LARGEST_BODY + 1)).post() == 400
