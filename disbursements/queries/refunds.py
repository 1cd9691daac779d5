"""Stays that ended early, what the motel should give back, and what it gave."""

from dataclasses import dataclass
from datetime import datetime

from applications.models import Stay
from disbursements.models import Disbursement
from disbursements.states import SETTLED

MOST_OWED = 20


@dataclass(frozen=True)
class OwedRow:
    """A paid stay of which fewer nights were used, and nothing came back yet."""

    reference: str
    vendor: str
    phone: str
    words: str
    told_at: datetime | None
    owed_cents: int


def stay_of(payment: Disbursement) -> Stay | None:
    """The stay that the payment is for, if it is for one and who acts may see it."""
    return Stay.objects.filter(need=payment.award_line.need_id).select_related("need").first()


def owed_cents(stay: Stay, kept_cents: int) -> int:
    """What the vendor has for nights that were not used; nothing if the agency told nothing."""
    if stay.nights_used is None:
        return 0
    return max(0, kept_cents - stay.nights_used * stay.rate_cents)


def owed() -> list[OwedRow]:
    """The stays that the agencies told about longest ago, without a refund; two queries."""
    payments = {
        payment.award_line.need_id: payment
        for payment in Disbursement.objects.filter(
            award_line__need__stay__nights_used__isnull=False,
            state__in=SETTLED,
            award_line__refunded_cents=0,
        )
        .select_related("vendor", "award_line")
        .order_by("award_line__need__stay__told_at", "id")[:MOST_OWED]
    }
    stays = Stay.objects.filter(need__in=payments).select_related("need").order_by("told_at", "id")
    return [_row(payments[stay.need_id], stay) for stay in stays]


def _row(payment: Disbursement, stay: Stay) -> OwedRow:
    return OwedRow(
        reference=payment.reference,
        vendor=payment.vendor.name,
        phone=payment.vendor.phone,
        words=stay.used_words,
        told_at=stay.told_at,
        owed_cents=owed_cents(stay, payment.amount_cents),
    )
