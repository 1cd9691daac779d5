"""Notifications: believed only when signed, stored as they came, applied in any order."""

import time
from itertools import permutations

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from disbursements import following, sending
from disbursements.models import Disbursement
from disbursements.queries import payment as payment_page
from disbursements.rails.base import RailUnreachable
from disbursements.stops import NO_ANSWER
from fund.models import User
from tests.disbursements.provider import (
    acts,
    apply_stored,
    assert_books_whole,
    assert_paid_once,
    at_provider,
    deliver,
    entries,
    events,
    stored,
)
from tests.disbursements.stripe_cast import Pay
from tests.disbursements.test_sending import later
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def posted(stripe: SandboxProcess, pay: Pay) -> Disbursement:
    """Sent here, posted at the provider; nobody here has heard of that yet."""
    payment = pay()
    sending.send_one(payment.pk)
    stripe.post_now(at_provider(stripe, payment)[0]["id"])
    payment.refresh_from_db()
    assert payment.state == "sent"
    return payment


def test_a_posted_payment_is_booked_when_its_notification_is_applied(
    stripe: SandboxProcess, posted: Disbursement
) -> None:
    for event in events(stripe, posted):
        assert deliver(event) == 200
    assert Disbursement.objects.get(pk=posted.pk).state == "sent"
    apply_stored()
    assert_paid_once(stripe, posted)


def test_the_story_of_a_payment_says_in_words_what_stripe_said(
    stripe: SandboxProcess, posted: Disbursement, finn: User
) -> None:
    for event in events(stripe, posted):
        deliver(event)
    apply_stored()
    page = payment_page.page(payment_page.find(posted.reference) or posted, finn)
    story = [happened.what for happened in page.timeline]
    assert "Stripe says: posted" in story
    assert not [what for what in story if "v2." in what]
    assert "v2.money_management.outbound_payment.posted" in [row.type for row in page.told]


def test_storing_a_notification_wakes_a_worker(
    stripe: SandboxProcess, posted: Disbursement
) -> None:
    deliver(events(stripe, posted)[-1])
    (job,) = ProcrastinateJob.objects.filter(task_name="disbursements.apply_event")
    assert job.args == {"event_pk": stored()[0].pk}


@pytest.mark.parametrize("secret", ["whsec_another", ""])
def test_an_unsigned_notification_is_refused_and_not_kept(
    stripe: SandboxProcess, posted: Disbursement, secret: str
) -> None:
    assert deliver(events(stripe, posted)[-1], secret=secret) == 400
    assert stored() == []


@pytest.mark.parametrize("shift", [-600, 600])
def test_an_old_or_future_signature_is_refused(
    stripe: SandboxProcess, posted: Disbursement, shift: int
) -> None:
    assert deliver(events(stripe, posted)[-1], at=int(time.time()) + shift) == 400
    assert stored() == []


def test_a_notification_delivered_three_times_is_kept_once_and_booked_once(
    stripe: SandboxProcess, posted: Disbursement
) -> None:
    event = events(stripe, posted)[-1]
    for _ in range(3):
        assert deliver(event) == 200
        apply_stored()
    assert len(stored()) == 1
    assert_paid_once(stripe, posted)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_notifications_does_not_matter(
    stripe: SandboxProcess, posted: Disbursement, order: tuple[int, ...]
) -> None:
    stripe.return_now(at_provider(stripe, posted)[0]["id"])
    told = events(stripe, posted)
    assert len(told) == 3
    for number in order:
        deliver(told[number])
        apply_stored()
    posted.refresh_from_db()
    assert posted.state == "returned"
    assert entries(posted) == ["payment", "reversal"]
    assert_books_whole(posted)


def test_a_notification_that_overtakes_the_reply_is_applied(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    stripe.fault("drop_reply", calls=3)
    sending.send_one(payment.pk)
    stripe.post_now(at_provider(stripe, payment)[0]["id"])
    deliver(events(stripe, payment)[0])
    apply_stored()
    assert_paid_once(stripe, payment)
    assert payment.attempts.get().state == "accepted"


def test_a_late_notification_answers_what_a_person_was_asked(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    stripe.fault("error_500", calls=3)
    sending.send_one(payment.pk)
    with later(hours=25):
        sending.send_due()
    payment.refresh_from_db()
    assert payment.frozen_why == NO_ANSWER
    stripe.rail().send(sending.order_of(payment, payment.attempts.get()))
    stripe.post_now(at_provider(stripe, payment)[0]["id"])
    deliver(events(stripe, payment)[-1])
    apply_stored()
    assert_paid_once(stripe, payment)
    assert (payment.frozen_at, payment.frozen_why) == (None, "")


def test_lost_notifications_are_made_up_for_by_asking(
    stripe: SandboxProcess, posted: Disbursement
) -> None:
    assert following.on_the_way() == []
    with later(minutes=6):
        assert following.on_the_way() == [posted.pk]
        following.follow(posted.pk)
    assert_paid_once(stripe, posted)


def test_a_return_without_a_notification_is_found_by_asking(
    stripe: SandboxProcess, posted: Disbursement
) -> None:
    following.follow(posted.pk)
    stripe.return_now(at_provider(stripe, posted)[0]["id"])
    assert following.may_come_back() == [posted.pk]
    following.follow(posted.pk)
    posted.refresh_from_db()
    assert posted.state == "returned"
    assert following.may_come_back() == []


def test_a_notification_of_an_unknown_type_is_kept(
    stripe: SandboxProcess, posted: Disbursement
) -> None:
    event = {**events(stripe, posted)[-1], "id": "evt_other", "type": "v2.core.account.updated"}
    assert deliver(event) == 200
    apply_stored()
    (kept,) = stored()
    assert (kept.outcome, kept.applied_at is None) == ("Kept; not about a payment.", False)
    assert b"v2.core.account.updated" in bytes(kept.payload)
    assert Disbursement.objects.get(pk=posted.pk).state == "sent"


def test_a_notification_about_a_payment_that_nobody_made_changes_nothing(
    stripe: SandboxProcess, posted: Disbursement
) -> None:
    event = events(stripe, posted)[-1]
    elsewhere = {**event["related_object"], "id": "obp_nobody"}
    deliver({**event, "id": "evt_nobody", "related_object": elsewhere})
    apply_stored()
    assert stored()[0].outcome == "The provider has no such payment."
    assert acts(posted)[-1] == "send"


def test_an_event_waits_while_the_provider_cannot_be_asked(
    stripe: SandboxProcess, posted: Disbursement
) -> None:
    deliver(events(stripe, posted)[-1])
    path = f"/v2/money_management/outbound_payments/{posted.provider_reference}"
    stripe.fault("error_500", calls=3, method="GET", path=path)
    with pytest.raises(RailUnreachable):
        apply_stored()
    assert stored()[0].applied_at is None
    apply_stored()
    assert_paid_once(stripe, posted)
    assert stored()[0].applied_at is not None


def test_what_an_event_says_is_not_believed_but_fetched(
    stripe: SandboxProcess, posted: Disbursement
) -> None:
    event = events(stripe, posted)[-1]
    forged_type = "v2.money_management.outbound_payment.returned"
    deliver({**event, "id": "evt_forged", "type": forged_type})
    apply_stored()
    assert_paid_once(stripe, posted)
