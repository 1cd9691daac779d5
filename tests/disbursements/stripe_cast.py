"""A stand-in for Stripe that the product speaks to by its own settings, and released payments."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from disbursements.actions import release, schedule
from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import RailName
from fund.models import User, Vendor
from tests.disbursements.requests_cast import Approve
from tests.rails.sandbox_fixture import API_KEY, FINANCIAL_ACCOUNT, SandboxProcess

WEBHOOK_SECRET = "whsec_test_of_payments"

Pay = Callable[..., Disbursement]


@pytest.fixture
def stripe(
    sandbox: SandboxProcess, motel: Vendor, settings: Any, own_vault: Path
) -> SandboxProcess:
    """The stand-in, spoken to by the product's own settings; the motel can be paid by it.

    A sandbox makes its key of this quarter by itself: in a vault of the test's own.
    """
    settings.SANDBOX = True
    settings.STRIPE_API_BASE = sandbox.url
    settings.STRIPE_SECRET_KEY = API_KEY
    settings.STRIPE_FINANCIAL_ACCOUNT = FINANCIAL_ACCOUNT
    settings.STRIPE_WEBHOOK_SECRET = WEBHOOK_SECRET
    settings.ROOT_URLCONF = "tests.disbursements.webhook_urls"
    account, method = sandbox.vendor("Pine Tree Motel")
    PayoutMethod.objects.create(
        vendor=motel,
        rail=RailName.STRIPE,
        stripe_recipient=account,
        stripe_payout_method=method,
        is_payable=True,
    )
    return sandbox


@pytest.fixture
def pay(approve: Approve, finn: User, rosa: User) -> Pay:
    """A released payment: pay(cents, rail="check"). Prepared by Finn, released by Rosa."""

    def released(
        cents: int = 120_50, rail: RailName = RailName.STRIPE, **request: Any
    ) -> Disbursement:
        line = approve(cents, **request)
        method = PayoutMethod.objects.get(vendor=line.vendor, rail=rail, replaced_at=None)
        payment = schedule.schedule(line.pk, method.pk, actor=finn)
        return release.release(payment.pk, actor=rosa)

    return released
