"""The rows that every installation starts with agree with the public figures."""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from fund.models import Account, Region
from fund.reference import ACCOUNTS, REGIONS

MAINE = Path(settings.BASE_DIR).parent / "shared" / "maine.csv"


def test_every_county_is_in_the_region_that_the_public_list_gives() -> None:
    if not MAINE.exists():
        pytest.skip(f"{MAINE.name} is not beside this repository")
    with MAINE.open(newline="") as file:
        listed = {row["county"]: row["region"] for row in csv.DictReader(file)}
    ours = {county: region for region, counties in REGIONS.items() for county in counties}
    assert ours == listed
    assert len(ours) == 16


@pytest.mark.django_db
def test_a_new_database_has_the_regions_and_the_accounts() -> None:
    assert set(Region.objects.values_list("name", flat=True)) == set(REGIONS)
    assert Account.objects.count() == len(ACCOUNTS)
