"""An audit event as words for a page."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fund.models import AuditEvent
from fund.money import usd

from . import words

SHOWN_OF_A_FINGERPRINT = 12

_FINGERPRINT = re.compile(r"[0-9a-f]{40,}")


@dataclass(frozen=True)
class FactRow:
    """One fact of an event. `full` is empty unless `value` is only the beginning of it."""

    label: str
    value: str
    full: str = ""


@dataclass(frozen=True)
class EventRow:
    """Who did what, to which number, when."""

    at: datetime
    who: str
    act: str
    subject: str
    facts: list[FactRow]


def event_row(event: AuditEvent) -> EventRow:
    """Needs `actor` loaded."""
    return EventRow(
        event.at,
        event.actor.name if event.actor else _("The system"),
        words.sentence(event.act),
        event.subject,
        [_fact(name, value) for name, value in event.facts.items() if value is not None],
    )


def _fact(name: str, value: str | int) -> FactRow:
    if name.endswith("_cents") and isinstance(value, int):
        return FactRow(words.label(name), usd(value))
    if isinstance(value, str) and _FINGERPRINT.fullmatch(value):
        return FactRow(words.label(name), f"{value[:SHOWN_OF_A_FINGERPRINT]}…", full=value)
    return FactRow(words.label(name), words.value(name, value))
