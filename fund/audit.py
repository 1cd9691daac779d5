"""The audit trail's one writer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from fund import clock
from fund.facts import Fact, require
from fund.models import AuditEvent, User

Facts = dict[str, Fact]

_reads: ContextVar[list[tuple[str, User, Facts]] | None] = ContextVar("reads", default=None)


def record(act: str, subject: str, *, actor: User | None, **facts: Fact) -> AuditEvent:
    """Add one row inside the caller's transaction.

    `act` is a verb with its room (`application.submit`), `subject` an opaque reference, `facts`
    states, counts and cents: never words that somebody typed, and NotAFact is raised over what
    could be such. `actor` None is the system itself.
    """
    require(act, subject, facts)
    return AuditEvent.objects.create(
        at=clock.now(), actor=actor, act=act, subject=subject, facts=facts
    )


def record_each(act: str, told: Mapping[str, Facts], *, actor: User | None) -> None:
    """As `record`, the same act of many subjects with the facts of each, in one statement."""
    for subject, facts in told.items():
        require(act, subject, facts)
    now = clock.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(at=now, actor=actor, act=act, subject=subject, facts=facts)
        for subject, facts in told.items()
    )


def record_read(subject: str, opened: str, *, actor: User) -> None:
    """Say that this person opened sealed words of `subject`; `opened` names places, not words.

    On a page, which cannot write, it is written when the page is made and before it leaves.
    """
    waiting = _reads.get()
    if waiting is None:
        record("vault.read", subject, actor=actor, opened=opened)
    elif (read := (subject, actor, Facts(opened=opened))) not in waiting:
        waiting.append(read)


@contextmanager
def reads_at_the_end() -> Iterator[list[tuple[str, User, Facts]]]:
    """Collect what is read inside the block; the caller hands it to `write_reads` afterwards."""
    waiting: list[tuple[str, User, Facts]] = []
    token = _reads.set(waiting)
    try:
        yield waiting
    finally:
        _reads.reset(token)


def write_reads(waiting: list[tuple[str, User, Facts]]) -> None:
    """Record what a page opened. If this fails there is no page."""
    for subject, actor, facts in waiting:
        record("vault.read", subject, actor=actor, **facts)
