"""Finding a vendor: spelled nearly right is right enough; what the fund can pay, in words."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.models import AwardLine
from disbursements.models import PayoutMethod
from disbursements.states import RailName
from fund import tenancy, vendors
from fund.models import Region, User, Vendor, VendorKind
from fund.vendors import NewVendor, add_vendor, search, similar_to
from fund.web.vendors import NewVendorForm

NAMES = {
    "Pine Tree Motel": "Portland",
    "Lighthouse Inn": "Biddeford",
    "Bayview Rentals": "Portland",
    "Granite Power Company": "Portland",
    "Harbor Market": "Portland",
    "Café Zoë": "Bangor",
    "Queen City Inn": "Bangor",
    "Oak Street Pharmacy": "Lewiston",
    "Down East Bus": "Bangor",
    "Katahdin Rentals": "Bangor",
}

AddVendor = Callable[..., Vendor]


@pytest.fixture
def add(portland: Region, ada: User) -> AddVendor:
    """Add a motel of the Portland region: add("Pine Tree Motel", town="Saco")."""

    def added(name: str, town: str = "Portland", **more: object) -> Vendor:
        values = {"region_id": portland.pk, "phone": ""} | more
        return add_vendor(NewVendor(name, VendorKind.MOTEL, town, **values), actor=ada)  # type: ignore[arg-type]

    return added


@pytest.fixture
def known(add: AddVendor) -> list[Vendor]:
    return [add(name, town) for name, town in NAMES.items()]


def names(text: str, region: Region | None = None, limit: int = 8) -> list[str]:
    return [found.name for found in search(text, region, limit)]


@pytest.mark.parametrize(
    "typed",
    ["Pine Tree Motel", "PINE TREE", "pinetree motel", "pine tre motl", "motel portland", "piñe"],
)
def test_spelled_nearly_right_finds_it(known: list[Vendor], typed: str) -> None:
    assert names(typed)[0] == "Pine Tree Motel"


def test_letters_that_meet_by_chance_do_not_win(known: list[Vendor]) -> None:
    assert names("bayivew rentals")[:2] == ["Bayview Rentals", "Katahdin Rentals"]


def test_an_accent_is_not_needed_and_does_no_harm(known: list[Vendor]) -> None:
    assert names("cafe zoe")[0] == names("CAFÉ ZOË")[0] == "Café Zoë"


def test_the_town_finds_it_too(known: list[Vendor]) -> None:
    assert set(names("bangor")) >= {"Queen City Inn", "Down East Bus", "Katahdin Rentals"}


def test_nothing_like_it_is_nothing(known: list[Vendor]) -> None:
    for typed in ("", "  ", "xylophone", "😀", "\x00", "%", "'; --", "فندق"):
        assert names(typed) == [], typed


@given(data=st.data(), name=st.sampled_from(sorted(NAMES)))
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_one_wrong_letter_still_finds_it(
    known: list[Vendor], data: st.DataObject, name: str
) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("aeionrstxz"))
    typed = data.draw(
        st.sampled_from(
            [
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
            ]
        )
    )
    assert names(typed)[:1] == [name], typed


def test_of_two_alike_the_one_of_the_region_comes_first(
    add: AddVendor, portland: Region, bangor: Region
) -> None:
    add("Maple Inn", "Saco")
    add("Maple Inn", "Orono", region_id=bangor.pk)
    assert [found.town for found in search("maple inn", portland)] == ["Saco", "Orono"]
    assert [found.town for found in search("maple inn", bangor)] == ["Orono", "Saco"]


def test_the_region_does_not_hide_what_was_typed(
    add: AddVendor, portland: Region, bangor: Region
) -> None:
    for town in ("Saco", "Gorham", "Scarborough", "Bath", "Freeport"):
        add("Quiet City Inn", town)
    add("Queen City Inn", "Bangor", region_id=bangor.pk)
    assert names("queen city inn", portland, limit=3)[0] == "Queen City Inn"


def test_a_vendor_out_of_use_is_not_found(add: AddVendor) -> None:
    gone = add("Closed Down Motel")
    Vendor.objects.filter(pk=gone.pk).update(is_active=False)
    assert names("closed down motel") == []


def test_payable_is_said_in_words(
    payable: Callable[..., AwardLine], motel: Vendor, busline: Vendor
) -> None:
    assert search("pine tree")[0].standing == vendors.PAYABLE
    assert search("down east")[0].standing == vendors.NOT_YET_PAYABLE
    AwardLine.objects.filter(pk=payable().pk).update(state="paid", paid_on="2026-02-01")
    assert search("pine tree")[0].standing == vendors.PAID_BEFORE
    PayoutMethod.objects.filter(vendor=motel).update(replaced_at="2026-02-02T00:00Z")
    assert search("pine tree")[0].standing == vendors.NOT_YET_PAYABLE


@pytest.mark.parametrize(
    ("method", "now"),
    [
        ({"rail": RailName.STRIPE}, False),
        ({"rail": RailName.IMPORTED}, False),
        ({"rail": RailName.CHECK, "is_payable": True}, True),
    ],
)
def test_the_database_keeps_whether_a_vendor_is_payable(
    busline: Vendor, method: dict[str, object], now: bool
) -> None:
    PayoutMethod.objects.create(
        vendor=busline, remit_name="Down East Bus", remit_address="PO Box 3", **method
    )
    busline.refresh_from_db()
    assert busline.is_payable is now


def test_a_search_is_one_query_however_many_it_finds(known: list[Vendor]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(search("portland")) > 2
    assert len(asked) == 1


def test_an_agency_is_told_that_the_fund_paid_for_another(
    payable: Callable[..., AwardLine], motel: Vendor, alma: User
) -> None:
    AwardLine.objects.filter(pk=payable().pk).update(state="paid", paid_on="2026-02-01")
    with tenancy.acting(alma.pk):
        assert search("pine tree")[0].standing == vendors.PAID_BEFORE


def alike(name: str, town: str, region: Region, phone: str = "") -> list[str]:
    new = NewVendor(name, VendorKind.MOTEL, town, region.pk, phone)
    return [found.name for found in similar_to(new)]


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("Pine Tree Motel", "Portland"),
        ("Pinetree Motel", "portland"),
        ("The Pine Tree", "South Portland"),
        ("Pine Tree Motel & Cabins", "Portland"),
    ],
)
def test_a_similar_name_in_the_same_town_is_suggested(
    known: list[Vendor], portland: Region, name: str, town: str
) -> None:
    assert alike(name, town, portland)[0] == "Pine Tree Motel"


def test_the_same_name_in_a_far_town_is_another_business(
    known: list[Vendor], portland: Region
) -> None:
    assert alike("Pine Tree Motel", "Fort Kent", portland) == []
    assert alike("Ferry Landing Storage", "Portland", portland) == []


def test_the_same_phone_is_suggested_whatever_the_name(add: AddVendor, portland: Region) -> None:
    add("Sunrise Lodge", "Saco", phone="(207) 555-0142")
    assert alike("Blue Door Rooms", "Bath", portland, "(207) 555-0142") == ["Sunrise Lodge"]
    assert alike("Blue Door Rooms", "Bath", portland, "(207) 555-0143") == []


TYPED = {"name": " Pinetree  Motel", "kind": "motel", "town": "Portland", "phone": "207.555.0142"}


def filled(region: Region, **more: str) -> NewVendorForm:
    return NewVendorForm({**TYPED, **more}, region_id=region.pk)


def test_a_new_business_needs_name_kind_town_and_phone_and_nothing_else(
    portland: Region, ada: User
) -> None:
    form = filled(portland)
    assert form.is_valid(), form.errors
    vendor = form.vendor(actor=ada)
    assert (vendor.name, vendor.town) == ("Pinetree Motel", "Portland")
    assert (vendor.phone, vendor.region, vendor.is_payable) == ("(207) 555-0142", portland, False)
    for name in TYPED:
        assert list(filled(portland, **{name: ""}).errors) == [name]
    assert list(filled(portland, phone="555").errors) == ["phone"]


def test_one_like_it_is_asked_about_once(known: list[Vendor], portland: Region, ada: User) -> None:
    asked = filled(portland)
    assert list(asked.errors) == ["same_as"]
    assert "Pine Tree Motel, Portland" in str(asked["same_as"])
    assert vendors.NOT_YET_PAYABLE in str(asked["same_as"])
    chosen = filled(portland, same_as=known[0].reference)
    assert chosen.is_valid()
    assert chosen.is_known
    assert chosen.vendor(actor=ada) == known[0]
    another = filled(portland, same_as="another")
    assert another.is_valid()
    assert another.vendor(actor=ada).name == "Pinetree Motel"


def test_an_answer_that_was_not_offered_is_no_answer(known: list[Vendor], portland: Region) -> None:
    assert list(filled(portland, same_as=known[-1].reference).errors) == ["same_as"]


def test_the_very_one_is_taken_without_a_question_so_twice_adds_one(
    portland: Region, ada: User
) -> None:
    for name in ("Pinetree Motel", "PINETREE MOTEL"):
        form = filled(portland, name=name)
        assert form.is_valid()
        form.vendor(actor=ada)
    assert Vendor.objects.count() == 1


def test_finance_is_asked_the_same(
    known: list[Vendor], signed_in: Callable[[User], Client], finn: User, portland: Region
) -> None:
    browser, address = signed_in(finn), reverse("disbursements:add_vendor")
    typed = {**TYPED, "region": str(portland.pk)}
    page = browser.post(address, typed).content.decode()
    assert "Is it one of these?" in page
    assert "Pinetree" in page
    answer = browser.post(address, {**typed, "same_as": known[0].reference})
    assert answer["Location"] == reverse("disbursements:vendor", args=[known[0].reference])
    browser.post(address, {**typed, "same_as": "another"})
    assert Vendor.objects.filter(name="Pinetree Motel").count() == 1
