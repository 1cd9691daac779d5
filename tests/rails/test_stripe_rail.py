"""The Stripe rail, spoken to the stand-in over HTTP by Stripe's own SDK."""

import threading

import pytest
import stripe

from disbursements.rails.base import (
    Accepted,
    Payee,
    PaymentOrder,
    RailUnreachable,
    Refused,
    Unknown,
)
from disbursements.rails.stripe import StripeRail, client_for
from disbursements.rails.stripe.refusals import outcome_of
from fund.references import payment_reference
from tests.rails.contract import RailContract
from tests.rails.sandbox_fixture import API_KEY, FINANCIAL_ACCOUNT, SandboxProcess, wait_until

ALLOWED_BODY = {
    "from": {"financial_account": str, "currency": str},
    "to": {"recipient": str, "payout_method": str, "currency": str},
    "amount": {"value": int, "currency": str},
    "statement_descriptor": str,
    "metadata": {"reference": str},
    "recipient_notification": {"setting": str},
}


class TestContract(RailContract):
    @pytest.fixture(autouse=True)
    def world(self, sandbox: SandboxProcess) -> None:
        self.sandbox = sandbox

    @pytest.fixture
    def rail(self, sandbox: SandboxProcess) -> StripeRail:
        return sandbox.rail()

    def payee(self) -> Payee:
        account, method = self.sandbox.vendor()
        return Payee(account, method, "Harbor Motel", ("1 Pier Road", "Portland ME 04101"))

    def recipient(self, payee: Payee) -> str:
        return payee.provider_recipient

    def lose_replies(self) -> None:
        self.sandbox.fault("drop_reply", calls=3)

    def heal(self) -> None:
        self.sandbox.calm()


def an_order(
    sandbox: SandboxProcess, name: str = "Harbor Motel", cents: int = 5_000
) -> PaymentOrder:
    account, method = sandbox.vendor(name)
    reference = payment_reference()
    return PaymentOrder(reference, f"{reference}-1", cents, Payee(account, method, name, ("x",)))


def test_nothing_but_the_allowed_fields_leaves(sandbox: SandboxProcess) -> None:
    order = an_order(sandbox)
    sandbox.rail().send(order)
    sent = next(
        one
        for one in reversed(sandbox.requests())
        if one["path"] == "/v2/money_management/outbound_payments" and one["method"] == "POST"
    )
    body = sent["body"]
    assert {name: shape(value) for name, value in body.items()} == ALLOWED_BODY
    assert body["metadata"] == {"reference": order.reference}
    assert body["statement_descriptor"] == order.reference
    assert body["recipient_notification"] == {"setting": "none"}
    assert sent["headers"]["idempotency-key"] == order.idempotency_key
    assert order.payee.remit_name not in str(sent)


def shape(value: object) -> object:
    return {k: shape(v) for k, v in value.items()} if isinstance(value, dict) else type(value)


def test_no_telemetry_leaves(sandbox: SandboxProcess) -> None:
    rail = sandbox.rail()
    for _ in range(2):
        rail.send(an_order(sandbox))
    headers = sandbox.requests()[-1]["headers"]
    assert "x-stripe-client-telemetry" not in headers
    assert "platform" not in headers["x-stripe-client-user-agent"]
    assert "telemetry_id" not in headers["x-stripe-client-user-agent"]


def test_one_lost_reply_is_healed_by_the_retry_under_the_same_key(sandbox: SandboxProcess) -> None:
    order = an_order(sandbox)
    sandbox.fault("drop_reply", calls=1)
    assert isinstance(sandbox.rail().send(order), Accepted)
    assert [one["metadata"] for one in sandbox.payments()].count(
        {"reference": order.reference}
    ) == 1


@pytest.mark.parametrize("kind", ["error_500", "error_500_after", "rate_limit"])
def test_a_server_in_trouble_leaves_the_outcome_unknown(sandbox: SandboxProcess, kind: str) -> None:
    order = an_order(sandbox)
    sandbox.fault(kind, calls=3)
    assert isinstance(sandbox.rail().send(order), Unknown)
    sandbox.calm()
    assert isinstance(sandbox.rail().send(order), Accepted)
    assert [one["metadata"] for one in sandbox.payments()].count(
        {"reference": order.reference}
    ) == 1


def test_a_call_still_in_progress_under_the_key_is_unknown(sandbox: SandboxProcess) -> None:
    order = an_order(sandbox)
    sandbox.fault("delay", calls=1, seconds=20)
    client = client_for(api_key=API_KEY, api_base=sandbox.url, sandbox=True, timeout_seconds=0.5)
    outcome = StripeRail(client, FINANCIAL_ACCOUNT).send(order)
    assert outcome == Unknown("Stripe answered 409.")
    assert [one["metadata"] for one in sandbox.payments()].count(
        {"reference": order.reference}
    ) == 1


def test_no_server_at_all_is_unknown_and_questions_raise() -> None:
    client = client_for(
        api_key=API_KEY, api_base="http://127.0.0.1:9", sandbox=True, timeout_seconds=0.5
    )
    rail = StripeRail(client, FINANCIAL_ACCOUNT)
    reference = payment_reference()
    order = PaymentOrder(reference, f"{reference}-1", 100, Payee("acct_test_1", "usba_test_1"))
    assert isinstance(rail.send(order), Unknown)
    with pytest.raises(RailUnreachable):
        rail.look_up("obp_test_1")


