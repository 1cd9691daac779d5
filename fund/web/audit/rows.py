"""An audit event as words for a page."""

from dataclasses import dataclass
from datetime import datetime

from fund.models import AuditEvent
from fund.money import usd


@dataclass(frozen=True)
class EventRow:
    """Who did what, to which number, when."""

    at: datetime
    who: str
    act: str
    subject: str
    facts: str


def event_row(event: AuditEvent) -> EventRow:
    """Needs `actor` loaded."""
    room, _dot, verb = event.act.partition(".")
    return EventRow(
        event.at,
        event.actor.name if event.actor else "The system",
        f"{room.capitalize()}: {verb.replace('_', ' ')}" if verb else room,
        event.subject,
        ", ".join(_fact(name, value) for name, value in event.facts.items() if value is not None),
    )


def _fact(name: str, value: str | int) -> str:
    if name.endswith("_cents") and isinstance(value, int):
        return f"{name.removesuffix('_cents').replace('_', ' ')} {usd(value)}"
    return f"{name} {value}".replace("_", " ")
