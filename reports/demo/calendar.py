"""Which days the demo year covers, seen from today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from fund import clock
from reports.quarters import Quarter

SETTLING_DAYS = 20
"""A quarter is closed some weeks after its end."""


@dataclass(frozen=True)
class DemoYear:
    """Four closed quarters, and the open time since then."""

    quarters: tuple[Quarter, ...]
    today: date

    @property
    def starts_on(self) -> date:
        return self.quarters[0].starts_on

    @property
    def closed_until(self) -> date:
        return self.quarters[-1].ends_on

    @property
    def open_from(self) -> date:
        return self.quarters[-1].next_starts_on


def demo_year() -> DemoYear:
    """The last four quarters that are over for some weeks."""
    today = clock.today()
    last = Quarter.holding(
        Quarter.holding(today - timedelta(days=SETTLING_DAYS)).starts_on - timedelta(days=1)
    )
    quarters = [last]
    while len(quarters) < 4:
        quarters.insert(0, Quarter.holding(quarters[0].starts_on - timedelta(days=1)))
    return DemoYear(tuple(quarters), today)


def moment(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """A time of that day at the fund's own place; never later than now."""
    at = timezone.make_aware(datetime.combine(day, time(hour, minute)))
    return min(at, timezone.now())
