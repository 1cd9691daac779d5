"""The roster: who sits on the committee, and when too few are left to vote."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fund import clock
from fund.models import Agency, RoleGrant, User
from fund.roles import Role
from tests.cast import person

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def roster(chen: User, signed_in: SignIn) -> Callable[[], str]:
    """What the chair reads."""
    browser = signed_in(chen)
    return lambda: " ".join(browser.get("/people/committee").content.decode().split())


def test_the_chair_sees_who_sits_since_when_and_who_may_be_on_call(
    roster: Callable[[], str], cora: User, olive: User, finn: User
) -> None:
    page = roster()
    for words in ("Cora", "Olive", "Chen", "3 people", "Jan 1, 2020", "No end planned"):
        assert words in page
    assert "Finn" not in page


def test_it_says_where_a_quorum_can_not_be_reached(
    roster: Callable[[], str], cora: User, carl: User, harbor: Agency, northern: Agency
) -> None:
    for name in ("Hope", "Hal"):
        person(name, Role.COMMITTEE_MEMBER, agency=harbor)
    assert "If Harbor House files, 3 of 5 may vote.</li>" in roster()
    person("Nils", Role.COMMITTEE_MEMBER, agency=northern)
    RoleGrant.objects.filter(user__in=[cora, carl]).update(agency=harbor)
    page = roster()
    stop = "If Harbor House files, 2 of 6 may vote: a quorum of 3 cannot be reached."
    assert page.index(stop) < page.index("If Northern Light Alliance files, 5 of 6 may vote.</li>")


def test_a_committee_below_its_quorum_is_told_so_once(
    roster: Callable[[], str], cora: User
) -> None:
    assert "2 people may vote at all: a quorum of 3 cannot be reached." in roster()


def test_who_waits_for_a_second_person_is_not_counted(
    roster: Callable[[], str], cora: User, abel: User
) -> None:
    olga = person("Olga")
    RoleGrant.objects.create(
        user=olga,
        role=Role.ON_CALL,
        starts_on=clock.today(),
        granted_by=abel,
        confirmed_at=None,
    )
    page = roster()
    assert "Olga" not in page and "2 people" in page
    assert "Roles wait for a second person" in page


def test_a_role_that_ends_within_two_months_is_marked(
    roster: Callable[[], str], cora: User, carl: User
) -> None:
    grants = RoleGrant.objects.filter(user=cora)
    grants.update(ends_on=clock.today() + timedelta(days=61))
    assert ">Soon<" not in roster()
    grants.update(ends_on=clock.today() + timedelta(days=60))
    assert ">Soon<" in roster()


def test_only_administrators_find_links_to_people(
    roster: Callable[[], str], cora: User, abel: User, signed_in: SignIn
) -> None:
    address = f"/people/{cora.reference}"
    assert address not in roster()
    assert address in signed_in(abel).get("/people/committee").content.decode()
    assert signed_in(cora).get("/people/committee").status_code == 403


def test_it_costs_the_same_for_many(chen: User, harbor: Agency, signed_in: SignIn) -> None:
    browser = signed_in(chen)
    person("One", Role.COMMITTEE_MEMBER, agency=harbor)
    few = _queries(browser)
    for number in range(8):
        person(f"More{number}", Role.COMMITTEE_MEMBER, agency=harbor)
    assert _queries(browser) == few


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert browser.get("/people/committee").status_code == 200
    return len(counted)
