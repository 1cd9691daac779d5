"""The one sentence about a request, over every state of it and of its lines."""

from datetime import date, datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from applications.standing import Payment, Standing, in_words, payment_in_words
from applications.states import LineState, State, Way

HOME = ZoneInfo("America/New_York")


def at(hour: int, minute: int = 0, day: int = 25) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HOME)


NOW = at(14, 30)
SENT: dict[str, Any] = {"since": at(14, 5), "due_at": at(16, 5)}
LATE: dict[str, Any] = {"since": at(9, 0), "due_at": at(11, 0)}
DECIDED: dict[str, Any] = {**SENT, "decided_at": at(14, 20), "approved_cents": 255_00}
PAID = Payment("Harbor Motel", 255_00, LineState.PAID, "stripe", at(14, 25), date(2026, 11, 25))
BACK = Payment("Harbor Motel", 255_00, LineState.PAYABLE, "stripe", at(14, 25), came_back=True)

REQUESTS = {
    "a draft": (Standing(State.DRAFT), "Not sent yet."),
    "new": (
        Standing(State.SUBMITTED, **SENT),
        "With the committee since 2:05 p.m. today. A decision by 4:05 p.m. today.",
    ),
    "in review": (
        Standing(State.IN_REVIEW, **SENT),
        "With the committee since 2:05 p.m. today. A decision by 4:05 p.m. today.",
    ),
    "from another day, until another day": (
        Standing(State.IN_REVIEW, since=at(9, 0, day=24), due_at=at(9, 0, day=27)),
        "With the committee since 9:00 a.m. on Tuesday, November 24. "
        "A decision by 9:00 a.m. on Friday, November 27.",
    ),
    "late": (
        Standing(State.IN_REVIEW, **LATE),
        "With the committee since 9:00 a.m. today. The decision is late. "
        "The chair has been told; you need to do nothing.",
    ),
    "looked at again": (
        Standing(State.IN_REVIEW, **SENT, is_second_look=True),
        "With the committee again since 2:05 p.m. today. A decision by 4:05 p.m. today.",
    ),
    "asked": (
        Standing(State.INFORMATION_REQUESTED, **SENT, asked_at=at(14, 10)),
        "Waiting for your answer since 2:10 p.m. today. The decision is due by 4:05 p.m. today.",
    ),
    "asked and late": (
        Standing(State.INFORMATION_REQUESTED, **LATE, asked_at=at(10, 10)),
        "Waiting for your answer since 10:10 a.m. today. "
        "The time for a decision is over, so please answer now.",
    ),
    "approved": (
        Standing(State.APPROVED, **DECIDED, payments=[PAID]),
        "Approved on November 25: $255.00 to Harbor Motel, paid November 25 by bank transfer.",
    ),
    "came back": (
        Standing(State.APPROVED, **DECIDED, payments=[BACK]),
        "Approved on November 25: $255.00 to Harbor Motel, sent back by the bank, to be paid again."
        " We are on it: finance pays again what came back.",
    ),
    "two lines": (
        Standing(
            State.APPROVED,
            **DECIDED,
            payments=[PAID, Payment("Down East Bus", 60_00, LineState.PAYABLE)],
        ),
        "Approved on November 25: $255.00 to Harbor Motel, paid November 25 by bank transfer; "
        "$60.00 to Down East Bus, being prepared by finance.",
    ),
    "many lines": (
        Standing(
            State.APPROVED,
            **{**DECIDED, "approved_cents": 1_000_00},
            payments=[PAID, PAID, BACK, Payment("Down East Bus", 60_00, LineState.IN_PAYMENT)],
        ),
        "Approved on November 25: $1,000.00 in 4 payments. 2 are paid, 1 is being paid, "
        "1 is being prepared. We are on it: finance pays again what came back.",
    ),
    "brought in without payments": (
        Standing(State.APPROVED, **DECIDED),
        "Approved on November 25: $255.00.",
    ),
    "closed": (
        Standing(State.CLOSED, **DECIDED, payments=[PAID]),
        "Approved on November 25: $255.00 to Harbor Motel, paid November 25 by bank transfer.",
    ),
    "declined": (
        Standing(State.DECLINED, **DECIDED, may_look_again=True),
        "Not approved on November 25. You can ask for a second look, once.",
    ),
    "declined twice": (
        Standing(State.DECLINED, **DECIDED, is_second_look=True),
        "Not approved on November 25, after a second look.",
    ),
    "declined, and its words are gone": (
        Standing(State.DECLINED, **DECIDED),
        "Not approved on November 25.",
    ),
    "withdrawn": (
        Standing(State.WITHDRAWN, ended_at=at(14, 10)),
        "You took it back on November 25. Nothing will be paid.",
    ),
    "expired": (
        Standing(State.EXPIRED, ended_at=datetime(2025, 12, 31, 23, tzinfo=HOME)),
        "It was not sent in time, so it ended on December 31, 2025.",
    ),
}

LINES = {
    LineState.UNFUNDED: ("waiting for new money",) * 3,
    LineState.PAYABLE: ("being prepared by finance",) * 3,
    LineState.IN_PAYMENT: (
        "being signed and sent",
        "on its way since November 25 by bank transfer",
        "check printed November 25, to be mailed",
    ),
    LineState.PAID: (
        "paid November 25",
        "paid November 25 by bank transfer",
        "paid November 25 by check in the mail",
    ),
    LineState.CANCELLED: ("not paid any more",) * 3,
}
"""Each state of a line: nothing noted about how, by bank transfer, by check."""


@pytest.mark.parametrize("case", REQUESTS)
def test_a_request_says_where_it_stands(case: str) -> None:
    standing, words = REQUESTS[case]
    assert in_words(standing, NOW).replace("\xa0", " ") == words


def test_every_state_of_a_request_and_of_a_line_has_its_words() -> None:
    assert {standing.state for standing, _words in REQUESTS.values()} == set(State)
    assert set(LINES) == set(LineState)


@pytest.mark.parametrize(("state", "place"), list(product(LineState, range(3))))
def test_a_line_says_how_far_its_payment_is(state: LineState, place: int) -> None:
    way = ("", Way.TRANSFER, Way.CHECK)[place]
    sent = at(14, 25) if way else None
    paid_on = date(2026, 11, 25) if state is LineState.PAID else None
    payment = Payment("Harbor Motel", 255_00, state, way, sent, paid_on)
    assert payment_in_words(payment, NOW) == LINES[state][place]


def test_a_day_is_the_day_at_the_funds_own_place() -> None:
    """Half past midnight in London is still the evening before in Maine."""
    decided = datetime(2026, 11, 25, 0, 30, tzinfo=ZoneInfo("Europe/London"))
    standing = Standing(State.DECLINED, decided_at=decided)
    assert in_words(standing, NOW) == "Not approved on November 24."
