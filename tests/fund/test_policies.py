"""The policy changes only by a new version."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from fund import clock
from fund.models import AuditEvent, FundPolicy, User
from fund.policies import PolicyError, Rules, figures_of, new_version
from fund.web.policy.forms import CHANGE, PolicyForm
from fund.web.policy.parts import PARTS
from fund.web.policy.rows import FIGURES, history

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def change(actor: User, **figures: Any) -> FundPolicy:
    """A version on top of the newest, in force at once."""
    newest = FundPolicy.objects.order_by("-version")[0]
    rules = replace(figures_of(newest), **figures)
    return new_version(
        rules, based_on=newest.version, effective_at=None, note="Board vote", actor=actor
    )


def typed(**given: object) -> dict[str, object]:
    """The policy form with the first version's figures and one new cap."""
    return {
        "cap_application_cents": "1,200.50",
        "cap_twelve_months_cents": "1500",
        "cap_lifetime_cents": "3000",
        "emergency_hours": "2",
        "urgent_hours": "24",
        "standard_hours": "72",
        "emergency_alone_up_to_cents": "500",
        "one_reviewer_up_to_cents": "500",
        "quorum": "3",
        "votes_hidden_until_cast": "yes",
        "alone_in_a_day_cents": "1500",
        "page_again_minutes": "20",
        "next_on_call_minutes": "40",
        "chair_minutes": "60",
        "ratify_days": "7",
        "weekly_release_cents": "",
        "standard_closes_weeks": "0",
        "urgent_closes_weeks": "0",
        "report_threshold": "11",
        "draft_expires_days": "14",
        "words_kept_months": "12",
        "unsent_words_kept_days": "7",
        "resources_stale_days": "90",
        "letter_days": "14",
        "training_months": "24",
        "payable_categories": ["motel", "food"],
        "starts": "now",
        "note": "Board vote of March 3",
        "based_on": "1",
        **given,
    }


def test_a_change_makes_the_next_version_and_leaves_the_old_one(abel: User) -> None:
    first = FundPolicy.in_force()
    made = change(abel, cap_application_cents=1_200_00)
    assert FundPolicy.in_force() == made
    assert (made.version, made.created_by) == (first.version + 1, abel)
    first.refresh_from_db()
    assert first.cap_application_cents == 1_000_00
    assert AuditEvent.objects.get(act="policy.new_version").subject == f"policy {made.version}"


def test_a_later_version_waits_for_its_day(abel: User) -> None:
    first = FundPolicy.in_force()
    soon = clock.now() + timedelta(days=10)
    rules = replace(figures_of(first), quorum=5)
    later = new_version(rules, based_on=first.version, effective_at=soon, note="", actor=abel)
    assert FundPolicy.in_force() == first
    with clock.at(soon):
        assert FundPolicy.in_force() == later
    states = [row.state for row in history([later, first], clock.now())]
    assert states == ["Starts later", "In force"]


def test_a_version_that_a_newer_one_overtook_never_begins(abel: User) -> None:
    first = FundPolicy.in_force()
    soon = clock.now() + timedelta(days=10)
    rules = replace(figures_of(first), quorum=7)
    later = new_version(rules, based_on=first.version, effective_at=soon, note="", actor=abel)
    now = change(abel, quorum=5)
    with clock.at(soon + timedelta(days=1)):
        assert FundPolicy.in_force() == now
        states = [row.state for row in history([now, later, first], clock.now())]
    assert states == ["In force", "Never began", "Replaced"]


def test_a_double_click_makes_one_version(abel: User) -> None:
    rules = replace(figures_of(FundPolicy.in_force()), quorum=5)
    first = new_version(rules, based_on=1, effective_at=None, note="", actor=abel)
    assert new_version(rules, based_on=1, effective_at=None, note="", actor=abel) == first
    assert FundPolicy.objects.count() == 2


def test_a_change_on_an_old_version_is_refused(abel: User) -> None:
    stale = replace(figures_of(FundPolicy.in_force()), quorum=7)
    change(abel, quorum=5)
    with pytest.raises(PolicyError, match="while you were typing"):
        new_version(stale, based_on=1, effective_at=None, note="", actor=abel)


def test_a_version_does_not_start_in_the_past(abel: User) -> None:
    yesterday = clock.now() - timedelta(days=1)
    with pytest.raises(PolicyError, match="in the past"):
        new_version(
            replace(figures_of(FundPolicy.in_force()), quorum=5),
            based_on=1,
            effective_at=yesterday,
            note="",
            actor=abel,
        )


@pytest.mark.parametrize("figure", [{"quorum": 2}, {"quorum": 9}, {"report_threshold": 5}])
def test_the_database_refuses_a_quorum_or_threshold_out_of_bounds(figure: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FundPolicy.objects.create(version=2, effective_at=clock.now(), **figure)


def test_an_administrator_changes_the_policy_on_a_page(abel: User, signed_in: SignIn) -> None:
    browser = signed_in(abel)
    assert 'value="1,000.00"' in browser.get("/policy/new").content.decode()
    assert browser.post("/policy/new", typed())["Location"] == "/policy/"
    made = FundPolicy.in_force()
    assert (made.version, made.cap_application_cents) == (2, 1_200_50)
    assert made.payable_categories == ["motel", "food"]
    page = browser.get("/policy/").content.decode()
    assert "$1,200.50" in page
    assert "Board vote of March 3" in page
    assert "$1,000.00" in browser.get("/policy/1").content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"cap_application_cents": "12.345"}, "no more than two numbers after the point"),
        ({"cap_application_cents": "-5"}, "without a minus sign"),
        ({"cap_twelve_months_cents": "900"}, "Must not be less than “Most for one request”"),
        ({"urgent_hours": "1"}, "Must not be less than “Time to decide an emergency”"),
        ({"report_threshold": "5"}, "Enter 6 or more"),
        ({"quorum": "2"}, "Choose one of the answers in the list"),
        ({"payable_categories": ["motel", "weapons"]}, "Choose one of the answers in the list"),
        ({"starts": "later"}, "Enter the day on which it starts"),
        ({"starts": "later", "starts_on": "2020-01-01"}, "Enter a day after today"),
        ({"note": ""}, "Fill in “Why does it change?”"),
    ],
)
def test_a_wrong_figure_is_named_and_nothing_is_saved(
    abel: User, signed_in: SignIn, wrong: dict[str, object], words: str
) -> None:
    page = signed_in(abel).post("/policy/new", typed(**wrong)).content.decode()
    assert words in page
    assert "Board vote of March 3" in page or "note" in wrong
    assert FundPolicy.objects.count() == 1


def test_each_figure_stands_in_one_part_is_asked_and_is_said() -> None:
    placed = [name for _title, names in PARTS for name in names]
    assert sorted(placed) == sorted(Rules.__dataclass_fields__)
    asked = {name for name in PolicyForm.base_fields if name not in (*CHANGE, "based_on")}
    assert asked == set(placed)
    assert set(FIGURES) == set(placed) - {"payable_categories"}


def test_the_same_figures_again_make_no_version(abel: User) -> None:
    rules = figures_of(FundPolicy.in_force())
    with pytest.raises(PolicyError, match="No figure is different from version 1"):
        new_version(rules, based_on=1, effective_at=None, note="Again", actor=abel)
