"""The stand-in pages its lists and counts calls, as Stripe does; the rail copes with both."""

from datetime import UTC, datetime, timedelta

import pytest
import stripe

from disbursements.rails.base import Accepted, Payee, PaymentOrder, Unknown
from disbursements.rails.stripe import client_for
from fund.references import payment_reference
from tests.rails.sandbox_fixture import API_KEY, SandboxProcess


def order(payee: Payee, cents: int = 700) -> PaymentOrder:
    reference = payment_reference()
    return PaymentOrder(reference, f"{reference}-1", cents, payee)


def test_a_payment_is_found_behind_the_first_page(sandbox: SandboxProcess) -> None:
    payee, rail = Payee(*sandbox.vendor()), sandbox.rail()
    oldest = order(payee)
    rail.send(oldest)
    for _ in range(101):
        rail.send(order(payee, 1))
    now, asked = datetime.now(UTC), len(sandbox.requests())
    found = rail.find(oldest, now - timedelta(hours=1), now + timedelta(hours=1))
    assert [one.reference for one in found] == [oldest.reference]
    assert len(sandbox.requests()) - asked == 2


def test_above_its_limit_it_answers_429_in_stripes_words(sandbox: SandboxProcess) -> None:
    client = client_for(api_key=API_KEY, api_base=sandbox.url, sandbox=True)
    account, _ = sandbox.vendor()
    sandbox.settings(calls_a_second=1)
    with pytest.raises(stripe.RateLimitError) as limited:
        for _ in range(50):
            client.v2.core.accounts.retrieve(account)
    assert limited.value.http_status == 429
    body = limited.value.json_body
    assert isinstance(body, dict)
    assert body["error"]["type"] == "rate_limit"


def test_an_order_above_the_limit_is_unknown_and_paid_under_the_same_key(
    sandbox: SandboxProcess,
) -> None:
    payee, rail = Payee(*sandbox.vendor()), sandbox.rail()
    sandbox.settings(calls_a_second=1)
    orders = [order(payee) for _ in range(6)]
    outcomes = [rail.send(one) for one in orders]
    assert Unknown("Stripe answered 429.") in outcomes
    sandbox.settings(calls_a_second=0)
    assert all(isinstance(rail.send(one), Accepted) for one in orders)
    ours = {one.reference for one in orders}
    there = [p["metadata"]["reference"] for p in sandbox.payments()]
    assert sorted(reference for reference in there if reference in ours) == sorted(ours)


def test_the_banks_file_has_a_line_for_what_left_and_one_for_what_came_back(
    sandbox: SandboxProcess,
) -> None:
    account, method = sandbox.vendor("Bay, Inn")
    one, rail = order(Payee(account, method), 123_45), sandbox.rail()
    accepted = rail.send(one)
    assert isinstance(accepted, Accepted)
    assert one.reference not in sandbox.bank_file().decode()
    sandbox.post_now(accepted.provider_reference)
    sandbox.return_now(accepted.provider_reference)
    lines = [line for line in sandbox.bank_file().decode().split("\r\n") if one.reference in line]
    assert [line.split(",", 1)[1] for line in lines] == [
        f'"Bay, Inn",-123.45,{one.reference}',
        f'"Bay, Inn",123.45,{one.reference}',
    ]


def test_a_trouble_with_a_share_meets_the_same_calls_under_the_same_seed(
    sandbox: SandboxProcess,
) -> None:
    client = client_for(api_key=API_KEY, api_base=sandbox.url, sandbox=True)
    account, _ = sandbox.vendor()

    def met() -> list[bool]:
        sandbox.calm()
        sandbox.fault(
            "rate_limit", calls=20, share=0.5, seed=7, method="GET", path="/v2/core/accounts/*"
        )
        return [_is_limited(client, account) for _ in range(20)]

    first = met()
    assert 3 < sum(first) < 17
    assert met() == first


def _is_limited(client: stripe.StripeClient, account: str) -> bool:
    try:
        client.v2.core.accounts.retrieve(account)
    except stripe.RateLimitError:
        return True
    return False
