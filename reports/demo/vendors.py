"""The demo's vendors, each payable by Stripe's stand-in, by check, by both or not yet."""

from dataclasses import dataclass

from disbursements import registry
from disbursements.models import PayoutMethod
from disbursements.states import RailName
from fund.models import NeedCategory, Region, User, Vendor, VendorKind
from reports.demo import sandbox


@dataclass(frozen=True)
class DemoVendor:
    name: str
    kind: VendorKind
    town: str
    region: str
    categories: tuple[NeedCategory, ...]
    rails: str = "both"


_C, _K = NeedCategory, VendorKind

VENDORS = (
    DemoVendor("Pine Tree Motel", _K.MOTEL, "Portland", "Portland", (_C.MOTEL,)),
    DemoVendor("Lighthouse Inn", _K.MOTEL, "Biddeford", "Portland", (_C.MOTEL,), "stripe"),
    DemoVendor("Bayview Rentals", _K.LANDLORD, "Portland", "Portland", (_C.RENT, _C.DEPOSIT)),
    DemoVendor("Granite Power Company", _K.UTILITY, "Portland", "Portland", (_C.UTILITIES,)),
    DemoVendor("Safe Latch Locksmiths", _K.SERVICE, "Portland", "Portland", (_C.LOCKS,), "stripe"),
    DemoVendor("Harbor Market", _K.STORE, "Portland", "Portland", (_C.FOOD, _C.CLOTHING)),
    DemoVendor("Oak Street Pharmacy", _K.PHARMACY, "Portland", "Portland", (_C.MEDICATION,)),
    DemoVendor("Bright Ink Clinic", _K.SERVICE, "Portland", "Portland", (_C.TATTOO_REMOVAL,)),
    DemoVendor("Capital Motor Lodge", _K.MOTEL, "Augusta", "Augusta-Waterville", (_C.MOTEL,)),
    DemoVendor(
        "Kennebec Homes", _K.LANDLORD, "Waterville", "Augusta-Waterville", (_C.RENT, _C.DEPOSIT)
    ),
    DemoVendor(
        "Statehouse Records Office",
        _K.PUBLIC_OFFICE,
        "Augusta",
        "Augusta-Waterville",
        (_C.IDENTITY,),
        "check",
    ),
    DemoVendor("Riverside Grocery", _K.STORE, "Augusta", "Augusta-Waterville", (_C.FOOD,)),
    DemoVendor("Queen City Inn", _K.MOTEL, "Bangor", "Bangor", (_C.MOTEL,)),
    DemoVendor(
        "Down East Bus",
        _K.TRANSPORT,
        "Bangor",
        "Bangor",
        (_C.RELOCATION, _C.LOCAL_TRANSPORT),
        "stripe",
    ),
    DemoVendor("Katahdin Rentals", _K.LANDLORD, "Bangor", "Bangor", (_C.RENT, _C.MOVING)),
    DemoVendor("Aroostook Fuel", _K.SERVICE, "Presque Isle", "Bangor", (_C.FUEL,), "check"),
    DemoVendor("Birch Dental and Medical", _K.SERVICE, "Bangor", "Bangor", (_C.MEDICAL,)),
    DemoVendor("Twin Cities Motel", _K.MOTEL, "Lewiston", "Lewiston-Auburn", (_C.MOTEL,)),
    DemoVendor(
        "Mill Row Apartments", _K.LANDLORD, "Auburn", "Lewiston-Auburn", (_C.RENT, _C.DEPOSIT)
    ),
    DemoVendor(
        "Little Steps Childcare",
        _K.SERVICE,
        "Lewiston",
        "Lewiston-Auburn",
        (_C.CHILDCARE,),
        "check",
    ),
    DemoVendor("Western Phone Shop", _K.STORE, "Rumford", "Lewiston-Auburn", (_C.PHONE,)),
    DemoVendor(
        "Androscoggin Auto Repair", _K.SERVICE, "Auburn", "Lewiston-Auburn", (_C.CAR_REPAIR,)
    ),
    DemoVendor("Mercy Hill Legal Aid", _K.SERVICE, "Portland", "Portland", (_C.LEGAL,), "check"),
    DemoVendor("Coastal Movers", _K.SERVICE, "Saco", "Portland", (_C.MOVING,), "none"),
)


def load(by: User) -> None:
    """Every vendor with its payout methods; the Stripe ones are onboarded at the stand-in."""
    regions = {region.name: region for region in Region.objects.all()}
    for place, wanted in enumerate(VENDORS):
        vendor = Vendor.objects.create(
            reference=f"V-DEMO{place:02d}",
            name=wanted.name,
            kind=wanted.kind,
            town=wanted.town,
            region=regions[wanted.region],
            phone=f"207-555-01{place:02d}",
            created_by=by,
        )
        if wanted.rails in ("both", "check"):
            PayoutMethod.objects.create(
                vendor=vendor,
                rail=RailName.CHECK,
                is_payable=True,
                remit_name=vendor.name,
                remit_address=f"PO Box {100 + place}\n{vendor.town}, ME",
                created_by=by,
            )
        if wanted.rails in ("both", "stripe"):
            _stripe_method(vendor, by)


def _stripe_method(vendor: Vendor, by: User) -> None:
    recipients = registry.stripe_recipients()
    account = recipients.create(
        vendor.name,
        f"accounts@{vendor.reference.lower()}.example",
        key=f"{vendor.reference}-recipient",
    )
    sandbox.control(f"/sandbox/accounts/{account}/onboard")
    PayoutMethod.objects.create(
        vendor=vendor,
        rail=RailName.STRIPE,
        is_payable=True,
        stripe_recipient=account,
        stripe_payout_method=recipients.recipient_status(account).payout_method,
        created_by=by,
    )
