"""Row-level security among 100,000 requests: the lists still use their index, and what it costs."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection
from django.test import Client

from applications.models import Application
from applications.queries import inbox, own
from fund import tenancy
from fund.models import User
from tests.applications.conftest import File, file
from tests.canary.places import superuser

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]
ROWS = 100_000

__all__ = ["file"]


@pytest.fixture
def many(file: File, ada: User, cora: User) -> Iterator[None]:
    """Copies of one sent request: a tenth is Harbor House’s, a hundredth is undecided."""
    first = file(300_00)
    columns = [str(f.column) for f in Application._meta.local_fields if f.column != "id"]
    changed = {
        "reference": "'X' || n",
        "agency_id": "CASE WHEN n % 10 = 0 THEN agency_id ELSE agency_id + 1 END",
        "state": "CASE WHEN n % 100 = 0 THEN state ELSE 'declined' END",
        "decided_at": "CASE WHEN n % 100 = 0 THEN NULL ELSE submitted_at END",
        "decided_by_id": f"CASE WHEN n % 100 = 0 THEN NULL ELSE {cora.pk} END",
        "once": "NULL",
    }
    values = ", ".join(changed.get(column, column) for column in columns)
    with superuser() as session:
        session.execute("SET session_replication_role = replica")
        session.execute(
            f"INSERT INTO applications_application ({', '.join(columns)}) SELECT {values}"
            f" FROM applications_application, generate_series(1, {ROWS}) n WHERE id = {first.pk}"
        )
        session.execute("ANALYZE applications_application")
    yield


def plan_of(person: User) -> str:
    with tenancy.acting(person.pk):
        rows = own.own_requests(person) if person.agencies_served else inbox.mine(person)
        order = ("-id",) if person.agencies_served else inbox.BY_CLOCK
        return str(rows.order_by(*order)[:26].explain())


def median_ms(read: Callable[[], object]) -> float:
    took = []
    for _ in range(15):
        began = time.perf_counter()
        read()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def test_lists_use_their_index_and_cost_little_more(many: None, ada: User, cora: User) -> None:
    assert "application_by_agency" in plan_of(ada), plan_of(ada)
    assert "application_undecided" in plan_of(cora), plan_of(cora)
    for name, person, address in (
        ("an agency’s list", ada, "/requests/"),
        ("the inbox", cora, "/requests/inbox/"),
    ):
        browser = Client()
        browser.force_login(person)
        forced = median_ms(partial(browser.get, address))
        switch("DISABLE")
        free = median_ms(partial(browser.get, address))
        switch("ENABLE")
        print(f"\n{name}: {forced:.1f} ms with, {free:.1f} ms without: {forced / free:.2f} times")
    connection.close()


def switch(act: str) -> None:
    """ENABLE or DISABLE, for everybody."""
    with superuser() as session:
        for table in ("application", "need", "award", "awardline", "review", "recusal"):
            session.execute(f"ALTER TABLE applications_{table} {act} ROW LEVEL SECURITY")
