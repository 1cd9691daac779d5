"""The committee's figures: load, time to decision, a year of its work, a pack for a meeting."""

from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, Household, Need
from applications.queries import figures
from applications.queries.figures import Group
from applications.queries.year import year_of
from applications.states import HouseholdBand, Lane, NeedState, State
from fund import clock
from fund.models import Agency, FundPolicy, NeedCategory, Region, User, Vendor
from tests.lines import SignIn

LEAST = 11
_numbers = count(100)


@pytest.fixture
def decided(ada: User, harbor: Agency, portland: Region, motel: Vendor) -> "Decided":
    return Decided(ada, harbor, portland, motel)


class Decided:
    """Makes requests that were decided so many hours after they were sent."""

    def __init__(self, ada: User, agency: Agency, region: Region, vendor: Vendor) -> None:
        self.ada, self.agency, self.region, self.vendor = ada, agency, region, vendor

    def __call__(
        self,
        *hours: float,
        lane: Lane = Lane.STANDARD,
        region: Region | None = None,
        category: NeedCategory = NeedCategory.MOTEL,
        state: State = State.CLOSED,
        ago: int = 2,
        **given: object,
    ) -> None:
        policy = FundPolicy.in_force()
        for taken in hours:
            at = clock.now() - timedelta(days=ago)
            sent = at - timedelta(hours=taken)
            approved = 0 if state == State.DECLINED else 100_00
            row = Application.objects.create(
                reference=f"QZ7-{next(_numbers)}",
                agency=self.agency,
                filed_by=self.ada,
                household=Household.objects.create(),
                policy=policy,
                lane=lane,
                region=region or self.region,
                household_band=HouseholdBand.ALONE,
                state=state,
                attested_at=sent,
                submitted_at=sent,
                due_at=sent + timedelta(hours=policy.clock_hours(lane)),
                decided_at=at,
                decided_by=self.ada,
                ended_at=at if state == State.CLOSED else None,
                requested_cents=100_00,
                approved_cents=approved,
                **given,
            )
            Need.objects.create(
                application=row,
                position=1,
                category=category,
                vendor=self.vendor,
                amount_cents=100_00,
                approved_cents=approved,
                state=NeedState.APPROVED if approved else NeedState.DECLINED,
            )


def labels(groups: list[Group]) -> list[str]:
    return [group.label for group in groups]


def test_the_median_the_ninetieth_and_the_share_within_the_clock(decided: Decided) -> None:
    decided(*range(1, 12), lane=Lane.EMERGENCY)
    found = figures.figures("lane", 30)
    assert found.total.decided == 11
    assert (found.total.median_hours, found.total.p90_hours) == (6.0, 10.0)
    assert found.total.in_time == 2  # an emergency has two hours
    assert found.total.in_time_percent == 18
    assert labels(found.groups) == ["Emergency"]


def test_only_decisions_of_the_period_count(decided: Decided) -> None:
    decided(*[1.0] * LEAST)
    decided(*[9.0] * LEAST, ago=40)
    assert figures.figures("lane", 30).total.decided == LEAST
    assert figures.figures("lane", 90).total.decided == 2 * LEAST


def test_what_came_from_an_older_list_has_no_hours(decided: Decided) -> None:
    for number in range(LEAST):
        decided(24.0, imported_key=f"old:{number}")
    total = figures.figures("lane", 30).total
    assert (total.decided, total.timed, total.median_hours) == (LEAST, 0, None)
    decided(*[1.0] * LEAST)
    total = figures.figures("lane", 30).total
    assert (total.decided, total.timed, total.median_hours) == (2 * LEAST, LEAST, 1.0)


def test_rows_that_are_too_small_stand_together(decided: Decided, bangor: Region) -> None:
    decided(*[1.0] * LEAST)
    decided(*[3.0] * 4, region=bangor)
    found = figures.figures("region", 30)
    assert labels(found.groups) == ["Portland", "All others together"]
    assert found.groups[-1].is_small
    assert (found.groups[-1].decided, found.groups[-1].median_hours) == (0, None)
    decided(*[3.0] * 7, region=Region.objects.exclude(pk__in=[bangor.pk, decided.region.pk])[0])
    others = figures.figures("region", 30).groups[-1]
    assert (others.label, others.decided, others.is_small) == ("All others together", 11, False)


def test_a_category_counts_its_own_lines(decided: Decided) -> None:
    decided(*[1.0] * LEAST, category=NeedCategory.FOOD)
    decided(*[1.0] * 12, category=NeedCategory.RENT, state=State.DECLINED)
    food, rent = figures.figures("category", 30).groups
    assert (food.label, food.decided, food.approved_cents) == ("Food", 11, 1_100_00)
    assert (rent.label, rent.approved_percent, rent.asked_cents) == ("Rent", 0, 1_200_00)


def test_the_same_queries_however_many_were_decided(decided: Decided) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            figures.figures("region", 30)
            figures.load()
            year_of(clock.today().year)
        return len(seen)

    decided(*[1.0] * LEAST)
    few = queries()
    decided(*[2.0] * 40)
    assert queries() == few


def test_a_year_counts_each_decision_once(decided: Decided, cora: User) -> None:
    now = clock.now()
    decided(1, 2, 3, ago=0)
    decided(1, ago=0, state=State.DECLINED, reconsidered_at=now - timedelta(hours=1))
    decided(1, ago=0, lane=Lane.EMERGENCY, decided_alone=True, ratification_refused_at=now)
    decided(1, ago=0, lane=Lane.EMERGENCY, decided_alone=True)
    year = year_of(clock.today().year)
    assert year.total.decided == year.in_full + year.in_part + year.declined == 6
    assert year.by_one_vote + year.by_committee + year.alone == 6
    assert (year.alone, year.not_ratified, year.not_looked_at) == (2, 1, 1)
    assert (year.second_looks, year.second_looks_approved) == (1, 0)


def test_the_week_of_a_request_begins_on_monday(decided: Decided) -> None:
    with clock.at(clock.midnight(datetime(2026, 11, 25).date()) + timedelta(hours=12)):
        decided(1.0, ago=0)
        weeks = figures.load()
    assert (weeks[-1].starts_on.isoformat(), weeks[-1].sent) == ("2026-11-23", 1)
    assert len(weeks) == figures.WEEKS


def test_only_the_chair_divides_by_agency(
    decided: Decided, cora: User, chen: User, signed_in: SignIn
) -> None:
    decided(*[1.0] * LEAST)
    address = "/requests/figures/?by=agency&days=30"
    assert "Harbor House" not in signed_in(cora).get(address).content.decode()
    assert "Harbor House" in signed_in(chen).get(address).content.decode()


def test_figures_are_for_the_committee(ada: User, finn: User, signed_in: SignIn) -> None:
    for person in (ada, finn):
        client: Client = signed_in(person)
        for name in ("", "2026/", "2026/report.pdf", "meeting.pdf"):
            assert client.get(f"/requests/figures/{name}").status_code in (403, 404)


def test_the_year_and_the_pack_are_pdf(decided: Decided, cora: User, signed_in: SignIn) -> None:
    decided(*[1.0] * LEAST)
    client = signed_in(cora)
    this = clock.today().year
    for name in (f"{this}/report.pdf", "meeting.pdf"):
        answer = client.get(f"/requests/figures/{name}")
        assert answer.content.startswith(b"%PDF-")
    assert client.get("/requests/figures/1990/").status_code == 404
