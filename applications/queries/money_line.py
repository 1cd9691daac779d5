"""The line of those who wait for money: its order, who is before whom, and what a week may give.

The order is the fund's own, over all agencies: emergencies first, then urgent requests, then the
rest, and within each by the time at which an answer was due (docs/decisions/0065).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, QuerySet, Subquery, Value, When

from applications.models import Application, AwardLine, Need
from applications.scarcity import PLACE
from applications.states import Lane, LineState
from fund import books, clock, matching, tenancy
from fund.matching import Bill, Purse
from fund.models import FundPolicy, NeedCategory
from fund.turns import Turn

MOST = 50
"""Places of the line that a page shows."""


def waiting_lines() -> "QuerySet[AwardLine]":
    """Approved lines without money, first come first."""
    rows: QuerySet[AwardLine] = AwardLine.objects.filter(state=LineState.UNFUNDED)
    lane = Case(
        *(When(award__application__lane=lane, then=Value(place)) for lane, place in PLACE.items()),
        output_field=IntegerField(),
    )
    return rows.annotate(place=lane).order_by("place", "due_at", "id")


def turn_of(application: Application, needs: Iterable[Need], purses: Sequence[Purse]) -> Turn:
    """Whose turn it is for the lines of this request, which may be approved now: those who wait
    already and come before it are not overtaken. Three queries at most."""
    if application.lane == Lane.EMERGENCY:
        return Turn(hurried=frozenset(need.pk for need in needs))
    known: int | None = getattr(application, "week_limit_cents", None)
    turn = Turn()
    _limit(turn, FundPolicy.in_force().weekly_release_cents if known is None else known)
    mine = (PLACE[Lane(application.lane)], application.due_at or clock.now())
    today = clock.today()
    with tenancy.as_the_fund():
        ahead = list(
            waiting_lines().values_list(
                "award__application__lane",
                "due_at",
                "category",
                "award__application",
                "award__application__region",
            )
        )
    for lane, due_at, category, request, region in ahead:
        if (PLACE[Lane(lane)], due_at) <= mine:
            bill = Bill(0, NeedCategory(category).group.value, region, 0, request)
            turn.waits(bill, [p.id for p in purses if not matching.why_never(p, bill, today)])
    return turn


def turn_of_all(lines: Iterable[AwardLine]) -> Turn:
    """Whose turn it is when new money came: `lines` are of `waiting_lines`, with their requests."""
    hurried = {line.need_id for line in lines if line.award.application.lane == Lane.EMERGENCY}
    turn = Turn(hurried=frozenset(hurried))
    _limit(turn, FundPolicy.in_force().weekly_release_cents)
    return turn


def week_limit_now() -> Subquery:
    """For a query of requests, as its column `week_limit_cents`: `turn_of` then asks no more."""
    in_force = FundPolicy.objects.filter(effective_at__lte=clock.now()).order_by("-version")
    return Subquery(in_force.values("weekly_release_cents")[:1])


def _limit(turn: Turn, limit: int) -> None:
    if not limit:
        return
    given = given_this_week_cents()
    turn.week_left_cents, turn.week_is_fresh = limit - given, not given


def given_this_week_cents() -> int:
    """What was promised since Monday and not given back."""
    today = clock.today()
    monday = clock.midnight(today - timedelta(days=today.weekday()))
    return sum(books.promised_since(monday).values())


@dataclass(frozen=True)
class Place:
    """One line in the line; the number of its request only for those who may see it."""

    number: int
    reference: str
    category: str
    lane: str
    amount_cents: int
    since: datetime


@dataclass(frozen=True)
class Queue:
    """The head of the line, and how long it is in all."""

    places: list[Place]
    count: int
    cents: int


def queue() -> Queue:
    """The line as whoever acts may see it; three queries."""
    with tenancy.as_the_fund():
        rows = list(
            waiting_lines().values_list(
                "pk", "category", "award__application__lane", "amount_cents", "award__made_at"
            )
        )
    shown = [row[0] for row in rows[:MOST]]
    mine = AwardLine.objects.filter(pk__in=shown)
    references = dict(mine.values_list("pk", "award__application__reference"))
    return Queue(
        places=[
            Place(
                number,
                references.get(pk, ""),
                NeedCategory(category).label,
                Lane(lane).label,
                cents,
                since,
            )
            for number, (pk, category, lane, cents, since) in enumerate(rows[:MOST], start=1)
        ],
        count=len(rows),
        cents=sum(cents for _pk, _category, _lane, cents, _since in rows),
    )


def places_of(application: Application, needs: Iterable[Need]) -> list[tuple[str, int]]:
    """Each of these needs that waits for money, with its place in the line; no query if none does.

    The needs are of `sheet.needs_of`, with their award lines.
    """
    lines = (getattr(need, "award_line", None) for need in needs)
    own = [line for line in lines if line and line.state == LineState.UNFUNDED]
    if not own:
        return []
    with tenancy.as_the_fund():
        order = list(waiting_lines().values_list("pk", flat=True))
    return [(line.category_label, order.index(line.pk) + 1) for line in own if line.pk in order]
