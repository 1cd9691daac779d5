"""What keeps somebody from sending a new request: the rule alone."""

from datetime import date, timedelta

import pytest

from fund.onboarding import Missing, Sender, last_day, missing

TODAY = date(2026, 3, 10)


def why(agreed: bool = True, trained_on: date | None = TODAY, leads: bool = False) -> str | None:
    return missing(Sender(agreed, trained_on, leads), today=TODAY, training_months=24)


def test_an_agreement_and_a_training_are_enough() -> None:
    assert why() is None


def test_without_an_agreement_nobody_sends_not_even_a_supervisor() -> None:
    assert why(agreed=False) == why(agreed=False, leads=True) == Missing.AGREEMENT


def test_an_advocate_needs_a_training_and_a_supervisor_does_not() -> None:
    assert why(trained_on=None) == Missing.TRAINING
    assert why(trained_on=None, leads=True) is None


def test_a_training_holds_to_the_same_day_so_many_months_later() -> None:
    day = TODAY.replace(year=2024)
    assert why(trained_on=day) is None
    assert why(trained_on=day - timedelta(days=1)) == Missing.TRAINING_OVER


@pytest.mark.parametrize(
    ("trained_on", "months", "last"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 5), 1, date(2025, 1, 5)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 11, 30), 15, date(2026, 2, 28)),
        (date(2024, 5, 5), 0, None),
    ],
)
def test_the_last_day_of_a_training(trained_on: date, months: int, last: date | None) -> None:
    assert last_day(trained_on, months) == last
