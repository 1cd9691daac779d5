"""The one clock. Imports, the demo year and tests may set it; nothing else reads the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time

from django.utils import timezone

YEARS_BACK = 5

_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """The present moment, timezone-aware."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """The present day at the fund's own place (settings.TIME_ZONE)."""
    return timezone.localdate(now())


def midnight(day: date) -> datetime:
    """The first moment of a day at the fund's own place."""
    return timezone.make_aware(datetime.combine(day, time.min))


def recent_years() -> list[int]:
    """This year and those before it that can be asked for, newest first."""
    this = today().year
    return list(range(this, this - YEARS_BACK, -1))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (aware) inside the block."""
    if timezone.is_naive(moment):
        raise ValueError("the clock needs a time with a time zone")
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
