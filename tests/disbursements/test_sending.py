"""Exactly once: claim, call, record; the answers of a rail; what is left in doubt."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from applications.states import LineState
from disbursements import sending, stops
from disbursements.actions.doubt import confirm_unpaid, thaw
from disbursements.actions.schedule import schedule
from disbursements.models import Attempt, Disbursement, PayoutMethod
from disbursements.rails.base import Outcome, PaymentOrder
from disbursements.rails.stripe import StripeRail
from disbursements.states import AttemptState, RailName
from fund import clock
from fund.models import Notice, User, Vendor
from tests.disbursements.provider import (
    acts,
    assert_paid_once,
    at_provider,
    reserved,
    settle,
)
from tests.disbursements.requests_cast import Approve
from tests.disbursements.stripe_cast import Pay
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)


def later(**by: float) -> Any:
    """The clock, moved on."""
    return clock.at(clock.now() + timedelta(**by))


def test_a_released_payment_is_sent_posted_and_booked_once(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    settle(stripe, payment)
    assert_paid_once(stripe, payment)
    assert acts(payment) == ["schedule", "release", "claim", "send", "post"]


def test_sending_again_and_again_pays_once(stripe: SandboxProcess, pay: Pay) -> None:
    payment = pay()
    for _ in range(3):
        sending.send_one(payment.pk)
    settle(stripe, payment)
    assert_paid_once(stripe, payment)
    assert payment.attempts.count() == 1


def test_an_unreleased_payment_is_not_sent(
    stripe: SandboxProcess, approve: Approve, finn: User
) -> None:
    line = approve()
    method = PayoutMethod.objects.get(vendor=line.vendor, rail=RailName.STRIPE)
    payment = schedule(line.pk, method.pk, actor=finn)
    sending.send_one(payment.pk)
    assert at_provider(stripe, payment) == []
    assert not payment.attempts.exists()


def test_no_transaction_is_open_while_the_provider_is_called(
    stripe: SandboxProcess, pay: Pay, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment, really = pay(), StripeRail.send
    seen: list[object] = []

    def send(self: StripeRail, order: PaymentOrder) -> Outcome:
        seen.append(connection.in_atomic_block)
        seen.append(Attempt.objects.get(idempotency_key=order.idempotency_key).state)
        return really(self, order)

    monkeypatch.setattr(StripeRail, "send", send)
    sending.send_one(payment.pk)
    assert seen == [False, AttemptState.CLAIMED]


def test_a_lost_reply_is_sent_again_under_the_same_key(stripe: SandboxProcess, pay: Pay) -> None:
    payment = pay()
    stripe.fault("drop_reply", calls=3)
    sending.send_one(payment.pk)
    attempt = payment.attempts.get()
    assert attempt.state == AttemptState.UNKNOWN
    assert sending.due() == []
    with later(minutes=2):
        settle(stripe, payment)
    assert_paid_once(stripe, payment)
    assert payment.attempts.get().idempotency_key == attempt.idempotency_key


def test_after_its_window_a_key_is_not_sent_again_but_searched_for(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    stripe.fault("drop_reply", calls=3)
    sending.send_one(payment.pk)
    sent = len(stripe.requests())
    with later(hours=25):
        sending.send_due()
    assert [one["method"] for one in stripe.requests()[sent:]] == ["GET"]
    settle(stripe, payment)
    assert_paid_once(stripe, payment)


def test_an_old_release_is_looked_for_at_the_provider_before_it_is_sent(
    stripe: SandboxProcess, pay: Pay
) -> None:
    """As after a restore of yesterday's backup: the payment left, and this database forgot it."""
    payment = pay()
    order = sending.order_of(payment, Attempt(idempotency_key=f"{payment.reference}-7"))
    stripe.rail().send(order)
    with later(hours=26):
        settle(stripe, payment)
    assert_paid_once(stripe, payment)


