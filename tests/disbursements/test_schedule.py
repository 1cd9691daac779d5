"""A payable line becomes a payment that waits for its second signature."""

import pytest
from django.db import IntegrityError

from applications.models import AwardLine
from applications.states import LineState
from disbursements.actions import Refused
from disbursements.actions.schedule import schedule
from disbursements.models import Disbursement, PayoutMethod
from disbursements.rails.base import REFERENCE
from disbursements.states import RailName, State
from fund.models import AuditEvent, Fund, RoleGrant, User, Vendor
from fund.roles import Role
from tests.lines import Approve


def method_of(vendor: Vendor) -> PayoutMethod:
    return PayoutMethod.objects.get(vendor=vendor, replaced_at=None)


def test_a_payment_is_prepared_with_an_opaque_reference(
    payable: Approve, motel: Vendor, finn: User, cora: User
) -> None:
    line = payable(285_00)
    payment = schedule(line.pk, method_of(motel).pk, actor=finn)
    assert REFERENCE.fullmatch(payment.reference)
    assert (payment.state, payment.amount_cents) == (State.SCHEDULED, 285_00)
    assert (payment.prepared_by, payment.approved_by) == (finn, cora)
    assert AwardLine.objects.get(pk=line.pk).state == LineState.IN_PAYMENT
    trail = AuditEvent.objects.get(act="payment.schedule")
    assert (trail.subject, trail.actor) == (payment.reference, finn)


def test_a_line_is_prepared_once(payable: Approve, motel: Vendor, finn: User) -> None:
    line = payable()
    schedule(line.pk, method_of(motel).pk, actor=finn)
    with pytest.raises(Refused, match="already prepared"):
        schedule(line.pk, method_of(motel).pk, actor=finn)
    assert Disbursement.objects.count() == 1


def test_who_decided_the_request_may_not_prepare_its_payment(
    payable: Approve, motel: Vendor, cora: User
) -> None:
    line = payable()
    RoleGrant.objects.create(user=cora, role=Role.FINANCE_PREPARER, starts_on="2020-01-01")
    with pytest.raises(Refused, match="You decided this request"):
        schedule(line.pk, method_of(motel).pk, actor=cora)


def test_the_database_holds_the_three_people_too(
    payable: Approve, motel: Vendor, finn: User
) -> None:
    payment = schedule(payable().pk, method_of(motel).pk, actor=finn)
    with pytest.raises(IntegrityError, match="three_people"):
        Disbursement.objects.filter(pk=payment.pk).update(released_by=finn)


def test_a_line_without_money_is_not_prepared(
    awarded: Approve, general: Fund, motel: Vendor, finn: User
) -> None:
    with pytest.raises(Refused, match="No fund can pay this line yet"):
        schedule(awarded().pk, method_of(motel).pk, actor=finn)


def test_a_method_of_another_vendor_a_replaced_one_and_an_unready_one_do_not_fit(
    payable: Approve, motel: Vendor, busline: Vendor, finn: User
) -> None:
    line = payable()
    other = PayoutMethod.objects.create(
        vendor=busline, rail=RailName.CHECK, is_payable=True, remit_name="x", remit_address="y"
    )
    unready = PayoutMethod.objects.create(vendor=motel, rail=RailName.STRIPE, stripe_recipient="a")
    old = method_of_check = PayoutMethod.objects.get(vendor=motel, rail=RailName.CHECK)
    for method, words in ((other, "another vendor"), (unready, "Stripe is not ready")):
        with pytest.raises(Refused, match=words):
            schedule(line.pk, method.pk, actor=finn)
    PayoutMethod.objects.filter(pk=old.pk).update(replaced_at="2026-01-01T00:00Z")
    with pytest.raises(Refused, match="has been changed"):
        schedule(line.pk, method_of_check.pk, actor=finn)
    assert AwardLine.objects.get(pk=line.pk).state == LineState.PAYABLE
