"""Times as a person says them. Pure: told the present moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fund import dates


def by_when(moment: datetime, now: datetime) -> str:
    """`4:05 p.m. today`, `9:30 a.m. tomorrow`, `9:30 a.m. on Friday, November 27`; local time."""
    local, here = timezone.localtime(moment), timezone.localtime(now)
    clock = dates.written(local, "TIME_FORMAT")
    if local.date() == here.date():
        return _("%(time)s today") % {"time": clock}
    if local.date() == here.date() + timedelta(days=1):
        return _("%(time)s tomorrow") % {"time": clock}
    day = dates.written(local, "WEEKDAY_FORMAT")
    return _("%(time)s on %(day)s") % {"time": clock, "day": day}


def hours(count: int) -> str:
    """`2 hours`, `1 hour`, `3 days`."""
    if count >= 48 and count % 24 == 0:
        return ngettext("%(days)d day", "%(days)d days", count // 24) % {"days": count // 24}
    return ngettext("%(hours)d hour", "%(hours)d hours", count) % {"hours": count}


def days_ago(count: int) -> str:
    """`today`, `yesterday`, `12 days ago`."""
    if count < 2:
        return _("yesterday") if count else _("today")
    return ngettext("%(days)d day ago", "%(days)d days ago", count) % {"days": count}


def listed(words: Sequence[str]) -> str:
    """`Motel, food, phone`: each once, in the given order."""
    once = list(dict.fromkeys(words))
    return ", ".join([*once[:1], *(label[:1].lower() + label[1:] for label in once[1:])])
