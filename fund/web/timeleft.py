"""How much time is left before a deadline, in words. Pure: it is told the time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

SOON_MINUTES = 60


@dataclass(frozen=True)
class TimeLeft:
    """Words such as `1 h 20 min left`, and the kind of chip: neutral, wait (an hour) or stop."""

    words: str
    kind: str
    due: datetime

    def __str__(self) -> str:
        return self.words


def time_left_until(due: datetime, now: datetime) -> TimeLeft:
    """The span from `now` to `due` (both aware), rounded down to what a person would say."""
    seconds = int((due - now).total_seconds())
    minutes = abs(seconds) // 60
    if not minutes:
        return TimeLeft(_("due now"), "stop", due)
    if seconds < 0:
        return TimeLeft(_("late by %(span)s") % {"span": span(minutes)}, "stop", due)
    words = _("%(span)s left") % {"span": span(minutes)}
    return TimeLeft(words, "wait" if minutes <= SOON_MINUTES else "neutral", due)


def span(minutes: int) -> str:
    """Whole minutes as `20 min`, `1 h 20 min`, `1 d 3 h` or `4 days`."""
    hours, minutes = divmod(minutes, 60)
    days, hours_of_day = divmod(hours, 24)
    if days >= 3:
        return _("%(days)d days") % {"days": days}
    if days:
        return f"{days} d {hours_of_day} h" if hours_of_day else f"{days * 24} h"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min"
