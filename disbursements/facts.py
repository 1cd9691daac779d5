"""What reports may know of payments: settled money, coarse, without a person, vendor or day."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from disbursements.models import Disbursement
from fund import tenancy
from fund.models import NeedCategory


@dataclass(frozen=True)
class SettledFact:
    """One vendor was paid, or a payment came back: `cents` are negative then.

    `month` is the first day of the month whose books hold it; `fund` is the fund's code,
    `category_group` a CategoryGroup value, `region` the request's region by name. `household`
    tells households apart within one reading and says nothing more: it is random each time.
    """

    month: date
    fund: str
    category_group: str
    region: str
    cents: int
    household: str


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
        )
        .order_by("id")
        .values_list(
            "posted_on",
            "returned_on",
            "amount_cents",
            "fund__code",
            "award_line__category",
            "award_line__award__application__region__name",
            "award_line__award__application__household",
        )
    )
    with tenancy.as_the_fund():
        settled = list(rows)
    for posted, returned, cents, fund, category, region, household in settled:
        group = NeedCategory(category).group.value
        for day, signed in ((posted, cents), (returned, -cents)):
            if day is not None and since <= day < until:
                month = day.replace(day=1)
                yield SettledFact(month, fund, group, region, signed, household_keys[household])
