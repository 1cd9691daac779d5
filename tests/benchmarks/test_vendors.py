"""Finding one of 100,000 vendors: by the index, and how long it takes."""

import statistics
import time

import pytest
from django.db.models import Value

from fund.models import PlainWords, Region, User, Vendor, VendorKind
from fund.vendors import NewVendor, search, similar_to
from tests.canary.places import superuser

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]
MANY = 100_000
SOUNDS = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu")
KINDS = ("Motel", "Inn", "Rentals", "Market", "Pharmacy", "Fuel", "Apartments", "Garage")
TYPED = ("pine tree motel", "pine tre motl", "motel", "portland", "qeen city", "zzzzzz")


def made_up(number: int) -> str:
    """A name of its own for each number: three sounds and a kind, such as `Bacedi Inn`."""
    sounds = (SOUNDS[number // 15**place % 15] for place in range(3))
    return f"{''.join(sounds).capitalize()} {KINDS[number % len(KINDS)]} {number // 3375}"


@pytest.fixture
def many(motel: Vendor, portland: Region, bangor: Region) -> None:
    Vendor.objects.bulk_create(
        (
            Vendor(
                reference=f"V-B{number}",
                name=made_up(number),
                kind=VendorKind.MOTEL,
                town=f"{SOUNDS[number % 13]}{SOUNDS[number % 11]}ville".capitalize(),
                region=portland if number % 2 else bangor,
                phone=f"(207) 5{number:06d}",
            )
            for number in range(MANY)
        ),
        batch_size=5_000,
    )
    with superuser() as session:  # as the server does by itself after so many new rows
        session.execute("VACUUM ANALYZE fund_vendor")


def took_ms(typed: str, region: Region) -> float:
    took = []
    for _ in range(7):
        began = time.perf_counter()
        search(typed, region)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def test_one_of_a_hundred_thousand_is_found_by_the_index(
    many: None, portland: Region, finn: User
) -> None:
    for typed in TYPED:
        found = [row.name for row in search(typed, portland)]
        print(f"\n{typed!r:20} {took_ms(typed, portland):7.1f} ms  {found[:3]}", end="")
    print()
    assert search("pine tre motl", portland)[0].name == "Pine Tree Motel"
    alike = Vendor.objects.filter(
        search_words__trigram_word_similar=PlainWords(Value("pine tre motl"))
    )
    plan = alike.explain()
    assert "vendor_by_words" in plan, plan
    new = NewVendor("Pinetree Motel", VendorKind.MOTEL, "Portland", portland.pk, "(207) 5000042")
    began = time.perf_counter()
    assert [row.name for row in similar_to(new)] == ["Pine Tree Motel", made_up(42)]
    print(f"similar to a new one: {(time.perf_counter() - began) * 1000:.1f} ms")
