"""Lists of payments: those that wait for a second signature, and all of them by filter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Count, Q, QuerySet, Sum
from django.http import QueryDict

from disbursements import policy
from disbursements.models import Disbursement
from disbursements.states import SETTLED, RailName, State
from fund.models import User
from fund.web.keyset import page_of

RowType = TypeVar("RowType")


@dataclass(frozen=True)
class ReleaseRow:
    """A payment that waits for its second signature; `why_not` is why not by this person."""

    reference: str
    request: str
    vendor: str
    vendor_reference: str
    pay_to: str
    rail: str
    fund: str
    amount_cents: int
    prepared_by: str
    approved_by: str
    scheduled_at: datetime
    why_not: str


@dataclass(frozen=True)
class PaymentRow:
    """A payment as the list shows it."""

    reference: str
    vendor: str
    fund: str
    rail: str
    scheduled_at: datetime
    label: str
    kind: str
    is_stopped: bool
    amount_cents: int


@dataclass(frozen=True)
class Listing(Generic[RowType]):
    """One page of rows; count and total are of all pages."""

    rows: list[RowType]
    count: int
    total_cents: int
    newer_url: str
    older_url: str


def to_release(asked: QueryDict, actor: User) -> Listing[ReleaseRow]:
    """Prepared payments, the one that has waited longest first."""
    payments = Disbursement.objects.filter(state=State.SCHEDULED)
    found = page_of(
        payments.select_related(
            "vendor",
            "payout_method",
            "prepared_by",
            "approved_by",
            "award_line__award__application",
        ).prefetch_related("award_line__shares"),
        asked,
        order=("id",),
        by="reference",
    )
    rows = [_release_row(payment, actor) for payment in found.rows]
    return Listing(rows, *_sums(payments), found.newer_url, found.older_url)


def payments(asked: QueryDict) -> Listing[PaymentRow]:
    """Payments, newest first, by `state`, `vendor`, `fund`, `month` (2026-05) or `find`."""
    chosen = _filtered(asked)
    found = page_of(with_row(chosen), asked, order=("-id",), by="reference")
    rows = [payment_row(payment) for payment in found.rows]
    return Listing(rows, *_sums(chosen), found.newer_url, found.older_url)


def with_row(payments: QuerySet[Disbursement]) -> QuerySet[Disbursement]:
    """The payments with all that `payment_row` shows."""
    return payments.select_related("vendor", "award_line").prefetch_related("award_line__shares")


def payment_row(payment: Disbursement) -> PaymentRow:
    """The row of a payment that `with_row` found."""
    return PaymentRow(
        reference=payment.reference,
        vendor=payment.vendor.name,
        fund=payment.funds_label,
        rail=payment.rail_label,
        scheduled_at=payment.scheduled_at,
        label=payment.state_label,
        kind=payment.tag_kind,
        is_stopped=payment.frozen_at is not None,
        amount_cents=payment.amount_cents,
    )


def month_of(text: str) -> tuple[date, date] | None:
    """First and last day of a month written 2026-05; None for anything else."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        return None
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _filtered(asked: QueryDict) -> QuerySet[Disbursement]:
    chosen = Disbursement.objects.all()
    if asked.get("state") == "stopped":
        chosen = chosen.filter(frozen_at__isnull=False)
    elif asked.get("state") == "settled":
        chosen = chosen.filter(state__in=SETTLED)
    elif (state := asked.get("state", "")) in State.values:
        chosen = chosen.filter(state=state)
    if vendor := _plain(asked, "vendor"):
        chosen = chosen.filter(vendor__reference=vendor)
    if fund := _plain(asked, "fund"):
        chosen = chosen.filter(award_line__shares__fund__code=fund)
    if month := month_of(asked.get("month", "")):
        chosen = chosen.filter(posted_on__range=month)
    if words := _plain(asked, "find"):
        chosen = chosen.filter(Q(reference=words.upper()) | Q(vendor__name__icontains=words))
    return chosen


def _plain(asked: QueryDict, name: str) -> str:
    return asked.get(name, "").replace("\x00", "").strip()


def _sums(payments: QuerySet[Disbursement]) -> tuple[int, int]:
    sums = payments.order_by().aggregate(count=Count("pk"), total=Sum("amount_cents"))
    return sums["count"], sums["total"] or 0


def _release_row(payment: Disbursement, actor: User) -> ReleaseRow:
    method = payment.payout_method
    is_check = payment.rail == RailName.CHECK
    return ReleaseRow(
        reference=payment.reference,
        request=payment.award_line.award.application.reference,
        vendor=payment.vendor.name,
        vendor_reference=payment.vendor.reference,
        pay_to=f"{method.remit_name}\n{method.remit_address}" if is_check else "",
        rail=payment.rail_label,
        fund=payment.funds_label,
        amount_cents=payment.amount_cents,
        prepared_by=payment.prepared_by.name,
        approved_by=payment.approved_by.name,
        scheduled_at=payment.scheduled_at,
        why_not=policy.why_not_release(
            policy.Hands(payment.approved_by_id, payment.prepared_by_id),
            state=State(payment.state),
            is_frozen=payment.frozen_at is not None,
            actor=actor.pk,
        )
        or "",
    )
