"""The fiscal quarters that keys are made for. The fiscal year is the calendar year."""

import re

from fund import clock

_FORM = re.compile(r"20\d\dQ[1-4]")


def current() -> str:
    """Today’s quarter as `2026Q4`."""
    today = clock.today()
    return f"{today.year}Q{(today.month + 2) // 3}"


def is_quarter(text: str) -> bool:
    """Whether the text has the form `2026Q4`."""
    return bool(_FORM.fullmatch(text))


def before(quarter: str) -> str:
    """The quarter before this one."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4"
