"""The hash of one link, from the values of its event. Pure; audit_chain.sql computes the same."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST = bytes(32)
"""What stands before the first link."""


@dataclass(frozen=True)
class Event:
    """The columns of an audit event; `facts` is PostgreSQL's own text of the JSON."""

    id: int
    at: datetime
    actor_id: int | None
    act: str
    subject: str
    facts: str


def link_hash(position: int, previous: bytes, event: Event) -> bytes:
    """SHA-256 over the place, the hash before it and every column, each with its length."""
    moment = event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    actor = None if event.actor_id is None else str(event.actor_id)
    values = (str(event.id), moment, actor, event.act, event.subject, event.facts)
    head = _field("fund.audit.1") + _field(str(position)) + previous
    return hashlib.sha256(head + b"".join(map(_field, values))).digest()


def _field(value: str | None) -> bytes:
    if value is None:
        return (-1).to_bytes(4, "big", signed=True)
    held = value.encode()
    return len(held).to_bytes(4, "big", signed=True) + held
