"""Row-level security among 100,000 requests: the lists still use their index, and what it costs."""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client

from applications import actions
from applications.models import Application, Need, Review
from applications.queries import inbox, own
from fund import tenancy
from fund.models import User
from tests.applications.conftest import File, Vote, file, vote
from tests.canary.places import superuser

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]
ROWS = 100_000

__all__ = ["file", "vote"]


@pytest.fixture
def many(file: File, vote: Vote, cora: User, carl: User) -> Iterator[None]:
    """Copies of one sent request with its line and a vote: a tenth is Harbor House’s, a hundredth
    is undecided.
    """
    first = file(600_00)
    actions.review(first.pk, vote(first, 600_00), actor=carl)
    chosen = f"application_id = {first.pk}"
    copies = {
        Application: (
            f"id = {first.pk}",
            {
                "id": f"{first.pk} + n",
                "reference": "'X' || n",
                "agency_id": "CASE WHEN n % 10 = 0 THEN agency_id ELSE agency_id + 1 END",
                "state": "CASE WHEN n % 100 = 0 THEN state"
                " WHEN n % 2 = 0 THEN 'approved' ELSE 'declined' END",
                "approved_cents": "CASE WHEN n % 2 = 0 AND n % 100 <> 0 THEN 60000 ELSE 0 END",
                "decided_at": "CASE WHEN n % 100 = 0 THEN NULL"
                f" ELSE submitted_at - ({ROWS} - n) * interval '5 minutes' END",
                "decided_by_id": f"CASE WHEN n % 100 = 0 THEN NULL ELSE {cora.pk} END",
                "once": "NULL",
            },
        ),
        Need: (chosen, {"application_id": "application_id + n"}),
        Review: (chosen, {"application_id": "application_id + n"}),
    }
    with superuser() as session:
        session.execute("SET session_replication_role = replica")
        for model, (rows, changed) in copies.items():
            session.execute(copied(model, rows, changed))
            session.execute(f"ANALYZE {model._meta.db_table}")
    yield


def copied(model: type[Model], rows: str, changed: dict[str, str]) -> str:
    """SQL that copies some rows of a table ROWS times; columns that change, by name, use `n`."""
    columns = [str(f.column) for f in model._meta.local_fields if f.column != "id"]
    columns += [column for column in changed if column == "id"]
    values = ", ".join(changed.get(column, column) for column in columns)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values}"
        f" FROM {table}, generate_series(1, {ROWS}) n WHERE {rows}"
    )


def plan_of(person: User) -> str:
    with tenancy.acting(person.pk):
        rows = own.own_requests(person) if person.agencies_served else inbox.mine(person)
        order = ("-id",) if person.agencies_served else inbox.BY_CLOCK
        return str(rows.order_by(*order)[:26].explain())


def took_ms(read: Callable[[], object]) -> list[float]:
    took = []
    for _ in range(12):
        began = time.perf_counter()
        read()
        took.append((time.perf_counter() - began) * 1000)
    return took[4:]  # the first ones plan anew


def test_lists_use_their_index_and_cost_little_more(many: None, ada: User, cora: User) -> None:
    assert "application_by_agency" in plan_of(ada), plan_of(ada)
    assert "application_undecided" in plan_of(cora), plan_of(cora)
    for name, person, address in (
        ("an agency’s list", ada, "/requests/"),
        ("the inbox", cora, "/requests/inbox/"),
    ):
        browser = Client()
        browser.force_login(person)
        read = partial(browser.get, address)
        took: dict[str, list[float]] = {"ENABLE": [], "DISABLE": []}
        for act in ("DISABLE", "ENABLE") * 6:
            switch(act)
            took[act] += took_ms(read)
        forced, free = (statistics.median(took[act]) for act in ("ENABLE", "DISABLE"))
        print(f"\n{name}: {forced:.1f} ms with, {free:.1f} ms without: {forced / free:.2f} times")
    connection.close()


def switch(act: str) -> None:
    """ENABLE or DISABLE, for everybody."""
    with superuser() as session:
        for table in ("application", "need", "award", "awardline", "review", "recusal"):
            session.execute(f"ALTER TABLE applications_{table} {act} ROW LEVEL SECURITY")
