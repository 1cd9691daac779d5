"""When somebody is told: at once, once a day, never in her quiet hours. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True)
class Wish:
    """`daily_hour`: once a day at this hour, else as it happens. `quiet`: from this hour up to, not
    including, that one; it may go over midnight."""

    daily_hour: int | None = None
    quiet: tuple[int, int] | None = None


def due(now: datetime, wish: Wish, *, urgent: bool) -> datetime:
    """When news of `now` (a local time) is sent. What is urgent waits for nothing."""
    if urgent:
        return now
    moment = now if wish.daily_hour is None else _next(now, wish.daily_hour)
    if wish.quiet and _is_between(moment.hour, *wish.quiet):
        return _next(moment, wish.quiet[1])
    return moment


def _next(after: datetime, hour: int) -> datetime:
    """The next time that a clock on the wall shows this hour."""
    today = datetime.combine(after.date(), time(hour), after.tzinfo)
    return today if today > after else today + timedelta(days=1)


def _is_between(hour: int, start: int, end: int) -> bool:
    return start <= hour < end if start < end else hour >= start or hour < end