def test_two_payments_of_one_reference_at_the_provider_are_left_to_a_person(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    for number in (7, 8):
        key = Attempt(idempotency_key=f"{payment.reference}-{number}")
        stripe.rail().send(sending.order_of(payment, key))
    with later(hours=2):
        sending.send_due()
    payment.refresh_from_db()
    assert (payment.state, payment.frozen_why) == ("sending", stops.MANY)


def test_what_the_provider_does_not_know_after_a_day_is_left_to_a_person(
    stripe: SandboxProcess, pay: Pay, rosa: User
) -> None:
    payment = pay()
    stripe.fault("error_500", calls=3)
    sending.send_one(payment.pk)
    with later(hours=25):
        sending.send_due()
        payment.refresh_from_db()
        assert payment.frozen_why == stops.NO_ANSWER
        assert payment.attempts.get().state == AttemptState.UNKNOWN
        assert sending.due() == []
        sending.send_one(payment.pk)
        assert at_provider(stripe, payment) == []
        confirm_unpaid(payment.pk, actor=rosa)
    payment.refresh_from_db()
    payment.award_line.refresh_from_db()
    assert (payment.state, payment.award_line.state) == ("refused", LineState.PAYABLE)
    assert reserved(payment.award_line) == payment.amount_cents


def test_a_new_key_is_never_made_while_an_old_one_may_have_paid(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    stripe.fault("drop_reply", calls=3)
    sending.send_one(payment.pk)
    with pytest.raises(IntegrityError, match="no_new_attempt_while_one_may_have_paid"):
        Attempt.objects.create(
            disbursement=payment,
            number=2,
            idempotency_key=f"{payment.reference}-2",
            claimed_at=clock.now(),
            tried_at=clock.now(),
        )


def test_a_final_refusal_opens_the_line_again_and_keeps_its_money_reserved(
    stripe: SandboxProcess, pay: Pay, motel: Vendor
) -> None:
    account, method = stripe.vendor("Refuses Motel")
    PayoutMethod.objects.filter(vendor=motel, rail=RailName.STRIPE).update(
        stripe_recipient=account, stripe_payout_method=method
    )
    payment = pay()
    sending.send_one(payment.pk)
    payment.refresh_from_db()
    payment.award_line.refresh_from_db()
    assert payment.state == "refused"
    assert payment.award_line.state == LineState.PAYABLE
    assert reserved(payment.award_line) == payment.amount_cents
    assert acts(payment)[-1] == "refuse"


def test_want_of_money_is_told_to_finance_tried_three_times_then_held_for_a_person(
    stripe: SandboxProcess, pay: Pay, finn: User, rosa: User
) -> None:
    payment = pay()
    stripe.settings(balance_cents=1)
    Notice.objects.all().delete()
    sending.send_due()
    assert finn.pk in told(payment)
    assert sending.due() == []
    for hours in (2, 4):
        with later(hours=hours):
            sending.send_due()
    payment.refresh_from_db()
    assert (payment.state, payment.frozen_why) == ("sending", stops.NO_MONEY_THERE)
    assert list(payment.attempts.values_list("state", flat=True)) == [AttemptState.REFUSED] * 3
    assert reserved(payment.award_line) == payment.amount_cents
    with later(hours=5):
        thaw(payment.pk, actor=rosa)
        sending.send_due()
        payment.refresh_from_db()
        assert payment.frozen_why == stops.NO_MONEY_THERE
        stripe.settings(balance_cents=1_000_000_00)
        thaw(payment.pk, actor=rosa)
    with later(hours=7):
        settle(stripe, payment)
    assert_paid_once(stripe, payment)


def test_a_payment_that_is_held_for_want_of_money_can_be_paid_another_way(
    stripe: SandboxProcess, pay: Pay, rosa: User
) -> None:
    payment = pay()
    stripe.settings(balance_cents=1)
    for hours in (0, 2, 4):
        with later(hours=hours):
            sending.send_due()
    confirm_unpaid(payment.pk, actor=rosa)
    payment.award_line.refresh_from_db()
    assert payment.award_line.state == LineState.PAYABLE
    assert reserved(payment.award_line) == payment.amount_cents


def told(payment: Disbursement) -> set[int]:
    """Who had a notice about it."""
    notices = Notice.objects.filter(reference=payment.reference)
    return set(notices.values_list("user", flat=True))


def test_money_that_arrives_in_time_lets_the_second_try_pay(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    stripe.settings(balance_cents=1)
    sending.send_due()
    stripe.settings(balance_cents=1_000_000_00)
    with later(hours=2):
        settle(stripe, payment)
    assert_paid_once(stripe, payment)
    assert payment.attempts.count() == 2


def test_payment_details_that_changed_after_the_release_stop_it(
    stripe: SandboxProcess, pay: Pay, rosa: User
) -> None:
    payment = pay()
    PayoutMethod.objects.filter(pk=payment.payout_method_id).update(replaced_at=clock.now())
    sending.send_due()
    payment.refresh_from_db()
    assert payment.frozen_why == stops.CHANGED
    assert at_provider(stripe, payment) == []
    thaw(payment.pk, actor=rosa)
    sending.send_due()
    assert Disbursement.objects.get(pk=payment.pk).frozen_why == stops.CHANGED


def test_nothing_but_references_and_amounts_reaches_the_provider(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    before = len(stripe.requests())
    sending.send_one(payment.pk)
    (request,) = stripe.requests()[before:]
    said = str(request["body"])
    line = payment.award_line
    assert line.award.application.reference not in said
    assert request["body"]["metadata"] == {"reference": payment.reference}
