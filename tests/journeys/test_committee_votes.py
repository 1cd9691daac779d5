"""Three members decide on their phones: one asks first, one line is cut, one is not approved, and
whoever works for the filing agency is no part of it."""

import re

from playwright.sync_api import Locator

from applications import actions
from applications.models import Application
from applications.states import NeedState
from fund.models import Agency, Fund, User, Vendor
from fund.roles import Role
from tests.applications.desk import sent_request
from tests.cast import person
from tests.journeys.visitor import PHONE, Visit, Visitor, overflow


def lines_of(member: Visitor, request: Application) -> list[Locator]:
    """Her desk, and the part of it for each line."""
    member.go(f"/requests/{request.reference}/review/")
    assert overflow(member.page) == 0
    return member.page.locator(".vote").all()


def save(member: Visitor) -> None:
    member.press("Save and open next")
    member.page.wait_for_url(re.compile(r"/inbox/|/review/"))


def cut_and_decline(member: Visitor, request: Application, dollars: str) -> None:
    """A part of the first line, nothing of the second, with reasons of the list."""
    first, second = lines_of(member, request)
    first.get_by_label("Approve a part of it").check()
    first.locator("input[inputmode]").fill(dollars)
    first.get_by_label("Why?").select_option(label="Above the usual price here")
    second.get_by_label("Do not approve").check()
    second.get_by_label("Why?").select_option(label="Another source pays this")
    save(member)


def test_a_committee_of_three_decides_and_a_member_of_the_filing_agency_is_no_part_of_it(
    visit: Visit,
    ada: User,
    cora: User,
    carl: User,
    chen: User,
    harbor: Agency,
    motel: Vendor,
    money: Fund,
) -> None:
    request = sent_request(ada, motel, 600_00, 200_00)
    ines = visit(person("Ines", Role.COMMITTEE_MEMBER, agency=harbor), PHONE)
    ines.go("/requests/inbox/")
    assert request.reference not in ines.page.content()

    asking = visit(cora, PHONE)
    first, second = lines_of(asking, request)
    first.get_by_label("as asked").check()
    second.get_by_label("Ask the agency first").check()
    second.get_by_label("Your question about this line").fill("Does the town pay a part?")
    save(asking)
    asking.reads("is saved and your question is sent")
    actions.answer(request.pk, "It pays all of it.", actor=ada)

    second_member = visit(carl, PHONE)
    cut_and_decline(second_member, request, "450")
    second_member.reads("You can change it until the decision")
    third = visit(chen, PHONE)
    cut_and_decline(third, request, "500")
    third.reads(f"{request.reference} is approved: $500.00")

    request.refresh_from_db()
    assert [need.state for need in request.needs.all()] == [NeedState.REDUCED, NeedState.DECLINED]
    agency = visit(ada, PHONE)
    agency.go(f"/requests/{request.reference}/")
    agency.reads("Above the usual price here")
    agency.reads("Another source pays this")
