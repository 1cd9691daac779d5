"""Emergencies that one member decided alone: those that wait for the committee, and its word."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import across, oncall
from applications.models import Ratification
from applications.queries.inbox import to_ratify
from applications.queries.own import needs_in_words
from applications.states import RefusedFor
from fund import clock
from fund.models import User
from fund.web.keyset import Page, page_of

REFUSALS_SHOWN = 50


@dataclass(frozen=True)
class Waiting:
    """One of them in the queue; `due` is when the committee's word is due."""

    reference: str
    title: str
    note: str
    amount_cents: int
    due: datetime


def queue(user: User, asked: QueryDict) -> tuple[list[Waiting], Page[Any], int]:
    """A page of the queue, the one due first on top, and how many wait in all; two queries."""
    rows = to_ratify(user)
    shown = rows.select_related("region", "policy", "decided_by")
    page = page_of(shown, asked, order=("decided_at", "id"), by="reference")
    return [_waiting(row) for row in page.rows], page, rows.count()


def _waiting(row: Any) -> Waiting:
    return Waiting(
        reference=row.reference,
        title=f"{row.reference} · {needs_in_words(row)}",
        note=_("%(region)s region · decided by %(name)s")
        % {"region": row.region, "name": row.decided_by},
        amount_cents=row.approved_cents,
        due=oncall.look_due(row.decided_at, row.policy.ratify_days),
    )


@dataclass(frozen=True)
class Month:
    """How many emergencies were decided alone in a month, and what the committee said."""

    month: date
    decided: int
    agreed: int
    refused: int
    waiting: int
    approved_cents: int


def by_month(since: date) -> list[Month]:
    """The newest month first, over all requests: for the chair and for the annual report."""
    zone = timezone.get_current_timezone()
    start = datetime(since.year, since.month, 1, tzinfo=zone)
    return [
        Month(
            timezone.localdate(row["month"]),
            row["decided"],
            row["agreed"],
            row["refused"],
            row["waiting"],
            row["approved_cents"],
        )
        for row in across.alone_by_month(start)
    ]


@dataclass(frozen=True)
class Refused:
    """A decision that the committee did not agree with; the payment stands."""

    reference: str
    on: datetime
    why: str
    amount_cents: int


def refusals() -> list[Refused]:
    """The latest that whoever asks may see, the newest first; one query."""
    rows = Ratification.objects.filter(agreed=False).select_related("application")
    return [
        Refused(
            row.application.reference,
            row.at,
            RefusedFor(row.refused_for).label,
            row.application.approved_cents,
        )
        for row in rows.order_by("-at")[:REFUSALS_SHOWN]
    ]


def a_year_ago() -> date:
    """The first day of the month a year before this one."""
    today = clock.today()
    return date(today.year - 1, today.month, 1)
