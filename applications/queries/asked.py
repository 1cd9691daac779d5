"""The money that is free, fund by fund, next to what undecided requests ask for."""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from applications.models import Application
from fund import books, clock
from fund.models import Fund, NeedCategory


@dataclass(frozen=True)
class FundNow:
    """`asked_cents` counts each undecided request that the fund could help to pay, whole: one that
    two funds could pay is in both."""

    name: str
    free_cents: int
    asked_cents: int

    @property
    def is_short(self) -> bool:
        return self.asked_cents > self.free_cents


def funds_now(undecided: "QuerySet[Application]") -> list[FundNow]:
    """Each open fund; two queries, whatever the number of funds and requests."""
    groups = list(
        undecided.order_by().values_list("region", "categories").annotate(Sum("requested_cents"))
    )
    found = []
    for balance in books.balances():
        asked = sum(
            cents for region, kinds, cents in groups if _could_pay(balance.fund, region, kinds)
        )
        found.append(FundNow(balance.fund.name, balance.available_cents, asked))
    return found


def _could_pay(fund: Fund, region_id: int, categories: list[str]) -> bool:
    """By purpose, place and day; `books.why_not` says it of a single line, with the amount."""
    today = clock.today()
    return (
        fund.region_id in (None, region_id)
        and (fund.starts_on or today) <= today <= (fund.ends_on or today)
        and (
            not fund.purpose_group
            or any(NeedCategory(kind).group == fund.purpose_group for kind in categories)
        )
    )
