"""What a change of the policy would do is shown before it is saved; only the saving saves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from applications import actions
from applications.queries.policy_effect import effects
from applications.states import Lane
from fund import clock, tenancy
from fund.models import AuditEvent, Fund, FundPolicy, User
from fund.policies import Rules, figures_of
from tests.applications.conftest import File, Vote
from tests.fund.test_policies import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def standing() -> Rules:
    return figures_of(FundPolicy.in_force())


@pytest.fixture
def desk(abel: User) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(abel)
    return client


def counted(old: Rules, **figures: Any) -> dict[str, tuple[int, int]]:
    """Each kind of request that is counted, before and after."""
    return {
        row.words: (row.before, row.after) for row in effects(old, replace(old, **figures)).rows
    }


def test_requests_are_counted_under_both_versions(file: File, standing: Rules) -> None:
    for cents in (200_00, 400_00, 700_00, 950_00):
        file(cents)
    assert counted(standing, one_reviewer_up_to_cents=300_00) == {"Decided by one vote": (2, 1)}
    assert counted(standing, one_reviewer_up_to_cents=700_00) == {"Decided by one vote": (2, 3)}
    assert counted(standing, quorum=1) == {"Decided by one vote": (2, 4)}
    assert counted(standing, cap_application_cents=700_00) == {
        "Above the most for one request": (0, 1)
    }
    assert counted(standing, letter_days=30) == {}


def test_an_emergency_and_what_is_no_longer_paid_are_counted(file: File, standing: Rules) -> None:
    file(300_00, lane=Lane.EMERGENCY)
    file(450_00, lane=Lane.EMERGENCY)
    file(100_00)
    alone = "Emergencies that one on-call member may approve alone"
    assert counted(standing, emergency_alone_up_to_cents=300_00) == {alone: (2, 1)}
    without = tuple(c for c in standing.payable_categories if c != "motel")
    assert counted(standing, payable_categories=without) == {
        "Ask for something that the fund does not pay": (0, 3)
    }


def test_other_clocks_are_counted_and_what_would_have_come_too_late(
    file: File, vote: Vote, cora: User, money: Fund, standing: Rules
) -> None:
    application = file(300_00, lane=Lane.URGENT)
    file(300_00)
    with clock.at(clock.now() + timedelta(hours=13)):
        actions.review(application.pk, vote(application, 300_00), actor=cora)
        found = counted(standing, urgent_hours=12)
    assert found == {
        "Decided after their time was over": (0, 1),
        "Have another time to decide": (0, 1),
    }


def test_only_the_last_90_days_count_and_what_is_open_keeps_its_version(
    file: File, standing: Rules
) -> None:
    with clock.at(clock.now() - timedelta(days=91)):
        file(300_00)
    file(300_00)
    file(300_00, send=False)
    found = effects(standing, replace(standing, quorum=5))
    assert (found.sent, found.undecided, found.drafts) == (1, 2, 1)


def test_an_administrator_reads_sums_of_requests_that_she_may_not_see(
    file: File, abel: User, standing: Rules
) -> None:
    file(300_00)
    with tenancy.acting(abel.pk):
        assert effects(standing, replace(standing, quorum=5)).sent == 1


def test_it_costs_the_same_whatever_changes(
    file: File, standing: Rules, django_assert_num_queries: Any
) -> None:
    file(300_00)
    cents = [name for name in Rules.__dataclass_fields__ if name.endswith("_cents")]
    everything: dict[str, Any] = {**dict.fromkeys(cents, 5), "quorum": 5, "standard_hours": 90}
    for figures in ({"letter_days": 3}, everything):
        with django_assert_num_queries(2):
            effects(standing, replace(standing, **figures))


def test_the_preview_says_old_and_new_and_saves_nothing(
    file: File, desk: Client, ada: User
) -> None:
    file(300_00)
    paid = [c for c in figures_of(FundPolicy.in_force()).payable_categories if c != "food"]
    page = desk.post(
        "/policy/preview",
        typed(cap_application_cents="250", resources_stale_days="180", payable_categories=paid),
    ).content.decode()
    words = " ".join(page.split())
    for said in (
        "Most for one request</th>",
        '<td data-label="Now">$1,000.00</td><td data-label="Then">$250.00</td>',
        'Food</th><td data-label="Now">Paid</td><td data-label="Then">Not paid</td>',
        "1 request was sent in these days.",
        "It starts as soon as you save it. Nothing is saved yet.",
        "1 request that is not decided yet keeps its version.",
    ):
        assert said in words, said
    assert "Time to decide an emergency</th>" not in words
    assert FundPolicy.objects.count() == 1
    assert not AuditEvent.objects.filter(act="policy.new_version").exists()


def test_what_was_shown_is_what_is_saved(desk: Client) -> None:
    page = desk.post("/policy/preview", typed(note="Board & “friends”"))
    carried: dict[str, list[str]] = {}
    for name, value in page.context["typed"]:
        carried.setdefault(name, []).append(value)
        assert f'name="{name}" value="' in page.content.decode()
    assert desk.post("/policy/new", carried)["Location"] == "/policy/"
    made = FundPolicy.in_force()
    assert (made.cap_application_cents, made.note) == (1_200_50, "Board & “friends”")
    assert made.payable_categories == ["motel", "food"]


def test_the_same_figures_are_refused_in_words_and_nothing_is_lost(desk: Client) -> None:
    paid = list(reversed(figures_of(FundPolicy.in_force()).payable_categories))
    same = typed(cap_application_cents="1000", resources_stale_days="180", payable_categories=paid)
    for address in ("/policy/preview", "/policy/new"):
        page = desk.post(address, same).content.decode()
        assert "No figure is different from version 1." in page
        assert "Board vote of March 3" in page
    assert FundPolicy.objects.count() == 1


def test_a_mistake_comes_back_with_all_that_was_typed(desk: Client) -> None:
    page = desk.post("/policy/preview", typed(quorum="2", note="Kept words")).content.decode()
    assert "Choose one of the answers in the list" in page
    assert "Kept words" in page and "Save as new version" not in page


def test_after_the_second_step_the_preview_is_there_again(
    abel: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Client()
    browser.force_login(abel)
    owner = browser.get("/policy/new").context["form_owner"]
    monkeypatch.setattr("fund.signin.is_fresh", lambda request: False)
    given = typed(_for=owner)
    answer = browser.post(
        "/policy/new", given, headers={"referer": "http://testserver/policy/preview"}
    )
    assert answer["Location"].endswith("next=%2Fpolicy%2Fpreview")
    page = browser.get("/policy/preview").content.decode()
    assert "What would change" in page and "$1,200.50" in page
    assert "What would change" not in browser.get("/policy/preview").content.decode()


def test_the_chair_reads_the_policy_and_changes_nothing(chen: User, cora: User) -> None:
    browser = Client()
    browser.force_login(chen)
    page = browser.get("/policy/").content.decode()
    assert "Most for one request" in page and "Change the policy" not in page
    assert browser.get("/policy/1").status_code == 200
    for address in ("/policy/new", "/policy/preview"):
        assert browser.get(address).status_code == browser.post(address).status_code == 403
    browser.force_login(cora)
    assert browser.get("/policy/").status_code == 403
