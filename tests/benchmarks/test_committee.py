"""The committee's pages and acts at 1,000, 20,000 and 100,000 requests: how much more each costs,
in CPU of the web process plus the database's, and how many queries. Ratios of one run."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications import actions
from applications.models import Application
from applications.queries import inbox
from applications.queries.looking import Looking
from applications.states import Lane
from fund import tenancy
from fund.models import Fund, User, Vendor
from tests.applications.conftest import File, Vote, file, vote
from tests.benchmarks.committee_rows import Archive

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]
__all__ = ["file", "vote"]

SIZES = (1_000, 20_000, 100_000)
TRIES, ACTS = 25, 12
ENDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
INBOX = "/requests/inbox/"
QUIET = "an empty page"


@dataclass
class Cost:
    """Milliseconds of CPU, of the web process and of the database's, and queries of one try."""

    web_ms: float
    database_ms: float
    queries: int

    @property
    def ms(self) -> float:
        return self.web_ms + self.database_ms


def database_seconds() -> float:
    """CPU of the server's process for this connection."""
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def cost_of(acts: list[Callable[[], object]], *, warm: int = 4) -> Cost:
    """The median act of many, each measured alone; the first ones plan anew."""
    found, asked = [], 0
    for place, act in enumerate(acts):
        if place == 0:  # the names of what is asked cost CPU too, so only once
            with CaptureQueriesContext(connection) as ran:
                act()
            asked = len([q for q in ran if not q["sql"].startswith(ENDS)])
            continue
        web, database = time.process_time(), database_seconds()
        act()
        web, database = time.process_time() - web, database_seconds() - database
        found.append(Cost(web * 1000, database * 1000, asked))
    kept = sorted(found[warm:], key=lambda cost: cost.ms)
    return kept[len(kept) // 2]


@pytest.fixture
def archive(
    file: File, vote: Vote, cora: User, carl: User, chen: User, motel: Vendor, money: Fund
) -> Iterator[Archive]:
    waiting, approved = file(600_00), file(450_00)
    actions.review(waiting.pk, vote(waiting, 600_00), actor=carl)
    actions.review(approved.pk, vote(approved, 450_00), actor=cora)
    connection.ensure_connection()
    yield Archive(waiting, approved, cora, motel)
    connection.close()


def pages(archive: Archive) -> dict[str, str]:
    deep = Application.objects.filter(state="closed").order_by("decided_at")[20]
    return {
        QUIET: "/accessibility",
        "dashboard": INBOX,
        "dashboard, filtered": f"{INBOX}?region={archive.waiting.region_id}&category=motel",
        "poll, nothing new": "",
        "search by number": f"{INBOX}?q=IA0-777",
        "search by amount": f"{INBOX}?q=%24777.00",
        "search by business": f"{INBOX}?q=inn+777",
        "archive": f"{INBOX}?show=decided",
        "archive, deep": f"{INBOX}?show=decided&after={deep.reference}",
        "detail": f"/requests/{archive.waiting.reference}/review/",
    }


def measured(archive: Archive, file: File, vote: Vote, cora: User, carl: User) -> dict[str, Cost]:
    browser = Client()
    browser.force_login(cora)
    found = {}
    for name, address in pages(archive).items():
        if name == "poll, nothing new":
            seen = browser.get(INBOX).context["seen"]
            address = f"{INBOX}fresh/?seen={seen}"
        assert browser.get(address).status_code in (200, 204), address
        found[name] = cost_of([lambda at=address: browser.get(at)] * TRIES)  # type: ignore[misc]
    large = [file(600_00) for _each in range(ACTS)]
    small = [file(300_00, lane=Lane.URGENT) for _each in range(ACTS)]
    found["vote"] = cost_of(
        [lambda one=one: actions.review(one.pk, vote(one, 600_00), actor=carl) for one in large],  # type: ignore[misc]
        warm=2,
    )
    found["decide"] = cost_of(
        [lambda one=one: actions.review(one.pk, vote(one, 300_00), actor=carl) for one in small],  # type: ignore[misc]
        warm=2,
    )
    return found


def test_the_committees_pages_cost_the_same_at_any_size(
    archive: Archive, file: File, vote: Vote, cora: User, carl: User
) -> None:
    table: dict[int, dict[str, Cost]] = {}
    for size in SIZES:
        archive.grow_to(size)
        table[size] = measured(archive, file, vote, cora, carl)
    shown(table)
    first, last = table[SIZES[0]], table[SIZES[-1]]
    for name, cost in last.items():
        assert cost.queries == first[name].queries, name
        assert name in ("vote", "decide") or cost.queries <= 15, (name, cost.queries)
    with tenancy.acting(cora.pk):
        for part, index in (("mine", "application_undecided"), ("decided", "application_decided")):
            seen = inbox.committee_requests(cora)
            rows = inbox.PARTS[part].rows(seen, cora).order_by(*inbox.PARTS[part].order)[:26]
            assert index in rows.explain(), rows.explain()
        typed = Looking(q="$777.00").narrow(inbox.committee_requests(cora))
        assert "application_by_amount" in typed.explain(), typed.explain()


def shown(table: dict[int, dict[str, Cost]]) -> None:
    """A line for each page and act."""
    first, last = table[SIZES[0]], table[SIZES[-1]]
    print(f"\n{'':22}" + "".join(f"{size:>18,}" for size in SIZES) + f"{'growth':>8}{'x empty':>9}")
    for name in first:
        costs = [table[size][name] for size in SIZES]
        figures = "".join(f"{c.web_ms:>9.1f}+{c.database_ms:<5.1f}{c.queries:>3}" for c in costs)
        growth, times = last[name].ms / first[name].ms, last[name].ms / last[QUIET].ms
        print(f"{name:22}{figures}{growth:>8.2f}{times:>9.1f}")
