"""The audit trail's one writer."""

from fund import clock
from fund.models import AuditEvent, User


def record(act: str, subject: str, *, actor: User | None, **facts: str | int | None) -> AuditEvent:
    """Add one row inside the caller's transaction.

    `act` is a verb with its room (`application.submit`), `subject` an opaque reference, `facts`
    states, counts and cents: never words that somebody typed. `actor` None is the system itself.
    """
    return AuditEvent.objects.create(
        at=clock.now(), actor=actor, act=act, subject=subject, facts=facts
    )
