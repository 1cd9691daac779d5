"""Rules of the emergency lane: who is told when, what one person may approve, where a roster has a
gap. Pure: no tables, clock or settings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.translation import gettext as _

from applications.states import Step
from fund.money import usd

IN_A_DAY = timedelta(hours=24)
MOST_WEEKS = 26
Span = tuple[datetime, datetime]
"""From and to, the end not included; both aware."""


@dataclass(frozen=True)
class Ladder:
    """Minutes after a request came in at which each step is due, by its policy."""

    again: int
    next: int
    chair: int

    def again_is_due(self, told_at: datetime, now: datetime) -> bool:
        """Whether she who was told then, and did not take it up, is told once more."""
        return now >= told_at + timedelta(minutes=self.again)

    def due(self, came_in: datetime, now: datetime) -> list[Step]:
        """The steps beyond the first on call whose time has come, in their order."""
        steps = ((Step.NEXT, self.next), (Step.CHAIR, self.chair))
        return [step for step, at in steps if now >= came_in + timedelta(minutes=at)]


def look_due(decided_at: datetime, ratify_days: int) -> datetime:
    """By when the committee looks at what one member decided alone."""
    return decided_at + timedelta(days=ratify_days)


def look_step(due: datetime, now: datetime) -> Step | None:
    """The reminder whose time has come: a day before it is due, and when it is over."""
    if now >= due:
        return Step.LOOK_LATE
    return Step.LOOK_SOON if now >= due - IN_A_DAY else None


def gaps(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    """The parts of `start` to `end` that no span covers, in order."""
    found, covered = [], start
    for begins, ends in sorted(spans):
        if begins >= end:
            break
        if begins > covered:
            found.append((covered, begins))
        covered = max(covered, ends)
    if covered < end:
        found.append((covered, end))
    return found


def day_of(day: date, zone: tzinfo) -> Span:
    """From midnight to midnight on the wall: 23 or 25 hours where the clocks are changed."""
    midnight = datetime.combine(day, time(0))
    return next(weekly(midnight, midnight + timedelta(days=1), 1, zone))


def weekly(starts: datetime, ends: datetime, weeks: int, zone: tzinfo) -> Iterator[Span]:
    """The span of naive local times, each week again, in UTC: the clock on the wall shows the same
    hours, whatever is done to the clocks in between."""
    for week in range(weeks):
        later = timedelta(weeks=week)
        start, end = (
            (moment + later).replace(tzinfo=zone).astimezone(UTC) for moment in (starts, ends)
        )
        yield start, end


@dataclass(frozen=True)
class AloneLately:
    """What was approved alone in the 24 hours before: by this member, and for this household by
    anybody, as long as the committee has not agreed to it."""

    by_her_cents: int
    household_waits: bool


def why_not_again(
    lately: AloneLately, *, approved_cents: int, in_a_day_cents: int, way_out: str
) -> str | None:
    """Why one person may not approve this alone on top of that; None if she may."""
    if lately.household_waits:
        words = _(
            "One member has approved for this household alone in the last 24 hours, and the "
            "committee has not agreed to it yet. %(way_out)s"
        )
        return words % {"way_out": way_out}
    if lately.by_her_cents + approved_cents > in_a_day_cents:
        words = _(
            "You approved %(before)s alone in the last 24 hours. With this it would be more than "
            "%(most)s, the most for one person. %(way_out)s"
        )
        most, before = usd(in_a_day_cents), usd(lately.by_her_cents)
        return words % {"most": most, "before": before, "way_out": way_out}
    return None
