"""What reports may know of payments: settled money, coarse, without a person, vendor or day."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from applications import consents
from applications.models import Purpose
from disbursements.models import Disbursement
from fund import tenancy
from fund.models import NeedCategory


@dataclass(frozen=True)
class SettledFact:
    """One vendor was paid, or a payment or a part of it came back: `cents` are negative then.

    `month` is the first day of the month whose books hold it; `fund` is the fund's code,
    `category_group` a CategoryGroup value, `region` the request's region by name. `household`
    tells households apart within one reading and says nothing more: it is random each time.
    `counted` is False without a consent to be counted that held on the day of the payment and still
    does: then only the money may be told, and in no row of its own.
    """

    month: date
    fund: str
    category_group: str
    region: str
    cents: int
    household: str
    counted: bool


def settled_facts(since: date, until: date) -> Iterator[SettledFact]:
    """All that settled or came back from `since` up to, not including, `until`; one query.

    Dates are those of the books, so that the facts of a closed period never change: a return
    counts in the month in which it was booked, not in the month of its payment.
    """
    household_keys: dict[int, str] = defaultdict(lambda: secrets.token_hex(8))
    rows = (
        Disbursement.objects.filter(
            Q(posted_on__gte=since, posted_on__lt=until)
            | Q(posted_on__isnull=False, returned_on__gte=since, returned_on__lt=until)
            | Q(refund__received_on__gte=since, refund__received_on__lt=until)
        )
        .annotate(
            counted=consents.held(
                Purpose.STATISTICS,
                application="award_line__award__application",
                on="posted_on",
            )
        )
        .order_by("id")
        .values_list(
            "posted_on",
            "returned_on",
            "refund__received_on",
            "amount_cents",
            "refund__amount_cents",
            "fund__code",
            "award_line__category",
            "award_line__award__application__region__name",
            "award_line__award__application__household",
            "counted",
        )
    )
    with tenancy.as_the_fund():
        settled = list(rows)
    for posted, returned, refunded, cents, part, fund, category, region, home, counted in settled:
        group = NeedCategory(category).group.value
        for day, signed in ((posted, cents), (returned, -cents), (refunded, -(part or 0))):
            if day is not None and since <= day < until:
                month = day.replace(day=1)
                key = household_keys[home]
                yield SettledFact(month, fund, group, region, signed, key, counted)
