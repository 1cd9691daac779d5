"""Whom a line could be paid to: paid before, nearby, or found by a few letters."""

from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.models import Need
from applications.queries.own import own_requests
from fund.models import NeedCategory, Region, User, Vendor, VendorKind
from fund.vendors import FoundVendor, rows_of, search

LOOK_BACK = 100
"""So many of an agency's last requests are looked through for what it paid before."""
MOST = 6
SAME = gettext_noop("Same as last time")

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
    region: Region,
    asked: str,
    *named: str | None,
) -> list[tuple[str, str, str]]:
    """Reference, words and a line of help of each business that a page offers.

    `asked` are letters of a name; without them those paid for this before, then those nearby. The
    `named` (by reference: that of the draft, that which was picked) are offered in any case.
    """
    before = [] if asked else _paid_before(user, category)
    wanted = [*(reference for reference in named if reference), *before]
    by_reference = {row.reference: row for row in _named(wanted)} if wanted else {}
    found = [by_reference[reference] for reference in wanted if reference in by_reference]
    if asked:
        found += search(asked, region)
    elif category and len(before) < MOST:
        found += _nearby(usual_kind(category), region, MOST - len(before))
    rows = {row.reference: row for row in found}
    return [
        (row.reference, f"{row.name}, {row.town}", _about(row, region, row.reference in before))
        for row in rows.values()
    ]


def _about(row: FoundVendor, region: Region, is_same: bool) -> str:
    same = _(SAME) if is_same else ""
    place = "" if row.region == region.name else _("%(name)s region") % {"name": row.region}
    return ". ".join(part for part in (same, place, row.standing) if part)


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
    reference, __, position = key.partition("/")
    if not position.isdecimal() or len(position) > 3:
        return None
    lines = _sent_lines(user).filter(application__reference=reference, position=position)
    return lines.select_related("vendor", "application").first()


def _sent_lines(user: User) -> "QuerySet[Need]":
    sent = own_requests(user).filter(submitted_at__isnull=False).order_by("-id")
    return Need.objects.filter(application__in=sent.values("pk")[:LOOK_BACK])


def _paid_before(user: User, category: str) -> list[str]:
    rows = _sent_lines(user).filter(vendor__is_active=True)
    if category:
        rows = rows.filter(category=category)
    newest = rows.values("vendor__reference").annotate(last=Max("application_id"))
    return list(newest.order_by("-last").values_list("vendor__reference", flat=True)[:MOST])


def _named(references: list[str]) -> list[FoundVendor]:
    return rows_of(Vendor.objects.filter(is_active=True, reference__in=references))


def _nearby(kind: VendorKind, region: Region, most: int) -> list[FoundVendor]:
    rows = Vendor.objects.filter(is_active=True, kind=kind, region=region)
    return rows_of(rows.order_by("name", "id")[:most])
