"""What an agency's requests were approved and paid, by month and by kind of need.

Both tables are sums over the same cells, so their totals agree.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from applications.models import Application, AwardLine
from applications.states import LineState
from fund import clock, dates
from fund.models import NeedCategory, User

Cell = tuple[date, str]
"""First day of a month, and a category."""


@dataclass(frozen=True)
class Sums:
    """A row of either table, in cents. Paid in a month may have been approved in another."""

    label: str
    approved_cents: int
    paid_cents: int


@dataclass(frozen=True)
class Spending:
    """One calendar year. `waiting_cents` is approved and not yet paid today, of every year."""

    year: int
    months: list[Sums]
    categories: list[Sums]
    total: Sums
    waiting_cents: int


def spending(user: User, year: int) -> Spending:
    """The year of the agencies that this person leads, in three queries; cancelled lines, which
    are never paid, are left out. A payment that came back is not paid."""
    lines = AwardLine.objects.filter(award__application__in=Application.objects.led_by(user))
    lines = lines.exclude(state=LineState.CANCELLED)
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    made = lines.filter(
        award__made_at__gte=clock.midnight(first), award__made_at__lt=clock.midnight(after)
    )
    approved = _cells(made, "award__made_at")
    settled = lines.filter(state=LineState.PAID, paid_on__gte=first, paid_on__lt=after)
    paid = _cells(settled, "paid_on")
    waiting = lines.exclude(state=LineState.PAID).aggregate(cents=Sum("amount_cents"))["cents"]
    keys = approved.keys() | paid.keys()
    return Spending(
        year=year,
        months=_rows(
            sorted({month for month, _kind in keys}),
            0,
            approved,
            paid,
            lambda month: dates.written(month, "F"),
        ),
        categories=_rows(
            [c for c in NeedCategory.values if c in {kind for _month, kind in keys}],
            1,
            approved,
            paid,
            lambda kind: NeedCategory(kind).label,
        ),
        total=Sums(_("Total"), sum(approved.values()), sum(paid.values())),
        waiting_cents=waiting or 0,
    )


def _cells(lines: "QuerySet[AwardLine]", moment: str) -> dict[Cell, int]:
    rows = lines.order_by().annotate(month=TruncMonth(moment)).values("month", "category")
    found = rows.annotate(cents=Sum("amount_cents"))
    return {(_day(row["month"]), row["category"]): row["cents"] for row in found}


def _day(month: date | datetime) -> date:
    return month.date() if isinstance(month, datetime) else month


def _rows(
    keys: Iterable[Any],
    place: int,
    approved: dict[Cell, int],
    paid: dict[Cell, int],
    words: Callable[[Any], str],
) -> list[Sums]:
    """One row for each key: the sums of the cells that have it at this place."""

    def of(cells: dict[Cell, int], key: Any) -> int:
        return sum(cents for cell, cents in cells.items() if cell[place] == key)

    return [Sums(words(key), of(approved, key), of(paid, key)) for key in keys]
