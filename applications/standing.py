"""Where a request stands, in the advocate's words: one sentence or two for its page and its row in
the list. Pure: told the present moment."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from applications.states import LineState, State, Way
from applications.words import by_when
from fund.money import usd

MOST_NAMED = 3
"""Lines of a request that are named one by one; more are counted."""


@dataclass(frozen=True)
class Payment:
    """An approved line on its way to its vendor. `way` is empty where nobody noted it."""

    vendor: str
    cents: int
    state: LineState
    way: str = ""
    sent_at: datetime | None = None
    paid_on: date | None = None
    came_back: bool = False


@dataclass(frozen=True)
class Standing:
    """What the sentence is made from. `due_at` is the clock of the present round."""

    state: State
    since: datetime | None = None
    due_at: datetime | None = None
    asked_at: datetime | None = None
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    kept_until: date | None = None
    payments: Sequence[Payment] = ()
    approved_cents: int = 0
    is_second_look: bool = False
    may_look_again: bool = False


def in_words(standing: Standing, now: datetime) -> str:
    """`With the committee since 2:05 p.m. today. A decision by 4:05 p.m. today.`"""
    match standing.state:
        case State.DRAFT:
            until = f" We keep it until {_day(standing.kept_until, now)}."
            return f"Not sent yet.{until if standing.kept_until else ''}"
        case State.SUBMITTED | State.IN_REVIEW:
            return _with_the_committee(standing, now)
        case State.INFORMATION_REQUESTED:
            return _waiting_for_an_answer(standing, now)
        case State.APPROVED | State.CLOSED:
            return _approved(standing, now)
        case State.DECLINED:
            after = ", after a second look" if standing.is_second_look else ""
            hint = " You can ask for a second look, once." if standing.may_look_again else ""
            return f"Not approved on {_day(standing.decided_at, now)}{after}.{hint}"
        case State.WITHDRAWN:
            return f"You took it back on {_day(standing.ended_at, now)}. Nothing will be paid."
        case State.EXPIRED:
            return f"It was not sent in time, so it ended on {_day(standing.ended_at, now)}."


def payment_in_words(payment: Payment, now: datetime) -> str:
    """`paid November 25 by bank transfer`, to stand after an amount and a vendor."""
    match payment.state:
        case LineState.UNFUNDED:
            return "waiting for new money"
        case LineState.PAYABLE if payment.came_back:
            return "sent back by the bank, to be paid again"
        case LineState.PAYABLE:
            return "being prepared by finance"
        case LineState.IN_PAYMENT if payment.sent_at is None:
            return "being signed and sent"
        case LineState.IN_PAYMENT if payment.way == Way.CHECK:
            return f"check printed {_day(payment.sent_at, now)}, to be mailed"
        case LineState.IN_PAYMENT:
            return f"on its way since {_day(payment.sent_at, now)}{_by(payment)}"
        case LineState.PAID:
            return f"paid {_day(payment.paid_on, now)}{_by(payment)}"
        case LineState.CANCELLED:
            return "not paid any more"


def _with_the_committee(standing: Standing, now: datetime) -> str:
    again = " again" if standing.is_second_look else ""
    since = f"With the committee{again} since {_moment(standing.since, now)}."
    if standing.due_at and standing.due_at < now:
        return f"{since} The decision is late. The chair has been told; you need to do nothing."
    return f"{since} A decision by {_moment(standing.due_at, now)}."


def _waiting_for_an_answer(standing: Standing, now: datetime) -> str:
    waiting = f"Waiting for your answer since {_moment(standing.asked_at, now)}."
    if standing.due_at and standing.due_at < now:
        return f"{waiting} The time for a decision is over, so please answer now."
    return f"{waiting} The decision is due by {_moment(standing.due_at, now)}."


def _approved(standing: Standing, now: datetime) -> str:
    payments = standing.payments
    said = f"Approved on {_day(standing.decided_at, now)}: "
    if not payments:
        return f"{said}{usd(standing.approved_cents)}."
    if len(payments) <= MOST_NAMED:
        said += "; ".join(
            f"{usd(one.cents)} to {one.vendor}, {payment_in_words(one, now)}" for one in payments
        )
    else:
        said += f"{usd(standing.approved_cents)} in {len(payments)} payments. {_counted(payments)}"
    if any(one.came_back for one in payments):
        return f"{said}. We are on it: finance pays again what came back."
    return f"{said}."


_COUNTED = {
    LineState.PAID: "paid",
    LineState.IN_PAYMENT: "being paid",
    LineState.PAYABLE: "being prepared",
    LineState.UNFUNDED: "waiting for new money",
    LineState.CANCELLED: "not paid any more",
}


def _counted(payments: Sequence[Payment]) -> str:
    """`3 are paid, 1 is being prepared`."""
    found = Counter(one.state for one in payments)
    return ", ".join(
        f"{found[state]} {'is' if found[state] == 1 else 'are'} {words}"
        for state, words in _COUNTED.items()
        if found[state]
    )


def _by(payment: Payment) -> str:
    return f" by {Way(payment.way).label}" if payment.way else ""


def _moment(moment: datetime | None, now: datetime) -> str:
    return by_when(moment, now) if moment else "now"


def _day(on: date | datetime | None, now: datetime) -> str:
    """`November 25`, in another year `November 25, 2025`; at the fund's own place."""
    day = timezone.localdate(on) if isinstance(on, datetime) else on
    if day is None:
        return "a day not noted"
    year = f", {day.year}" if day.year != timezone.localdate(now).year else ""
    return f"{day:%B %-d}{year}"
