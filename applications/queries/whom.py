"""Whom a line could be paid to: paid before, nearby, or found by a few letters."""

from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from applications.models import Need
from applications.queries.own import own_requests
from fund.models import NeedCategory, User, Vendor, VendorKind

LOOK_BACK = 100
"""So many of an agency's last requests are looked through for what it paid before."""
MOST = 6
SAME = "Same as last time"

_N, _K = NeedCategory, VendorKind
USUAL_KIND = {
    _N.MOTEL: _K.MOTEL,
    _N.RENT: _K.LANDLORD,
    _N.DEPOSIT: _K.LANDLORD,
    _N.UTILITIES: _K.UTILITY,
    _N.PHONE: _K.UTILITY,
    _N.LOCAL_TRANSPORT: _K.TRANSPORT,
    _N.RELOCATION: _K.TRANSPORT,
    _N.FOOD: _K.STORE,
    _N.CLOTHING: _K.STORE,
    _N.FUEL: _K.STORE,
    _N.MEDICATION: _K.PHARMACY,
    _N.IDENTITY: _K.PUBLIC_OFFICE,
}


@dataclass(frozen=True)
class Earlier:
    """A line that the agency sent before, as something to ask for again."""

    key: str
    category: str
    vendor: str
    amount_cents: int


def usual_kind(category: str) -> VendorKind:
    """The kind of business that is usually paid for this."""
    return USUAL_KIND.get(NeedCategory(category), VendorKind.SERVICE)


def offered(
    user: User,
    category: str,
    region_id: int,
    asked: str,
    *,
    stands: Vendor | None = None,
    picked: str = "",
) -> list[tuple[str, str, str]]:
    """Reference, words and a line of help of each business that a page offers.

    `asked` are letters of a name; without them those paid for this before, then those nearby.
    The one that stands in the draft and the one that was picked (by its reference) are offered in
    any case.
    """
    found = [stands] if stands else []
    if picked and not (stands and stands.reference == picked):
        found += _in_use().filter(reference=picked)
    before: list[Vendor] = []
    if asked:
        found += search(asked, region_id)
    else:
        before = _paid_before(user, category)
        found += before
        if category and len(before) < MOST:
            found += _nearby(usual_kind(category), region_id)[: MOST - len(before)]
    rows = {vendor.reference: vendor for vendor in found}
    same = {vendor.pk for vendor in before}
    return [
        (vendor.reference, f"{vendor.name}, {vendor.town}", _hint(vendor, same, region_id))
        for vendor in rows.values()
    ]


def search(text: str, region_id: int) -> list[Vendor]:
    """Businesses whose name or town has these letters, those of the region first."""
    rows = _in_use().filter(Q(name__icontains=text) | Q(town__icontains=text)).order_by("name")[:50]
    return sorted(rows, key=lambda vendor: vendor.region_id != region_id)[:MOST]


def same_again(user: User) -> list[Earlier]:
    """The last three different lines that the agency sent: what, whom and how much."""
    lines = _sent_lines(user).filter(vendor__is_active=True).select_related("vendor", "application")
    found: dict[tuple[str, int], Earlier] = {}
    for need in lines.order_by("-application_id", "position")[:30]:
        key = f"{need.application.reference}/{need.position}"
        vendor = f"{need.vendor.name}, {need.vendor.town}"
        line = Earlier(key, need.category_label, vendor, need.amount_cents)
        found.setdefault((need.category, need.vendor_id), line)
    return list(found.values())[:3]


def earlier_line(user: User, key: str) -> Need | None:
    """The agency's own line that `same_again` offered by this key."""
    reference, _, position = key.partition("/")
    if not position.isdecimal() or len(position) > 3:
        return None
    lines = _sent_lines(user).filter(application__reference=reference, position=position)
    return lines.select_related("vendor", "application").first()


def _sent_lines(user: User) -> "QuerySet[Need]":
    sent = own_requests(user).filter(submitted_at__isnull=False).order_by("-id")
    return Need.objects.filter(application__in=sent.values("pk")[:LOOK_BACK])


def _paid_before(user: User, category: str) -> list[Vendor]:
    rows = _sent_lines(user).filter(vendor__is_active=True)
    if category:
        rows = rows.filter(category=category)
    newest = rows.values("vendor").annotate(last=Max("application_id")).order_by("-last")
    keys = list(newest.values_list("vendor", flat=True)[:MOST])
    by_key = {vendor.pk: vendor for vendor in _in_use().filter(pk__in=keys)} if keys else {}
    return [by_key[key] for key in keys if key in by_key]


def _nearby(kind: VendorKind, region_id: int) -> list[Vendor]:
    rows = _in_use().filter(kind=kind, region_id=region_id).order_by("name", "id")
    return list(rows[:MOST])


def _in_use() -> "QuerySet[Vendor]":
    return Vendor.objects.filter(is_active=True).select_related("region")


def _hint(vendor: Vendor, same: set[int], region_id: int) -> str:
    if vendor.pk in same:
        return SAME
    return "" if vendor.region_id == region_id else f"{vendor.region.name} region"
