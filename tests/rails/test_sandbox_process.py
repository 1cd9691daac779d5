"""The stand-in is a process: it keeps its memory, shows its pages and never meets a live key."""

import os
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import stripe

from disbursements.rails.base import Accepted, Payee, PaymentOrder
from disbursements.rails.stripe import (
    RecipientRefused,
    UnsafeStripeSettings,
    client_for,
    is_live_key,
)
from fund.references import payment_reference
from tests.rails.sandbox_fixture import ROOT, SandboxProcess

LIVE = "sk_" + "live_51AbCdEf"


def start_with(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "disbursements.sandbox", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_it_does_not_start_beside_a_live_key() -> None:
    done = start_with([], STRIPE_API_KEY=LIVE)
    assert done.returncode == 2
    assert "STRIPE_API_KEY" in done.stderr
    assert LIVE not in done.stderr
    assert done.stdout == ""


def test_it_does_not_start_with_a_live_key() -> None:
    assert start_with(["--api-key", LIVE.replace("sk_", "rk_")]).returncode == 2


def test_it_answers_no_live_key(sandbox: SandboxProcess) -> None:
    client = stripe.StripeClient(LIVE, base_addresses={"api": sandbox.url})
    with pytest.raises(stripe.PermissionError):
        client.v2.core.accounts.retrieve("acct_test_1")


def test_no_client_pairs_a_key_with_an_address_that_it_must_not_meet() -> None:
    with pytest.raises(UnsafeStripeSettings, match="live"):
        client_for(api_key=LIVE, api_base="http://127.0.0.1:1", sandbox=True)
    with pytest.raises(UnsafeStripeSettings, match="stand-in"):
        client_for(api_key="sk_test_1", sandbox=True)
    with pytest.raises(UnsafeStripeSettings, match="Stripe's own"):
        client_for(api_key="sk_test_1", api_base="https://stripe.example", sandbox=False)
    with pytest.raises(UnsafeStripeSettings, match="key"):
        client_for(api_key="", sandbox=False)


@pytest.mark.parametrize(
    ("key", "live"),
    [
        (LIVE, True),
        ("rk_" + "live_1", True),
        ("sk_" + "org_live_1", True),
        ("sk_test_live1", False),
        ("sk_test_alive", False),
        ("", False),
    ],
)
def test_a_live_key_is_told_from_a_test_key(key: str, live: bool) -> None:
    assert is_live_key(key) is live


def test_a_killed_stand_in_remembers_payments_keys_and_vendors(tmp_path: Path) -> None:
    sandbox = SandboxProcess(tmp_path / "state.sqlite3")
    try:
        reference = payment_reference()
        order = PaymentOrder(reference, f"{reference}-1", 100, Payee(*sandbox.vendor()))
        first = sandbox.rail().send(order)
        sandbox.restart()
        assert sandbox.rail().send(order) == first
        assert len(sandbox.payments()) == 1
    finally:
        sandbox.kill()


def test_a_payment_due_while_it_was_down_is_posted_after(tmp_path: Path) -> None:
    sandbox = SandboxProcess(tmp_path / "state.sqlite3", post_after=0.5)
    try:
        reference = payment_reference()
        order = PaymentOrder(reference, f"{reference}-1", 100, Payee(*sandbox.vendor()))
        outcome = sandbox.rail().send(order)
        assert isinstance(outcome, Accepted)
        sandbox.restart()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            settlement = sandbox.rail().look_up(outcome.provider_reference)
            if settlement and settlement.state == "posted":
                return
            time.sleep(0.05)
        pytest.fail("never posted")
    finally:
        sandbox.kill()


def fetch(sandbox: SandboxProcess, method: str, url: str) -> tuple[int, str, str]:
    connection = HTTPConnection(urlsplit(sandbox.url).netloc, timeout=10)
    try:
        connection.request(method, urlsplit(url).path or "/")
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()
    finally:
        connection.close()


def test_a_vendor_finishes_on_the_hosted_page_and_becomes_payable(sandbox: SandboxProcess) -> None:
    recipients = sandbox.recipients()
    account = recipients.create("Oak & <Elm> Homes", "office@oak.test", key=payment_reference())
    before = recipients.recipient_status(account)
    assert (before.payable, before.payout_method) == (False, "")
    assert before.requirements == ("external_account",)

    link = recipients.onboarding_link(
        account, return_url="http://fund.test/back", refresh_url="http://fund.test/again"
    )
    status, _, page = fetch(sandbox, "GET", link.url)
    assert status == 200
    assert "Training stand-in" in page
    assert "Oak &amp; &lt;Elm&gt; Homes" in page
    assert "<button>Finish onboarding</button>" in page
    assert fetch(sandbox, "POST", link.url)[:2] == (303, "http://fund.test/back")

    after = recipients.recipient_status(account)
    assert after.payable
    assert after.payout_method.startswith("usba_test_")
    assert after.requirements == ()
    assert fetch(sandbox, "GET", link.url)[:2] == (303, "http://fund.test/again")


def test_the_same_key_makes_a_vendor_once(sandbox: SandboxProcess) -> None:
    recipients, key = sandbox.recipients(), payment_reference()
    made = {recipients.create("Twice Ltd", "a@twice.test", key=key) for _ in range(3)}
    assert len(made) == 1


def test_a_vendor_without_an_email_is_refused_in_words(sandbox: SandboxProcess) -> None:
    with pytest.raises(RecipientRefused, match="email"):
        sandbox.recipients().create("No Mail", "", key=payment_reference())
    with pytest.raises(RecipientRefused):
        sandbox.recipients().recipient_status("acct_test_nobody")


def test_the_trainers_page_lists_payments_and_moves_them(sandbox: SandboxProcess) -> None:
    reference = payment_reference()
    order = PaymentOrder(reference, f"{reference}-1", 123_456, Payee(*sandbox.vendor("Pine Inn")))
    outcome = sandbox.rail().send(order)
    assert isinstance(outcome, Accepted)
    _, _, page = fetch(sandbox, "GET", sandbox.url)
    assert f"<td>{reference}</td><td>Pine Inn</td>" in page
    assert "$1,234.56" in page
    assert f"/sandbox/payments/{outcome.provider_reference}/post" in page
