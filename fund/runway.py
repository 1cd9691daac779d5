"""How long the money lasts: what is free, divided by what was promised a week lately.

The forecast says what would happen if the coming weeks were like the last ones; it is no promise.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min

from fund import books, clock
from fund.models import Encumbrance

LOOKS_BACK = 13
"""Weeks whose promises make the pace: a quarter of a year."""


@dataclass(frozen=True)
class Runway:
    """One fund's, or all funds' together (`name` is empty). Cents; `weeks` whole ones, None while
    nothing was promised lately."""

    name: str
    available_cents: int
    weekly_cents: int
    weeks: int | None
    until: date | None


def weeks_left(available_cents: int, weekly_cents: int) -> int | None:
    """Whole weeks that the money lasts at this pace; None without a pace."""
    if weekly_cents <= 0:
        return None
    return max(0, available_cents) // weekly_cents


def runways() -> tuple[Runway, list[Runway]]:
    """All funds together, and each active fund; five queries, however many there are."""
    now = clock.now()
    promised, first = _promised(now)
    weeks = _weeks_of_pace(first, now)
    balances = books.balances()
    rows = [
        _runway(
            str(balance.fund),
            balance.available_cents,
            promised.get(balance.fund.pk, 0) // weeks,
            balance.fund.ends_on,
            now.date(),
        )
        for balance in balances
    ]
    free = sum(balance.available_cents for balance in balances)
    return _runway("", free, sum(promised.values()) // weeks, None, now.date()), rows


def _promised(now: datetime) -> tuple[dict[int, int], datetime | None]:
    """Cents reserved and not given back in the last weeks by fund, and the first of all."""
    first = Encumbrance.objects.aggregate(first=Min("opened_at"))["first"]
    return books.promised_since(now - timedelta(weeks=LOOKS_BACK)), first


def _weeks_of_pace(first: datetime | None, now: datetime) -> int:
    """A fund that began a month ago has the pace of a month."""
    if first is None:
        return LOOKS_BACK
    return max(1, min(LOOKS_BACK, -(-(now - first).days // 7)))


def _runway(
    name: str, available_cents: int, weekly_cents: int, ends_on: date | None, today: date
) -> Runway:
    weeks = weeks_left(available_cents, weekly_cents)
    until = today + timedelta(weeks=weeks) if weeks is not None else None
    if ends_on and (until is None or ends_on < until):
        until = ends_on
    return Runway(name, available_cents, weekly_cents, weeks, until)
