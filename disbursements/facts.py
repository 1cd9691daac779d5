"""What reports may know of payments: settled money, coarse, without a person, vendor or day."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F, Q

from applications import consents
from applications.models import Purpose
from disbursements.models import Disbursement
from fund import tenancy
from fund.matching import give_back
from fund.models import NeedCategory


@dataclass(frozen=True)
class SettledFact:
    """One vendor was paid from one fund, or what came from it came back: `cents` are negative then.
    A payment of several funds is as many facts.

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
            ),
            category=F("award_line__category"),
            region=F("award_line__award__application__region__name"),
            home=F("award_line__award__application__household"),
            back_on=F("refund__received_on"),
            back_cents=F("refund__amount_cents"),
            fund=F("award_line__shares__fund"),
            fund_code=F("award_line__shares__fund__code"),
            share_cents=F("award_line__shares__amount_cents"),
        )
        .order_by("id", "award_line__shares")
        .values_list(
            "pk",
            "posted_on",
            "returned_on",
            "back_on",
            "back_cents",
            "fund",
            "fund_code",
            "share_cents",
            "category",
            "region",
            "home",
            "counted",
            named=True,
        )
    )
    with tenancy.as_the_fund():
        settled = list(rows)
    for _payment, group in groupby(settled, key=lambda row: row.pk):
        shares = list(group)
        came_back = give_back(
            shares[0].back_cents or 0, {row.fund: row.share_cents for row in shares}
        )
        for row in shares:
            signed = (
                (row.posted_on, row.share_cents),
                (row.returned_on, -row.share_cents),
                (row.back_on, -came_back.get(row.fund, 0)),
            )
            for day, cents in signed:
                if cents and day is not None and since <= day < until:
                    yield SettledFact(
                        month=day.replace(day=1),
                        fund=row.fund_code,
                        category_group=NeedCategory(row.category).group.value,
                        region=row.region,
                        cents=cents,
                        household=household_keys[row.home],
                        counted=row.counted,
                    )
