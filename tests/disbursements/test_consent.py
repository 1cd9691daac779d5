"""Finance and the vendor: an account number leaves the agency only with the person's consent."""

from collections.abc import Iterable

import pytest
from django.test import Client

from applications import actions, consents
from applications.models import AwardLine, Purpose
from applications.states import Verdict
from disbursements.actions.schedule import schedule
from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import RailName
from fund.models import Fund, User, Vendor
from tests.applications.desk import sent_request, vote

pytestmark = pytest.mark.django_db(transaction=True)
WITHOUT = "Pay without a name or an account number."


@pytest.fixture
def page(client: Client, ada: User, cora: User, finn: User, motel: Vendor, money: Fund) -> "Page":
    return Page(client, ada, cora, finn, motel)


class Page:
    """The page of a payment as finance reads it, for a request with these consents."""

    def __init__(self, client: Client, ada: User, cora: User, finn: User, motel: Vendor) -> None:
        self.client, self.ada, self.cora, self.finn, self.motel = client, ada, cora, finn, motel

    def paid(self, agreed: Iterable[Purpose]) -> Disbursement:
        application = sent_request(self.ada, self.motel, agreed=agreed)
        vote(application, self.cora, Verdict.APPROVE)
        line = AwardLine.objects.get(award__application=application)
        method = PayoutMethod.objects.get(vendor=self.motel, rail=RailName.CHECK)
        return schedule(line.pk, method.pk, actor=self.finn)

    def text(self, payment: Disbursement) -> str:
        self.client.force_login(self.finn)
        return self.client.get(f"/payments/{payment.reference}/").content.decode()


def test_with_the_consent_finance_reads_the_account_number(page: Page) -> None:
    text = page.text(page.paid(Purpose))
    assert "ACCT-77" in text and WITHOUT not in text


def test_without_it_finance_reads_to_pay_without_one(page: Page) -> None:
    text = page.text(page.paid([Purpose.COMMITTEE]))
    assert WITHOUT in text and "ACCT-77" not in text


def test_revoked_before_the_payment_it_is_shut(page: Page) -> None:
    payment = page.paid(Purpose)
    application = payment.award_line.award.application
    actions.revoke_consent(application.pk, Purpose.VENDOR, actor=page.ada)
    text = page.text(payment)
    assert WITHOUT in text and "ACCT-77" not in text


def test_without_the_check_the_account_number_would_leave(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = page.paid([Purpose.COMMITTEE])
    monkeypatch.setattr(consents, "in_force", lambda application, purpose, on=None: True)
    assert "ACCT-77" in page.text(payment)
