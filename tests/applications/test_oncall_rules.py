"""The pure rules of the emergency lane: gaps, weeks over a change of clocks, steps, limits."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.oncall import (
    AloneLately,
    Ladder,
    day_of,
    gaps,
    look_step,
    weekly,
    why_not_again,
)
from applications.states import Step

MAINE = ZoneInfo("America/New_York")
T = datetime(2026, 11, 28, tzinfo=UTC)
LADDER = Ladder(again=20, next=40, chair=60)


def at(hours: int) -> datetime:
    return T + timedelta(hours=hours)


def test_a_gap_is_what_no_shift_covers() -> None:
    shifts = [(at(2), at(5)), (at(4), at(8)), (at(20), at(30))]
    assert gaps(shifts, at(0), at(24)) == [(at(0), at(2)), (at(8), at(20))]
    assert gaps([], at(0), at(24)) == [(at(0), at(24))]
    assert gaps([(at(-5), at(50))], at(0), at(24)) == []
    assert gaps([(at(0), at(8)), (at(8), at(24))], at(0), at(24)) == []


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(-5, 30), st.integers(1, 9)), max_size=8))
def test_every_hour_is_covered_or_in_a_gap_and_never_both(made: list[tuple[int, int]]) -> None:
    shifts = [(at(start), at(start + hours)) for start, hours in made]
    holes = gaps(shifts, at(0), at(24))
    for hour in range(24):
        covered = any(start <= at(hour) < end for start, end in shifts)
        assert covered != any(start <= at(hour) < end for start, end in holes)


@pytest.mark.parametrize(
    "first", [date(2026, 10, 25), date(2027, 3, 7)], ids=["clocks back", "clocks forward"]
)
def test_a_weekly_shift_keeps_its_hours_on_the_wall_when_the_clocks_change(first: date) -> None:
    eight = datetime(first.year, first.month, first.day, 20)
    spans = list(weekly(eight, eight + timedelta(hours=12), 3, MAINE))
    for start, end in spans:
        assert (start.astimezone(MAINE).hour, end.astimezone(MAINE).hour) == (20, 8)
    hours = {start.hour for start, _end in spans}
    assert len(hours) == 2, "in UTC the change lies in between"


def test_nights_that_follow_each_other_leave_no_gap_where_the_clocks_change() -> None:
    saturday = datetime(2026, 10, 31, 8)
    days = weekly(saturday, saturday + timedelta(days=1), 1, MAINE)
    nights = weekly(saturday + timedelta(days=1), saturday + timedelta(days=2), 1, MAINE)
    start, end = day_of(date(2026, 11, 1), MAINE)
    assert end - start == timedelta(hours=25)
    assert gaps([*days, *nights], start, end) == []


@pytest.mark.parametrize(
    ("minutes", "steps"),
    [
        (0, []),
        (39, []),
        (40, [Step.NEXT]),
        (59, [Step.NEXT]),
        (60, [Step.NEXT, Step.CHAIR]),
        (900, [Step.NEXT, Step.CHAIR]),
    ],
)
def test_the_steps_come_in_their_order_and_none_is_forgotten(
    minutes: int, steps: list[Step]
) -> None:
    assert LADDER.due(T, T + timedelta(minutes=minutes)) == steps


def test_minutes_are_minutes_in_the_hour_that_comes_twice() -> None:
    sent = datetime(2026, 11, 1, 1, 50, tzinfo=MAINE)
    again = datetime(2026, 11, 1, 1, 15, tzinfo=MAINE, fold=1)
    assert LADDER.again_is_due(sent.astimezone(UTC), again.astimezone(UTC))
    assert not LADDER.due(sent.astimezone(UTC), again.astimezone(UTC))


def test_the_committee_is_reminded_a_day_before_and_when_it_is_late() -> None:
    due = at(48)
    assert look_step(due, at(23)) is None
    assert look_step(due, at(24)) is Step.LOOK_SOON
    assert look_step(due, at(48)) is Step.LOOK_LATE


def why(by_her_cents: int, approved_cents: int, *, household_waits: bool = False) -> str | None:
    lately = AloneLately(by_her_cents, household_waits)
    return why_not_again(
        lately, approved_cents=approved_cents, in_a_day_cents=1_500_00, way_out="Vote."
    )


def test_one_person_approves_alone_up_to_the_limit_of_a_day_and_not_a_cent_more() -> None:
    assert why(1_000_00, 500_00) is None
    refused = why(1_000_00, 500_01)
    assert refused and "$1,000.00" in refused and "$1,500.00" in refused
    assert refused.endswith("Vote.")


def test_a_household_is_helped_alone_once_a_day_unless_the_committee_agreed() -> None:
    refused = why(0, 1, household_waits=True)
    assert refused and "this household" in refused and refused.endswith("Vote.")
