"""Adding a vendor: anybody who files or pays may; finance alone makes it payable."""

from dataclasses import dataclass

from django.db import transaction

from fund import references
from fund.audit import record
from fund.models import User, Vendor, VendorKind


@dataclass(frozen=True)
class NewVendor:
    """What is asked about a vendor: the business's own name, town and phone."""

    name: str
    kind: VendorKind
    town: str
    region_id: int
    phone: str = ""


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
            "created_by": actor,
        },
    )
    if made:
        record("vendor.add", vendor.reference, actor=actor, kind=str(new.kind))
    return vendor
