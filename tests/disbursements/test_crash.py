"""A crash between any two steps, and any mixture of troubles: still one payment, one posting."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disbursements import following, sending
from disbursements.actions import money, outcome
from disbursements.models import Disbursement
from disbursements.rails.base import RailUnreachable
from disbursements.rails.stripe import StripeRail
from fund import books, clock
from tests.disbursements.provider import (
    apply_stored,
    assert_books_whole,
    assert_paid_once,
    at_provider,
    deliver,
    entries,
    events,
    settle,
)
from tests.disbursements.stripe_cast import Pay
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)


class PowerCut(BaseException):
    """The process ended here: nothing catches it."""


@contextmanager
def cut(where: Any, step: str, when: str) -> Iterator[None]:
    """End the process before or after a step, for as long as the block lasts."""
    really = getattr(where, step)

    def falls(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            really(*args, **kwargs)
        raise PowerCut

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, step, falls)
        yield


SENDING = [
    (sending, "_claim", "before"),
    (sending, "_new_attempt", "after"),
    (sending, "_claim", "after"),
    (StripeRail, "send", "before"),
    (StripeRail, "send", "after"),
    (sending, "record_outcome", "before"),
    (outcome, "_accept", "after"),
    (sending, "record_outcome", "after"),
]
APPLYING = [
    (following, "apply_settlement", "before"),
    (outcome, "_advance", "before"),
    (books, "payment", "before"),
    (books, "payment", "after"),
    (books, "liquidate", "after"),
    (money, "line_paid", "after"),
    (outcome, "post_payment", "after"),
    (following, "apply_settlement", "after"),
]


def named(steps: list[tuple[Any, str, str]]) -> list[str]:
    return [f"{when} {step.strip('_')}" for _, step, when in steps]


@pytest.mark.parametrize(("where", "step", "when"), SENDING, ids=named(SENDING))
def test_a_crash_while_sending_pays_once(
    stripe: SandboxProcess, pay: Pay, where: Any, step: str, when: str
) -> None:
    payment = pay()
    with cut(where, step, when), pytest.raises(PowerCut):
        sending.send_one(payment.pk)
    settle(stripe, payment)
    assert_paid_once(stripe, payment)
    assert payment.attempts.count() == 1


@pytest.mark.parametrize(("where", "step", "when"), APPLYING, ids=named(APPLYING))
def test_a_crash_while_an_event_is_applied_books_once(
    stripe: SandboxProcess, pay: Pay, where: Any, step: str, when: str
) -> None:
    payment = pay()
    sending.send_one(payment.pk)
    stripe.post_now(at_provider(stripe, payment)[0]["id"])
    deliver(events(stripe, payment)[-1])
    with cut(where, step, when), pytest.raises(PowerCut):
        apply_stored()
    apply_stored()
    assert_paid_once(stripe, payment)
    assert following.unapplied() == []


def test_a_crash_while_a_return_is_booked_reverses_once(stripe: SandboxProcess, pay: Pay) -> None:
    payment = settle(stripe, pay())
    stripe.return_now(payment.provider_reference)
    for where, step in ((books, "reverse"), (books, "encumber"), (money, "line_reopened")):
        with cut(where, step, "after"), pytest.raises(PowerCut):
            following.follow(payment.pk)
        assert entries(payment) == ["payment"]
    following.follow(payment.pk)
    assert entries(payment) == ["payment", "reversal"]
    assert_books_whole(payment)


TROUBLES = [
    "send",
    "crash before the call",
    "crash after the call",
    "lose the reply",
    "answer 500",
    "too many requests",
    "pay",
    "send back",
    "tell the newest",
    "tell the oldest",
    "apply",
    "crash while applying",
    "follow",
    "wait",
]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(st.sampled_from(TROUBLES), min_size=3, max_size=14))
def test_whatever_happens_the_books_say_what_the_provider_did(
    stripe: SandboxProcess, pay: Pay, story: list[str]
) -> None:
    stripe.calm()
    payment, hours = pay(7_00), 0
    for trouble in story:
        hours += 2 * (trouble == "wait")
        with clock.at(clock.now() + timedelta(hours=hours)):
            happens(stripe, payment, trouble)
    stripe.calm()
    with clock.at(clock.now() + timedelta(hours=hours + 2)):
        settled = settle(stripe, payment)
    (there,) = at_provider(stripe, payment)
    assert settled.state == there["status"]
    assert entries(payment) == ["payment", "reversal"][: 1 + (there["status"] == "returned")]
    assert not settled.frozen_at
    assert_books_whole(payment)


def happens(stripe: SandboxProcess, payment: Disbursement, trouble: str) -> None:
    """One thing that can happen at any moment of a payment's life."""
    there = at_provider(stripe, payment)
    status = there[0]["status"] if there else ""
    told = events(stripe, payment)
    match trouble:
        case "send":
            sending.send_due()
        case "crash before the call":
            crashes(StripeRail, "send", "before", sending.send_due)
        case "crash after the call":
            crashes(StripeRail, "send", "after", sending.send_due)
        case "lose the reply":
            stripe.fault("drop_reply", calls=3)
        case "answer 500":
            stripe.fault("error_500_after", calls=1)
        case "too many requests":
            stripe.fault("rate_limit", calls=1)
        case "pay" if status == "processing":
            stripe.post_now(there[0]["id"])
        case "send back" if status == "posted":
            stripe.return_now(there[0]["id"])
        case "tell the newest" | "tell the oldest" if told:
            deliver(told[-1 if trouble == "tell the newest" else 0])
        case "apply":
            apply_stored()
        case "crash while applying":
            crashes(outcome, "_advance", "after", apply_stored)
        case "follow":
            following.follow(payment.pk)


def crashes(where: Any, step: str, when: str, act: Callable[[], Any]) -> None:
    """Do it with a power cut in the middle, if it comes as far as that."""
    with cut(where, step, when):
        try:
            act()
        except (PowerCut, RailUnreachable):
            return
