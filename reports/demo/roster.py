"""Who is on call in the demo: two members in turn, a second by day and night, one night nobody."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from applications.models import Shift
from applications.states import Order
from fund import clock
from fund.models import User
from reports.demo.calendar import DemoYear

WEEKS = 6


def load(year: DemoYear, cast: dict[str, User]) -> None:
    """Olive until Saturday evening, then weeks in turn from Sunday morning."""
    olive, otto, chair = cast["olive"], cast["otto"], cast["chen"]
    saturday = year.today + timedelta(days=(5 - year.today.weekday()) % 7)
    sunday = _at(saturday + timedelta(days=1), 8)
    _add(olive, Order.FIRST, _at(year.open_from, 0), _at(saturday, 20), chair)
    _add(otto, Order.SECOND, _at(year.open_from, 0), _at(saturday, 20), chair)
    for week in range(WEEKS):
        first, second = (otto, olive) if week % 2 == 0 else (olive, otto)
        start, end = sunday + timedelta(weeks=week), sunday + timedelta(weeks=week + 1)
        _add(first, Order.FIRST, start, end, chair)
        _add(second, Order.SECOND, start, end, chair)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_current_timezone())


def _add(member: User, order: Order, start: datetime, end: datetime, chair: User) -> None:
    Shift.objects.create(
        member=member,
        order=order,
        starts_at=start,
        ends_at=end,
        added_by=chair,
        added_at=min(start, clock.now()),
    )
