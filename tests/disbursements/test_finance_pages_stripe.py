"""A vendor is set up at Stripe's own page: no bank detail passes through this system."""

import re
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.test import Client
from django.urls import reverse

from disbursements.models import PayoutMethod
from disbursements.states import RailName
from fund.models import User, Vendor
from tests.lines import SignIn
from tests.rails.sandbox_fixture import API_KEY, FINANCIAL_ACCOUNT, SandboxProcess


@pytest.fixture
def training(sandbox: SandboxProcess, settings: Any, own_vault: Path) -> SandboxProcess:
    """The product as it runs in training: Stripe is the stand-in."""
    settings.SANDBOX = True
    settings.STRIPE_API_BASE = sandbox.url
    settings.STRIPE_SECRET_KEY = API_KEY
    settings.STRIPE_FINANCIAL_ACCOUNT = FINANCIAL_ACCOUNT
    return sandbox


def at(name: str, vendor: Vendor) -> str:
    return reverse(f"disbursements:{name}", args=[vendor.reference])


def link_in(page: str) -> str:
    found = re.search(r'href="(http://127[^"]+)"', page)
    assert found, page
    return unescape(found[1])


def start(browser: Client, vendor: Vendor) -> str:
    sent = {"email": "desk@downeast.example"}
    return link_in(browser.post(at("stripe", vendor), sent).content.decode())


def finish(link: str) -> None:
    """What the vendor does on Stripe's page; it is then sent back to us, where nobody listens."""
    with suppress(OSError):
        urlopen(Request(link, data=b"", method="POST"), timeout=10).close()


def test_a_vendor_sets_itself_up_and_can_be_paid_once_stripe_says_so(
    training: SandboxProcess, busline: Vendor, signed_in: SignIn, finn: User
) -> None:
    browser = signed_in(finn)
    link = start(browser, busline)
    method = PayoutMethod.objects.get(vendor=busline, rail=RailName.STRIPE)
    assert not method.is_payable
    page = browser.post(at("check_stripe", busline), follow=True).content.decode()
    assert "Stripe still waits" in page
    finish(link)
    page = browser.post(at("check_stripe", busline), follow=True).content.decode()
    assert "Stripe can pay this vendor." in page
    assert PayoutMethod.objects.get(pk=method.pk, is_payable=True).stripe_payout_method


def test_a_second_link_is_for_the_same_account(
    training: SandboxProcess, busline: Vendor, signed_in: SignIn, finn: User
) -> None:
    browser = signed_in(finn)
    assert start(browser, busline) != start(browser, busline)
    assert PayoutMethod.objects.filter(vendor=busline).count() == 1


def test_the_vendors_email_is_not_kept(
    training: SandboxProcess, busline: Vendor, signed_in: SignIn, finn: User
) -> None:
    start(signed_in(finn), busline)
    method = PayoutMethod.objects.get(vendor=busline)
    assert "desk@" not in "".join(str(value) for value in vars(method).values())


def test_when_stripe_is_away_the_page_says_so_and_keeps_what_was_typed(
    training: SandboxProcess, busline: Vendor, signed_in: SignIn, finn: User
) -> None:
    training.fault("error_500", calls=3, method="POST", path="/v2/core/accounts")
    sent = {"email": "desk@downeast.example"}
    page = signed_in(finn).post(at("stripe", busline), sent).content.decode()
    assert "There is a problem" in page
    assert 'value="desk@downeast.example"' in page


def test_a_vendor_that_is_not_set_up_cannot_be_checked(
    training: SandboxProcess, busline: Vendor, signed_in: SignIn, finn: User
) -> None:
    page = signed_in(finn).post(at("check_stripe", busline), follow=True).content.decode()
    assert "has not been set up" in page


def test_without_stripes_key_the_page_says_so(
    settings: Any, busline: Vendor, signed_in: SignIn, finn: User
) -> None:
    settings.STRIPE_SECRET_KEY = ""
    sent = {"email": "desk@downeast.example"}
    page = signed_in(finn).post(at("stripe", busline), sent).content.decode()
    assert "No Stripe key is set." in page
