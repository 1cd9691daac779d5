"""Vendors with what they were paid, and one vendor with the ways to pay it."""

from dataclasses import dataclass

from django.db.models import Count, Sum, Value
from django.http import QueryDict

from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import SETTLED, RailName
from fund.models import PlainWords, Vendor, VendorKind
from fund.web.keyset import page_of


@dataclass(frozen=True)
class VendorRow:
    """A vendor in the list."""

    reference: str
    name: str
    kind: str
    town: str
    can_be_paid: bool


@dataclass(frozen=True)
class VendorList:
    """One page of vendors by name."""

    rows: list[VendorRow]
    newer_url: str
    older_url: str


@dataclass(frozen=True)
class VendorPage:
    """One vendor: payout methods in force and before, and what was paid."""

    vendor: Vendor
    kind: str
    check: PayoutMethod | None
    stripe: PayoutMethod | None
    earlier: list[PayoutMethod]
    paid_count: int
    paid_cents: int


def vendors(asked: QueryDict) -> VendorList:
    """Active vendors by name; `find` is a part of a name or town."""
    chosen = Vendor.objects.filter(is_active=True)
    if words := asked.get("find", "").replace("\x00", "").strip():
        chosen = chosen.filter(search_words__contains=PlainWords(Value(words)))
    found = page_of(chosen, asked, order=("name", "id"), by="reference")
    return VendorList(
        [
            VendorRow(
                vendor.reference,
                vendor.name,
                VendorKind(vendor.kind).label,
                vendor.town,
                vendor.is_payable,
            )
            for vendor in found.rows
        ],
        found.newer_url,
        found.older_url,
    )


def vendor(found: Vendor) -> VendorPage:
    """A vendor's page."""
    methods = list(found.payout_methods.select_related("created_by").order_by("rail", "-version"))
    in_force = {method.rail: method for method in methods if method.replaced_at is None}
    sums = (
        Disbursement.objects.filter(vendor=found, state__in=SETTLED)
        .order_by()
        .aggregate(count=Count("pk"), total=Sum("amount_cents"))
    )
    return VendorPage(
        vendor=found,
        kind=VendorKind(found.kind).label,
        check=in_force.get(RailName.CHECK),
        stripe=in_force.get(RailName.STRIPE),
        earlier=[m for m in methods if m.replaced_at and m.rail != RailName.IMPORTED],
        paid_count=sums["count"],
        paid_cents=sums["total"] or 0,
    )
