"""When somebody hears of news: as she chose, and at once when it is an emergency."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.notices.timing import Wish, due

MAINE = ZoneInfo("America/New_York")
NIGHT = (22, 7)
DAILY = Wish(daily_hour=8)


def at(hour: int, minute: int = 0, day: int = 10, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=MAINE)


def test_without_a_wish_news_come_at_once() -> None:
    assert due(at(3), Wish(), urgent=False) == at(3)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(7, 59), at(8)),
        (at(8), at(8, day=11)),
        (at(8, 1), at(8, day=11)),
        (at(23), at(8, day=11)),
    ],
)
def test_once_a_day_is_the_next_time_that_the_hour_comes(now: datetime, then: datetime) -> None:
    assert due(now, DAILY, urgent=False) == then


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(21, 59), at(21, 59)),
        (at(22), at(7, day=11)),
        (at(2), at(7)),
        (at(6, 59), at(7)),
        (at(7), at(7)),
    ],
)
def test_a_quiet_night_ends_in_the_morning(now: datetime, then: datetime) -> None:
    assert due(now, Wish(quiet=NIGHT), urgent=False) == then


def test_quiet_hours_may_lie_in_one_day() -> None:
    lunch = Wish(quiet=(12, 14))
    assert due(at(13, 30), lunch, urgent=False) == at(14)
    assert due(at(14), lunch, urgent=False) == at(14)


def test_a_daily_hour_inside_the_quiet_hours_waits_for_their_end() -> None:
    assert due(at(12), Wish(daily_hour=23, quiet=NIGHT), urgent=False) == at(7, day=11)


@given(
    hour=st.integers(0, 23),
    daily=st.none() | st.integers(0, 23),
    quiet=st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)),
)
def test_an_emergency_waits_for_nothing_and_the_rest_at_most_two_days(
    hour: int, daily: int | None, quiet: tuple[int, int] | None
) -> None:
    if quiet and quiet[0] == quiet[1]:
        quiet = None
    wish, now = Wish(daily, quiet), at(hour, 30)
    assert due(now, wish, urgent=True) == now
    assert now <= due(now, wish, urgent=False) <= now + timedelta(days=2)


def test_when_clocks_go_forward_an_hour_that_is_missing_still_comes() -> None:
    """On March 8, 2026, two o’clock does not exist: it is three."""
    then = due(at(1, 30, day=8, month=3), Wish(daily_hour=2), urgent=False)
    assert then.timestamp() == at(3, day=8, month=3).timestamp()


def test_when_clocks_go_back_the_morning_is_the_morning() -> None:
    then = due(at(22, day=31, month=10), Wish(quiet=NIGHT), urgent=False)
    assert (then.day, then.hour, then.tzname()) == (1, 7, "EST")
