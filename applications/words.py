"""Times as a person says them. Pure: told the present moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone


def by_when(moment: datetime, now: datetime) -> str:
    """`4:05 p.m. today`, `9:30 a.m. tomorrow`, `9:30 a.m. on Friday, November 27`; local time."""
    local, here = timezone.localtime(moment), timezone.localtime(now)
    clock = f"{local:%-I:%M}\N{NO-BREAK SPACE}{'a.m.' if local.hour < 12 else 'p.m.'}"
    if local.date() == here.date():
        return f"{clock} today"
    if local.date() == here.date() + timedelta(days=1):
        return f"{clock} tomorrow"
    return f"{clock} on {local:%A, %B %-d}"


def hours(count: int) -> str:
    """`2 hours`, `1 hour`, `3 days`."""
    if count >= 48 and count % 24 == 0:
        return f"{count // 24} days"
    return "1 hour" if count == 1 else f"{count} hours"


def days_ago(count: int) -> str:
    """`today`, `yesterday`, `12 days ago`."""
    return {0: "today", 1: "yesterday"}.get(count, f"{count} days ago")


def listed(words: Sequence[str]) -> str:
    """`Motel, food, phone`: each once, in the given order."""
    once = list(dict.fromkeys(words))
    return ", ".join([*once[:1], *(label[:1].lower() + label[1:] for label in once[1:])])
