"""A policy is changed after a look at what it would do; a role of much power takes two people."""

from playwright.sync_api import Page

from fund import clock, people
from fund.models import FundPolicy, User
from fund.people import NewGrant
from fund.roles import Role
from tests.journeys.test_every_page_is_accessible import NARROWEST, axe_at
from tests.journeys.visitor import DESK, PHONE, Visit, overflow


def is_fine(page: Page) -> None:
    """Axe finds nothing, and nothing scrolls sideways, wide and narrow."""
    for width in (DESK, NARROWEST):
        page.set_viewport_size({"width": width, "height": 800})
        assert list(axe_at(page, width)) == []
        assert overflow(page) <= 0


def test_a_policy_is_changed_after_a_look_at_what_it_would_do(abel: User, visit: Visit) -> None:
    window = visit(abel, PHONE)
    page = window.go("/policy/new")
    page.get_by_label("Most for one request").fill("1200")
    page.get_by_label("Why does it change?").fill("Board vote of March 3")
    window.press("Show what would change")
    window.heading("What would change", level=2)
    window.reads("$1,200.00")
    is_fine(page)
    assert FundPolicy.objects.count() == 1
    window.press("Save as new version")
    window.reads("Version 2 is in force.")
    assert FundPolicy.in_force().cap_application_cents == 1_200_00


def test_the_chair_confirms_what_an_administrator_gave(
    abel: User, chen: User, cora: User, visit: Visit
) -> None:
    people.grant(cora.reference, NewGrant(Role.ON_CALL, clock.today()), actor=abel)
    window = visit(chen, PHONE)
    page = window.go("/people/committee")
    window.follow("Look at them")
    window.heading("Roles to confirm")
    is_fine(page)
    page.get_by_role("button", name="Confirm for Cora").click()
    window.reads("On-call member is confirmed for Cora.")
    assert Role.ON_CALL in User.objects.get(pk=cora.pk).roles
