"""Vendors: found in spite of typing errors, and added. Finance alone makes one payable."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import BooleanField, Case, F, FloatField, Func, Q, QuerySet, Value, When
from django.utils.translation import gettext, gettext_noop

from fund import references
from fund.audit import record
from fund.models import PlainWords, Region, User, Vendor, VendorKind

PAID_BEFORE = gettext_noop("The fund has paid them before")
PAYABLE = gettext_noop("The fund can pay them")
NOT_YET_PAYABLE = gettext_noop(
    "Not yet payable: finance has to set them up first, so it can take a day longer"
)

LIKE_NAME = 0.5
LIKE_TOWN = 0.3
OF_THE_REGION = 0.15
"""How much nearer a business of the region is: less than one that is spelled as it was typed."""


@dataclass(frozen=True)
class FoundVendor:
    """One answer to a search. `standing` says in words whether it can be paid."""

    reference: str
    name: str
    town: str
    region: str
    kind: str
    phone: str
    is_payable: bool
    standing: str


def search(text: str, region: Region | None = None, limit: int = 8) -> list[FoundVendor]:
    """Vendors in use whose name and town look like `text`, the likeliest first.

    A wrong, missing or swapped letter, capitals and accents do not matter; of equals one in
    `region` comes first. One query, by the index `vendor_by_words`.
    """
    words = PlainWords(Value(text.replace("\x00", " ")))
    # The whole too: a part knows no order, and `bayivew rentals` is in `rentals bangor` by letters.
    part = _likeness("word_similarity", words, "search_words")
    whole = _likeness("similarity", words, "search_words")
    likeness = part + whole + _nearness(region)
    found = Vendor.objects.filter(is_active=True, search_words__trigram_word_similar=words)
    return rows_of(found.order_by(likeness.desc(), "name", "pk")[:limit])


@dataclass(frozen=True)
class NewVendor:
    """What is asked about a vendor: the business's own name, town and phone."""

    name: str
    kind: VendorKind
    town: str
    region_id: int
    phone: str = ""
    tied_agency_id: int | None = None


def similar_to(new: NewVendor, limit: int = 5) -> list[FoundVendor]:
    """Vendors in use that the new one may be: the same phone, or a similar name in its town."""
    name, town = PlainWords(Value(new.name)), PlainWords(Value(new.town))
    words = PlainWords(Value(f"{new.name} {new.town}"))
    alike = _likeness("word_similarity", name, PlainWords("name"))
    chosen = Q(
        search_words__trigram_word_similar=words,
        alike__gte=LIKE_NAME,
        town_alike__gte=LIKE_TOWN,
    )
    if new.phone:
        chosen |= Q(phone=new.phone)
    found = Vendor.objects.filter(is_active=True).alias(
        alike=alike, town_alike=_likeness("similarity", PlainWords("town"), town)
    )
    return rows_of(found.filter(chosen).order_by(alike.desc(), "name", "pk")[:limit])


@transaction.atomic(durable=True)
def add_vendor(new: NewVendor, *, actor: User) -> Vendor:
    """The vendor of that name in that town, made if there is none.

    Upper and lower case do not make another vendor, and the same again is the same vendor, so a
    double click adds one.
    """
    standing = Vendor.objects.filter(name__iexact=new.name, town__iexact=new.town).first()
    if standing:
        return standing
    vendor, made = Vendor.objects.get_or_create(
        name=new.name,
        town=new.town,
        defaults={
            "reference": references.unused_in(references.vendor_reference, Vendor),
            "kind": new.kind,
            "phone": new.phone,
            "region_id": new.region_id,
            "tied_agency_id": new.tied_agency_id,
            "created_by": actor,
        },
    )
    if made:
        record("vendor.add", vendor.reference, actor=actor, kind=str(new.kind))
    return vendor


def _likeness(function: str, *of: Func | str) -> Func:
    """By pg_trgm, from 0 to 1."""
    return Func(*of, function=function, output_field=FloatField())


def _nearness(region: Region | None) -> Case:
    """What being of the region adds to the likeness of a vendor."""
    near = [When(region=region, then=Value(OF_THE_REGION))] if region else []
    return Case(*near, default=Value(0.0), output_field=FloatField())


def rows_of(vendors: QuerySet[Vendor]) -> list[FoundVendor]:
    """These vendors as a page shows them; one query."""
    was_paid = Func(F("pk"), function="vendor_was_paid", output_field=BooleanField())
    return [
        FoundVendor(
            reference=vendor.reference,
            name=vendor.name,
            town=vendor.town,
            region=vendor.region.name,
            kind=VendorKind(vendor.kind).label,
            phone=vendor.phone,
            is_payable=vendor.is_payable,
            standing=_standing(vendor.is_payable, vendor.was_paid),
        )
        for vendor in vendors.select_related("region").annotate(was_paid=was_paid)
    ]


def _standing(is_payable: bool, was_paid: bool) -> str:
    if not is_payable:
        return gettext(NOT_YET_PAYABLE)
    return gettext(PAID_BEFORE if was_paid else PAYABLE)