def test_a_wrong_key_says_nothing_about_an_earlier_try(sandbox: SandboxProcess) -> None:
    client = client_for(api_key="nonsense", api_base=sandbox.url, sandbox=True)
    assert isinstance(StripeRail(client, FINANCIAL_ACCOUNT).send(an_order(sandbox)), Unknown)


def test_too_little_money_is_refused_for_now_and_goes_through_later(
    sandbox: SandboxProcess,
) -> None:
    order = an_order(sandbox, cents=2_000_000_00)
    outcome = sandbox.rail().send(order)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.final) == ("insufficient_funds", False)
    sandbox.settings(balance_cents=9_000_000_00)
    assert isinstance(sandbox.rail().send(order), Accepted)
    sandbox.ask("POST", f"/sandbox/payments/{sandbox.payments()[0]['id']}/cancel")


def test_a_blocked_vendor_is_refused_for_good(sandbox: SandboxProcess) -> None:
    outcome = sandbox.rail().send(an_order(sandbox, "Refuses Ltd"))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.final) == ("blocked_by_stripe", True)


def test_a_payout_method_of_another_vendor_is_refused_for_good(sandbox: SandboxProcess) -> None:
    order, other = an_order(sandbox), sandbox.vendor("Other Vendor")
    mixed = Payee(order.payee.provider_recipient, other[1])
    outcome = sandbox.rail().send(PaymentOrder(order.reference, order.idempotency_key, 100, mixed))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.final) == ("invalid_payout_method", True)


def test_a_vendor_that_has_not_finished_is_refused_for_now(sandbox: SandboxProcess) -> None:
    account = sandbox.recipients().create("Slow Vendor", "slow@vendor.test", key="slow-vendor-1")
    reference = payment_reference()
    payee = Payee(account, "usba_test_none")
    outcome = sandbox.rail().send(PaymentOrder(reference, f"{reference}-1", 100, payee))
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.final) == ("feature_not_enabled", False)


def test_an_error_in_unknown_words_is_unknown() -> None:
    body = {"error": {"type": "brand_new", "code": "brand_new", "message": "?"}}
    error = stripe.StripeError("?", http_status=400, json_body=body)
    assert isinstance(outcome_of(error), Unknown)


def test_a_reply_with_another_amount_is_unknown(sandbox: SandboxProcess) -> None:
    order = an_order(sandbox, cents=500)
    sandbox.fault("wrong_amount")
    outcome = sandbox.rail().send(order)
    assert isinstance(outcome, Unknown)
    assert "not the order" in outcome.why
    assert sandbox.payments()[0]["amount"]["value"] == 501


def test_posted_then_returned_is_seen_with_its_reason_and_moment(sandbox: SandboxProcess) -> None:
    rail = sandbox.rail()
    outcome = rail.send(an_order(sandbox))
    assert isinstance(outcome, Accepted)
    sandbox.post_now(outcome.provider_reference)
    posted = rail.look_up(outcome.provider_reference)
    sandbox.return_now(outcome.provider_reference, "payout_method_closed")
    returned = rail.look_up(outcome.provider_reference)
    assert posted and returned
    assert (posted.state, posted.reason) == ("posted", "")
    assert (returned.state, returned.reason) == ("returned", "payout_method_closed")
    assert returned.at >= posted.at


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("Harbor Motel", ["posted"]),
        ("Fails Motel", ["failed"]),
        ("Returns Motel", ["posted", "returned"]),
        ("Holds Motel", ["processing"]),
    ],
)
def test_a_training_vendors_name_says_what_becomes_of_its_payment(
    sandbox: SandboxProcess, name: str, states: list[str]
) -> None:
    sandbox.settings(post_after=0.05, return_after=0.3)
    rail = sandbox.rail()
    outcome = rail.send(an_order(sandbox, name))
    assert isinstance(outcome, Accepted)
    for state in states:
        wait_until(lambda state=state: state_of(rail, outcome.provider_reference) == state)  # type: ignore[misc]


def state_of(rail: StripeRail, payment_id: str) -> str:
    settlement = rail.look_up(payment_id)
    return settlement.state if settlement else ""


def test_many_threads_with_one_key_make_one_payment(sandbox: SandboxProcess) -> None:
    order = an_order(sandbox)
    outcomes: list[object] = []

    def pay() -> None:
        outcomes.append(sandbox.rail().send(order))

    threads = [threading.Thread(target=pay) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8
    assert len({one.provider_reference for one in outcomes if isinstance(one, Accepted)}) == 1
    assert [one["metadata"] for one in sandbox.payments()].count(
        {"reference": order.reference}
    ) == 1


def test_find_reads_every_page(sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("disbursements.rails.stripe.payments.PAGE", 2)
    rail, order = sandbox.rail(), an_order(sandbox, cents=1)
    rail.send(order)
    for _ in range(5):
        reference = payment_reference()
        rail.send(PaymentOrder(reference, f"{reference}-1", 1, order.payee))
    assert len(TestContract().found(rail, order)) == 1
