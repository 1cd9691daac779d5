"""Times as a person says them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from applications.words import by_when, hours, listed

MAINE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 20, 14, 5, tzinfo=MAINE)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 20, 16, 5, tzinfo=MAINE), "4:05\xa0p.m. today"),
        (datetime(2026, 11, 21, 0, 30, tzinfo=MAINE), "12:30\xa0a.m. tomorrow"),
        (datetime(2026, 11, 27, 9, 30, tzinfo=MAINE), "9:30\xa0a.m. on Friday, November 27"),
        (datetime(2026, 11, 20, 21, 5, tzinfo=ZoneInfo("UTC")), "4:05\xa0p.m. today"),
        (datetime(2026, 11, 21, 3, 0, tzinfo=ZoneInfo("UTC")), "10:00\xa0p.m. today"),
    ],
)
def test_a_deadline_is_said_by_local_day(moment: datetime, words: str) -> None:
    assert by_when(moment, NOW) == words


def test_the_clocks_of_the_lanes_are_said_in_hours_and_days() -> None:
    assert [hours(count) for count in (1, 2, 24, 50, 72)] == [
        "1 hour",
        "2 hours",
        "24 hours",
        "50 hours",
        "3 days",
    ]


def test_a_list_names_each_thing_once() -> None:
    assert listed([]) == ""
    assert listed(["Food", "Food"]) == "Food"
    assert listed(["Motel", "Food", "Phone", "Food"]) == "Motel, food, phone"
