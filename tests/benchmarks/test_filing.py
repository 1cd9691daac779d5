"""The pages of filing among 100,000 requests: what each costs, printed; never a wall time."""

import statistics
from functools import partial
from typing import Any

import pytest
from django.test import Client

from applications.models import Application
from fund.models import Region, Vendor
from tests.applications.test_pages_filing import NEW, answered, at, phone
from tests.benchmarks.test_tenancy import file, many, took_ms, vote
from tests.canary.places import superuser

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

__all__ = ["file", "many", "phone", "vote"]
PAGES: list[tuple[Any, ...]] = [("what", 1), ("whom", 1), ("how_much", 1), ("who",), ("check",)]


def test_the_pages_of_filing_among_many(
    many: None, phone: Client, motel: Vendor, portland: Region
) -> None:
    with superuser() as session:
        for table in ("applications_application", "applications_need"):
            session.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
    phone.post(NEW, {"lane": "urgent", "_once": "1" * 32})
    draft = answered(phone, Application.objects.get(once="1" * 32), motel, portland)
    for page in (NEW, *(at(draft, *name) for name in PAGES)):
        assert phone.get(page).status_code == 200
        milliseconds = statistics.median(took_ms(partial(phone.get, page)))
        print(f"\n{page[-24:]:26}{milliseconds:>9.1f} ms", end="")
