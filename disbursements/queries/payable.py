"""Award lines to pay, and lines that wait for money with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, Sum
from django.http import QueryDict

from applications.models import AwardLine
from applications.states import LineState
from disbursements.models import PayoutMethod
from disbursements.states import RailName
from fund import books, clock
from fund.models import NeedCategory
from fund.web.keyset import page_of

MOST_WAITING = 50
SHORT = {RailName.STRIPE: "Bank transfer", RailName.CHECK: "Paper check"}


@dataclass(frozen=True)
class Choice:
    """A way to pay, by its id."""

    id: int
    label: str


@dataclass(frozen=True)
class PayableRow:
    """One line to pay. Without choices the vendor can't be paid yet."""

    reference: str
    request: str
    vendor: str
    vendor_reference: str
    what: str
    fund: str
    amount_cents: int
    due_at: datetime
    came_back: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class PayablePage:
    """One page of lines; count and total are of all pages."""

    rows: list[PayableRow]
    count: int
    total_cents: int
    newer_url: str
    older_url: str


@dataclass(frozen=True)
class WaitingRow:
    """A line that no fund can pay, with each fund's reason in words."""

    reference: str
    request: str
    vendor: str
    what: str
    amount_cents: int
    due_at: datetime
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """The oldest waiting lines; count and total are of all of them."""

    rows: list[WaitingRow]
    count: int
    total_cents: int


def payable(asked: QueryDict) -> PayablePage:
    """Lines to be paid, the oldest clock first."""
    lines = AwardLine.objects.filter(state=LineState.PAYABLE)
    usable = PayoutMethod.objects.filter(
        replaced_at__isnull=True, is_payable=True, rail__in=[RailName.STRIPE, RailName.CHECK]
    ).order_by("-rail")
    found = page_of(
        lines.select_related("vendor", "fund", "need", "award__application").prefetch_related(
            Prefetch("vendor__payout_methods", usable, to_attr="usable_methods")
        ),
        asked,
        order=("due_at", "id"),
        by="reference",
    )
    sums = lines.aggregate(count=Count("pk"), total=Sum("amount_cents"))
    return PayablePage(
        [_payable_row(line) for line in found.rows],
        sums["count"],
        sums["total"] or 0,
        found.newer_url,
        found.older_url,
    )


def waiting() -> Waiting:
    """Lines that wait for money, the oldest clock first."""
    lines = AwardLine.objects.filter(state=LineState.UNFUNDED)
    oldest = lines.select_related("vendor", "need", "award__application").order_by("due_at", "id")
    sums = lines.aggregate(count=Count("pk"), total=Sum("amount_cents"))
    balances = books.balances() if sums["count"] else []
    rows = [_waiting_row(line, balances) for line in oldest[:MOST_WAITING]]
    return Waiting(rows, sums["count"], sums["total"] or 0)


def lines_by_reference(references: Iterable[str]) -> list[AwardLine]:
    """The lines with these references, oldest clock first; an unknown one is left out."""
    wanted = Q(reference__in=list(references))
    return list(AwardLine.objects.filter(wanted).order_by("due_at", "id"))


def _payable_row(line: AwardLine) -> PayableRow:
    methods: list[PayoutMethod] = line.vendor.usable_methods  # type: ignore[attr-defined]
    return PayableRow(
        reference=line.reference,
        request=line.award.application.reference,
        vendor=line.vendor.name,
        vendor_reference=line.vendor.reference,
        what=line.need.category_label,
        fund=str(line.fund),
        amount_cents=line.amount_cents,
        due_at=line.due_at,
        came_back=line.reopened_at is not None,
        choices=tuple(Choice(method.pk, SHORT[RailName(method.rail)]) for method in methods),
    )


def _waiting_row(line: AwardLine, balances: list[books.FundBalance]) -> WaitingRow:
    application = line.award.application
    reasons = (
        books.why_not(
            balance.fund,
            category=NeedCategory(line.need.category),
            region_id=application.region_id,
            on=clock.today(),
            amount_cents=line.amount_cents,
            free=balance.available_cents,
        )
        or f"{balance.fund} can pay it; it is tried again each minute."
        for balance in balances
    )
    return WaitingRow(
        reference=line.reference,
        request=application.reference,
        vendor=line.vendor.name,
        what=line.need.category_label,
        amount_cents=line.amount_cents,
        due_at=line.due_at,
        reasons=tuple(reasons),
    )
