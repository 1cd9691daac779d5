"""How long the words of a request are kept. Pure."""

from calendar import monthrange
from datetime import date, datetime


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or that month's last."""
    count = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(count, 12)
    return moment.replace(
        year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1])
    )


def last_day_of_hold(today: date) -> date:
    """The latest day that a hold placed today may end on: a year on, then it is looked at again."""
    return today.replace(year=today.year + 1, day=min(today.day, 28 if today.month == 2 else 31))
