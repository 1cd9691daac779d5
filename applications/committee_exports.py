"""The committee's requests as a CSV file, however many: one query, read row by row by a cursor of
the server while the file is sent, so that 100,000 requests need the memory of a few.

Nothing in it names a person, an agency or a business. The transaction stays open for as long as
the file takes; it locks nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.exports import BYTE_ORDER_MARK, amount
from applications.queries.inbox import committee_requests
from applications.queries.looking import Looking
from applications.states import Lane, State
from fund import cells, tenancy
from fund.audit import record
from fund.models import NeedCategory, User

AT_ONCE = 500
HEADS = (
    *("Number", "How soon", "Region", "State", "For", "Asked for", "Approved"),
    *("Sent", "Due", "Decided", "Hours to decision"),
)
_COLUMNS = (
    *("reference", "lane", "region__name", "state", "categories"),
    *("requested_cents", "approved_cents", "submitted_at", "due_at", "decided_at"),
)


@transaction.atomic(durable=True)
def begin_export(actor: User) -> None:
    """Put on the trail that the figures leave, before the first of them does."""
    record("committee.export", "committee", actor=actor)


def export(user: User, looking: Looking) -> Iterator[str]:
    """Lines of the file, some hundred at a time: what this person may see and `looking` fits,
    oldest first."""
    yield BYTE_ORDER_MARK + cells.line(HEADS)
    found = looking.narrow(committee_requests(user)).order_by("pk").values_list(*_COLUMNS)
    with transaction.atomic():
        rows = found.iterator(chunk_size=AT_ONCE)
        while piece := _next(rows, user):
            yield "".join(cells.line(_cells(*row)) for row in piece)


def _next(rows: Iterator[Any], user: User) -> list[Any]:
    with tenancy.acting(user.pk):
        return list(islice(rows, AT_ONCE))


def _cells(
    reference: str,
    lane: str,
    region: str,
    state: str,
    categories: list[str],
    asked: int,
    approved: int,
    sent: datetime,
    due: datetime,
    decided: datetime | None,
) -> list[str]:
    hours = f"{(decided - sent).total_seconds() / 3600:.1f}" if decided else ""
    return [
        reference,
        Lane(lane).label,
        region,
        State(state).label,
        "; ".join(str(NeedCategory(category).label) for category in categories),
        amount(asked),
        amount(approved),
        _moment(sent),
        _moment(due),
        _moment(decided),
        hours,
    ]


def _moment(moment: datetime | None) -> str:
    """`2026-11-25 14:05`, by the fund's own clock."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
