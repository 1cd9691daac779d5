"""Rows for the pages; reads only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from fund import clock
from fund.models import Donor, Gift, Period
from reports.models import Release, ReleaseState
from reports.quarters import Quarter

GIFTS_SHOWN = 200


def published() -> QuerySet[Release]:
    """Every report that the public may read, newest first."""
    return Release.objects.filter(state=ReleaseState.PUBLISHED)


def once_public(quarter: Quarter) -> Release | None:
    """The report of a quarter that was published, withdrawn since or not; with its tables."""
    return (
        Release.objects.filter(starts_on=quarter.starts_on, published_at__isnull=False)
        .prefetch_related("tables")
        .first()
    )


def for_staff() -> QuerySet[Release]:
    """All releases with the people who acted on them, newest first."""
    return Release.objects.select_related("prepared_by", "published_by", "withdrawn_by")


def ready_quarters() -> list[Quarter]:
    """Closed quarters without a report that is out or waiting, newest first; two queries."""
    closed: dict[Quarter, int] = {}
    for day in Period.objects.filter(
        closed_at__isnull=False, ends_on__lt=clock.today()
    ).values_list("starts_on", flat=True):
        quarter = Quarter.holding(day)
        closed[quarter] = closed.get(quarter, 0) + 1
    taken = {
        Quarter.holding(day)
        for day in Release.objects.exclude(
            state=ReleaseState.WITHDRAWN, published_at__isnull=True
        ).values_list("starts_on", flat=True)
    }
    whole = {quarter for quarter, months in closed.items() if months == 3}
    return sorted(whole - taken, reverse=True)


@dataclass(frozen=True)
class GiftLine:
    """One gift of the donor's own, exact: they gave it, so it tells them nothing new."""

    reference: str
    received_on: date
    fund: str
    cents: int


def given(donor: Donor) -> tuple[int, int]:
    """How many gifts the donor ever made, and their cents in all; one query."""
    total = Gift.objects.filter(donor=donor).aggregate(gifts=Count("id"), cents=Sum("amount_cents"))
    return total["gifts"], total["cents"] or 0


def gifts_of(donor: Donor) -> list[GiftLine]:
    """The donor's newest gifts; one query."""
    gifts = Gift.objects.filter(donor=donor).select_related("fund")[:GIFTS_SHOWN]
    return [
        GiftLine(gift.reference, gift.received_on, gift.fund.name, gift.amount_cents)
        for gift in gifts
    ]
