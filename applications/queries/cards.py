"""Requests as the committee's list shows them: no person, no agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from applications import policy
from applications.actions.locking import rules_of
from applications.models import Application, Call, Message, Need, Review
from applications.pending import Waiting, in_words
from applications.queries.own import needs_in_words
from applications.queries.sheet import was_paid
from applications.queries.standing import reads_of
from applications.states import Lane, State, Step, Verdict
from fund import clock, dates
from fund.models import User

LANE_KIND = {Lane.EMERGENCY: "wait", Lane.URGENT: "info", Lane.STANDARD: "neutral"}


@dataclass(frozen=True)
class Card:
    """One request: what it waits for, and whether the agency has answered since this reader last
    opened it."""

    reference: str
    title: str
    note: str
    amount_cents: int
    label: str
    kind: str
    due: datetime | None
    has_answer: bool


def cards_of(keys: Iterable[int], reader: User) -> dict[int, Card]:
    """A card for each of these requests, by its key; one query."""
    of_this = {"application": OuterRef("pk")}
    spoken = Review.objects.filter(**of_this, round=OuterRef("review_round"))
    cast = spoken.filter(abstained=False)
    told = Call.objects.filter(**of_this, step__in=[Step.FIRST, Step.AGAIN, Step.NEXT])
    said = Message.objects.filter(**of_this).order_by("-id").values("sent_at")
    lines = Need.objects.filter(**of_this)
    rows = (
        Application.objects.filter(pk__in=keys)
        .order_by()
        .select_related("region", "policy")
        .annotate(
            cast=Coalesce(Subquery(cast.values("application").values(number=Count("pk"))), 0),
            voted=Exists(spoken.filter(reviewer=reader).exclude(lines__verdict=Verdict.ASK)),
            told_at=Subquery(told.order_by("-id").values("at")[:1]),
            asked_at=Subquery(said.filter(from_committee=True)[:1]),
            answered_at=Subquery(said.filter(from_committee=False)[:1]),
            read_at=Subquery(reads_of(OuterRef("reference"), reader).values("at")[:1]),
            new_business=Exists(lines.exclude(was_paid())),
        )
    )
    return {row.pk: _card(row) for row in rows}


def _card(row: Any) -> Card:
    lane = Lane(row.lane)
    undecided = row.is_undecided
    words = _pending(row) if undecided else _decided(row)
    return Card(
        reference=row.reference,
        title=f"{row.reference} · {needs_in_words(row)}",
        note=_("%(region)s region · %(words)s") % {"region": row.region, "words": words},
        amount_cents=row.approved_cents or row.requested_cents,
        label=lane.label if undecided else row.state_label,
        kind=LANE_KIND[lane] if undecided else row.tag_kind,
        due=row.due_at if undecided else None,
        has_answer=undecided and _has_answer(row),
    )


def _pending(row: Any) -> str:
    waiting = Waiting(
        state=State(row.state),
        seats=policy.seats(rules_of(row.policy), row.requested_cents),
        cast=row.cast,
        voted=row.voted,
        asked_at=row.asked_at,
        escalated_at=row.escalated_at,
        told_at=row.told_at,
    )
    words = in_words(waiting, clock.now())
    if row.new_business:
        return _("%(words)s · new business") % {"words": words}
    return words


def _decided(row: Any) -> str:
    moment = row.decided_at or row.ended_at
    if moment is None:
        return str(row.state_label).lower()
    day = dates.written(moment, "SHORT_DAY_FORMAT")
    words = _("decided %(day)s") if row.decided_at else _("withdrawn %(day)s")
    return words % {"day": day}


def _has_answer(row: Any) -> bool:
    if row.answered_at is None or row.words_destroyed_at:
        return False
    return row.read_at is None or row.answered_at > row.read_at
