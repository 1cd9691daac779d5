"""How the committee does: load, time to decision and what was approved, by lane, region, category
or agency. Sums over all agencies, so the fund itself asks; a row that is too small is not shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Case,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.fields import CharField, DurationField
from django.db.models.functions import Cast, Coalesce, Extract, TruncWeek
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.models import Application
from applications.states import UNDECIDED, Lane, State
from fund import clock, tenancy
from fund.models import Agency, FundPolicy, NeedCategory, Region

DECIDED = (State.APPROVED, State.DECLINED, State.CLOSED)
PERIODS = (30, 90, 365)
WEEKS = 12
HOUR = 3600
OTHERS = "-"
"""The key of the row that holds every row too small to stand alone."""

BY: dict[str, tuple[str, str]] = {
    "lane": (gettext_noop("How soon"), "lane"),
    "region": (gettext_noop("Region"), "region"),
    "category": (gettext_noop("Kind of need"), "needs__category"),
    "agency": (gettext_noop("Agency"), "agency"),
}
"""What the figures can be divided by: the head of the column, and the field."""

_IN_TIME = Q(decided_at__lte=F("due_at"), hours__isnull=False)


class Percentile(Aggregate):
    """The value below which this share of the rows lies (PostgreSQL's `percentile_cont`)."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: Any, share: float) -> None:
        super().__init__(expression, share=share, output_field=FloatField())


@dataclass(frozen=True)
class Group:
    """One row of figures: decisions of the period. Of the `timed` ones the hours are known; where
    these are too few, the hours are None."""

    label: str
    decided: int
    approved: int
    asked_cents: int
    approved_cents: int
    timed: int
    in_time: int
    median_hours: float | None
    p90_hours: float | None
    is_small: bool = False

    @property
    def in_time_percent(self) -> int:
        """Share decided within the clock, in whole per cent."""
        return _percent(self.in_time, self.timed)

    @property
    def approved_percent(self) -> int:
        """Share of the decisions that approved something, in whole per cent."""
        return _percent(self.approved, self.decided)


@dataclass(frozen=True)
class Week:
    """The load of one week that began on a Monday."""

    starts_on: date
    sent: int
    decided: int


@dataclass(frozen=True)
class Figures:
    """One page of figures; `least` is the smallest group that stands alone."""

    since: date
    total: Group
    groups: list[Group]
    least: int

    @property
    def shown(self) -> list[Group]:
        """The groups whose hours can be shown."""
        return [group for group in self.groups if group.median_hours is not None]


@tenancy.as_the_fund()
def figures(by: str, days: int) -> Figures:
    """Decisions of the last `days` days, divided by one of BY."""
    least = FundPolicy.in_force().report_threshold
    since = clock.today() - timedelta(days=days)
    total, groups = divided(decided_between(since, None), by, least)
    return Figures(since, total, groups, least)


def divided(rows: "QuerySet[Application]", by: str, least: int) -> tuple[Group, list[Group]]:
    """All of them together, and by one of BY; a fixed number of queries.

    Groups of fewer than `least` decisions stand together in one row; if that is still too small,
    it has a label and no figures. A request for two kinds of need counts under both.
    """
    field = BY[by][1]
    total = _group(_("All"), rows.aggregate(**_sums()), least)
    counts = rows.order_by(field).values_list(field).annotate(Count("pk", distinct=True))
    sizes = dict(counts)
    small = [key for key, size in sizes.items() if size < least]
    found = _by_key(rows, field, small)
    names = _names(by, [key for key in sizes if key not in small])
    groups = [_group(names[key], found[str(key)], least) for key in names]
    if small:
        groups.append(_others(found[OTHERS], least))
    return total, groups


@tenancy.as_the_fund()
def load() -> list[Week]:
    """Requests sent and decided in each of the last weeks, oldest first; two queries."""
    today = clock.today()
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    sent, decided = _weekly("submitted_at", first), _weekly("decided_at", first)
    starts = [first + timedelta(weeks=number) for number in range(WEEKS)]
    return [Week(day, sent.get(day, 0), decided.get(day, 0)) for day in starts]


@tenancy.as_the_fund()
def waiting() -> list[tuple[str, int]]:
    """How many requests of each lane wait for a decision now."""
    rows = Application.objects.filter(state__in=UNDECIDED).order_by("lane")
    found = dict(rows.values_list("lane").annotate(Count("pk")))
    return [(lane.label, found.get(lane.value, 0)) for lane in Lane]


def decided_between(first: date, after: date | None) -> "QuerySet[Application]":
    """Decided from a day up to another, with `hours` from when it was sent, or sent again, to the
    decision. What came in from an older list knows only the days, so it has no hours."""
    begun = Coalesce("reconsidered_at", "submitted_at")
    taken = ExpressionWrapper(F("decided_at") - begun, output_field=DurationField())
    rows: QuerySet[Application] = Application.objects.filter(
        state__in=DECIDED, decided_at__gte=clock.midnight(first)
    )
    if after:
        rows = rows.filter(decided_at__lt=clock.midnight(after))
    return rows.annotate(
        hours=Case(
            When(
                imported_key__isnull=True,
                then=ExpressionWrapper(Extract(taken, "epoch") / HOUR, output_field=FloatField()),
            ),
            default=None,
            output_field=FloatField(),
        )
    )


def _sums() -> dict[str, Any]:
    return {
        "decided": Count("pk", distinct=True),
        "approved": Count("pk", filter=~Q(state=State.DECLINED), distinct=True),
        "asked": Sum("requested_cents"),
        "given": Sum("approved_cents"),
        "timed": Count("pk", filter=Q(hours__isnull=False), distinct=True),
        "in_time": Count("pk", filter=_IN_TIME, distinct=True),
        "median": Percentile("hours", 0.5),
        "p90": Percentile("hours", 0.9),
    }


def _by_key(
    rows: "QuerySet[Application]", field: str, small: Sequence[Any]
) -> dict[str, dict[str, Any]]:
    """The sums of each group by its key as text, and of the small ones together as OTHERS."""
    key = Case(
        When(**{f"{field}__in": small}, then=Value(OTHERS)),
        default=Cast(field, CharField()),
        output_field=CharField(),
    )
    sums = _sums()
    if field.startswith("needs__"):  # a line counts with its own amounts
        sums |= {"asked": Sum("needs__amount_cents"), "given": Sum("needs__approved_cents")}
    keyed = rows.annotate(key=key).order_by().values("key").annotate(**sums)
    return {str(row["key"]): dict(row) for row in keyed}


def _names(by: str, keys: list[Any]) -> dict[Any, str]:
    """The label of each key, in the order of the lanes or of the alphabet."""
    if by == "lane":
        return {lane.value: lane.label for lane in Lane if lane.value in keys}
    if by == "category":
        labels = {key: NeedCategory(key).label for key in keys}
    else:
        kind: Any = Region if by == "region" else Agency
        labels = dict(kind.objects.filter(pk__in=keys).values_list("pk", "name"))
    return dict(sorted(labels.items(), key=lambda row: row[1]))


def _group(label: str, sums: dict[str, Any], least: int) -> Group:
    knows_hours = sums["timed"] >= least
    return Group(
        label=label,
        decided=sums["decided"],
        approved=sums["approved"],
        asked_cents=sums["asked"] or 0,
        approved_cents=sums["given"] or 0,
        timed=sums["timed"],
        in_time=sums["in_time"],
        median_hours=sums["median"] if knows_hours else None,
        p90_hours=sums["p90"] if knows_hours else None,
    )


def _others(sums: dict[str, Any], least: int) -> Group:
    label = _("All others together")
    if sums["decided"] < least:
        return Group(label, 0, 0, 0, 0, 0, 0, None, None, is_small=True)
    return _group(label, sums, least)


def _weekly(moment: str, first: date) -> dict[date, int]:
    rows = Application.objects.filter(**{f"{moment}__gte": clock.midnight(first)}).order_by()
    found = rows.annotate(week=TruncWeek(moment)).values_list("week").annotate(Count("pk"))
    return {timezone.localdate(week): count for week, count in found}


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
