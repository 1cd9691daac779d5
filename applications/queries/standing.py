"""Where requests stand, read for one page and for a page of the list."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from applications.models import Application, AwardLine, Message
from applications.standing import Payment, Standing
from applications.states import LineState, State
from fund.models import AuditEvent, User

_NEVER = datetime.min.replace(tzinfo=UTC)


def with_questions(rows: "QuerySet[Application]", reader: User) -> "QuerySet[Application]":
    """Each row with `asked_at`, the newest question, `read_at`, when this person last opened the
    messages, and its award's lines."""
    asked = Message.objects.filter(application=OuterRef("pk"), from_committee=True)
    lines = AwardLine.objects.select_related("vendor").order_by("need__position")
    return rows.annotate(
        asked_at=Subquery(asked.order_by("-id").values("sent_at")[:1]),
        read_at=Subquery(reads_of(OuterRef("reference"), reader).values("at")[:1]),
    ).prefetch_related(Prefetch("award__lines", lines))


def read_until(application: Application, reader: User) -> datetime:
    """When this person last opened the messages of this request; the first of days if never.

    The trail knows it already: whoever opens sealed words is on it.
    """
    return reads_of(application.reference, reader).values_list("at", flat=True).first() or _NEVER


def has_news(row: Any) -> bool:
    """Whether a question came that this person has not opened; `row` is of `with_questions`."""
    if row.asked_at is None or row.words_destroyed_at:
        return False
    return row.read_at is None or row.asked_at > row.read_at


def standing_of(
    application: Application, lines: Iterable[AwardLine], asked_at: datetime | None
) -> Standing:
    """What `standing.in_words` is told; `lines` with their vendors, by position."""
    return Standing(
        state=State(application.state),
        since=application.reconsidered_at or application.submitted_at,
        due_at=application.due_at,
        asked_at=asked_at,
        decided_at=application.decided_at,
        ended_at=application.ended_at,
        payments=[payment_of(line) for line in lines],
        approved_cents=application.approved_cents,
        is_second_look=application.reconsidered_at is not None,
        may_look_again=application.can_look_again,
    )


def payment_of(line: AwardLine) -> Payment:
    """The line as the sentence names it."""
    return Payment(
        vendor=line.vendor.name,
        cents=line.amount_cents,
        state=LineState(line.state),
        way=line.way,
        sent_at=line.sent_at,
        paid_on=line.paid_on,
        came_back=line.came_back,
    )


def lines_in_list(row: Application) -> Sequence[AwardLine]:
    """The award's lines that `with_questions` brought along."""
    award = getattr(row, "award", None)
    return list(award.lines.all()) if award else []


def reads_of(reference: Any, reader: User) -> "QuerySet[AuditEvent]":
    """Each time this person opened the messages of a request, the last first."""
    opened = AuditEvent.objects.filter(act="vault.read", facts__opened__icontains="message")
    return opened.filter(subject=reference, actor=reader).order_by("-id")
