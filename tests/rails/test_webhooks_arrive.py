"""The stand-in pushes thin events as Stripe does: signed, repeated, sometimes late or never."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from stripe import StripeClient
from stripe.events import (
    V2CoreAccountIncludingConfigurationRecipientCapabilityStatusUpdatedEventNotification,
    V2MoneyManagementOutboundPaymentPostedEventNotification,
)

from disbursements.rails.base import Accepted, Payee, PaymentOrder
from disbursements.rails.stripe import Notification, client_for, parse_notification
from fund.references import payment_reference
from tests.rails.sandbox_fixture import API_KEY, SandboxProcess, wait_until

SECRET = "whsec_training"
POSTED = "v2.money_management.outbound_payment.posted"
RETURNED = "v2.money_management.outbound_payment.returned"


class Inbox:
    """A real HTTP server that keeps what it is sent and answers what it is told to."""

    def __init__(self) -> None:
        self.raw: list[tuple[bytes, str]] = []
        self.answers: list[int] = []
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                inbox.raw.append((raw, self.headers["Stripe-Signature"]))
                self.send_response(inbox.answers.pop(0) if inbox.answers else 200)
                self.end_headers()

            def log_message(self, *args: object, **kwargs: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def notes(self) -> list[Notification]:
        now = datetime.now(UTC)
        return [parse_notification(raw, signature, SECRET, now) for raw, signature in self.raw]

    def types(self, payment_id: str) -> list[str]:
        return [note.type for note in self.notes() if note.related_id == payment_id]


@pytest.fixture
def inbox(sandbox: SandboxProcess) -> Iterator[Inbox]:
    inbox = Inbox()
    sandbox.set_webhook(inbox.url, SECRET)
    yield inbox
    sandbox.set_webhook("", "")
    inbox.server.shutdown()
    inbox.server.server_close()


@pytest.fixture
def client(sandbox: SandboxProcess) -> StripeClient:
    return client_for(api_key=API_KEY, api_base=sandbox.url, sandbox=True)


def pay(sandbox: SandboxProcess) -> str:
    reference = payment_reference()
    order = PaymentOrder(reference, f"{reference}-1", 700, Payee(*sandbox.vendor()))
    outcome = sandbox.rail().send(order)
    assert isinstance(outcome, Accepted)
    return outcome.provider_reference


def test_a_posted_payment_is_announced_by_a_signed_thin_event(
    sandbox: SandboxProcess, inbox: Inbox
) -> None:
    payment = pay(sandbox)
    sandbox.post_now(payment)
    wait_until(lambda: POSTED in inbox.types(payment))
    assert b"700" not in inbox.raw[-1][0]
    assert b"amount" not in inbox.raw[-1][0]


def test_stripes_own_parser_reads_it_and_fetches_the_payment(
    sandbox: SandboxProcess, inbox: Inbox, client: StripeClient
) -> None:
    payment = pay(sandbox)
    sandbox.post_now(payment)
    wait_until(lambda: POSTED in inbox.types(payment))
    raw, signature = inbox.raw[-1]
    note = client.parse_event_notification(raw, signature, SECRET)
    assert isinstance(note, V2MoneyManagementOutboundPaymentPostedEventNotification)
    assert note.fetch_related_object().id == payment
    assert note.fetch_event().id == note.id


def test_a_receiver_in_trouble_is_tried_again(sandbox: SandboxProcess, inbox: Inbox) -> None:
    payment = pay(sandbox)
    wait_until(lambda: len(inbox.types(payment)) == 1)
    inbox.answers = [500, 503]
    sandbox.post_now(payment)
    wait_until(lambda: inbox.types(payment).count(POSTED) == 3)
    wait_until(lambda: sandbox.deliveries() == [])


@pytest.mark.parametrize(("fault", "copies"), [("webhook_duplicate", 2), ("webhook_lose", 0)])
def test_an_event_can_be_doubled_or_lost(
    sandbox: SandboxProcess, inbox: Inbox, fault: str, copies: int
) -> None:
    payment = pay(sandbox)
    sandbox.fault(fault)
    sandbox.post_now(payment)
    sandbox.return_now(payment)
    wait_until(lambda: RETURNED in inbox.types(payment))
    assert inbox.types(payment).count(POSTED) == copies


def test_returned_can_arrive_before_posted(sandbox: SandboxProcess, inbox: Inbox) -> None:
    payment = pay(sandbox)
    wait_until(lambda: len(inbox.types(payment)) == 1)
    sandbox.fault("webhook_reorder")
    sandbox.post_now(payment)
    sandbox.return_now(payment)
    wait_until(lambda: len(inbox.types(payment)) == 3, seconds=3)
    assert inbox.types(payment)[1:] == [RETURNED, POSTED]


def test_a_vendor_that_finishes_is_announced(
    sandbox: SandboxProcess, inbox: Inbox, client: StripeClient
) -> None:
    account, _ = sandbox.vendor()
    wait_until(lambda: len(inbox.types(account)) == 1)
    note = client.parse_event_notification(*inbox.raw[-1], SECRET)
    assert isinstance(
        note, V2CoreAccountIncludingConfigurationRecipientCapabilityStatusUpdatedEventNotification
    )
    assert note.fetch_event().data.updated_capability == "bank_accounts.local"
