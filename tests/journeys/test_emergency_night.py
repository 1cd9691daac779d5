"""An emergency at two in the morning: approved by one member from her phone, not agreed to the next
day. The site runs in this process, so that its clock can be set."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from applications import tasks
from applications.models import Application, AwardLine, Ratification
from applications.states import Lane, LineState, Order, State
from fund.models import Fund, Notice, User, Vendor
from fund.roles import Role
from tests.applications.desk import sent_request
from tests.cast import on_call, person
from tests.journeys.visitor import DESK, PHONE, Visitor, bring_session, overflow

Window = Callable[..., Visitor]


@pytest.fixture
def window(browser: Browser, live_server: LiveServer) -> Iterator[Window]:
    """A window of one person: window(olive, 360)."""
    visitors: list[Visitor] = []

    def opened(user: User, width: int = DESK) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 800})
        context.set_default_timeout(15_000)
        bring_session(context, user, live_server.url)
        visitors.append(Visitor(context.new_page(), live_server.url))
        return visitors[-1]

    yield opened
    said = [line for visitor in visitors for line in visitor.console]
    for visitor in visitors:
        visitor.page.context.close()
    assert not said, "\n".join(said)


def tomorrow_at(hour: int, *, days: int = 1) -> datetime:
    """By the fund's own clock."""
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_current_timezone())


def test_approved_by_one_at_night_and_not_agreed_to_the_next_day(
    window: Window,
    money: Fund,
    motel: Vendor,
    ada: User,
    olive: User,
    cora: User,
    chen: User,
) -> None:
    uma = person("Uma", Role.ON_CALL)
    on_call(uma, order=Order.SECOND)
    night, next_day = tomorrow_at(2), tomorrow_at(10)
    with time_machine.travel(night):
        number = sent_request(ada, motel, 285_00, lane=Lane.EMERGENCY).reference
        _approve_on_a_phone(window(olive, PHONE), number)
    with time_machine.travel(night + timedelta(minutes=45)):
        tasks.keep_clocks(0)
        assert not Notice.objects.filter(user=uma).exists(), "it is decided: nobody is woken"
        advocate = window(ada, PHONE)
        advocate.go(f"/requests/{number}/")
        advocate.reads("Approved")
    with time_machine.travel(next_day):
        _do_not_agree(window(cora), number)
        advocate = window(ada, PHONE)
        advocate.go(f"/requests/{number}/")
        advocate.reads("Approved")
        assert advocate.page.get_by_text("could have waited").count() == 0
        _chair_reads_it(window(chen), number)
    request = Application.objects.get(reference=number)
    assert (request.state, request.decided_by) == (State.APPROVED, olive)
    assert request.decided_at and timezone.localtime(request.decided_at).hour == 2
    assert Ratification.objects.get().refused_for == "could_wait"
    line = AwardLine.objects.get(award__application=request)
    assert (line.state, line.paid_by) == (LineState.PAYABLE, {money: 285_00})


def _approve_on_a_phone(phone: Visitor, number: str) -> None:
    phone.go("/requests/inbox/")
    phone.reads("On call now: Olive")
    phone.follow(number)
    phone.heading("Who was told", level=2)
    assert overflow(phone.page) == 0
    phone.press("I am on it")
    phone.reads("You are not told again.")
    phone.press("Approve now, alone")
    phone.reads(f"{number} is approved: $285.00.")


def _do_not_agree(desk: Visitor, number: str) -> None:
    desk.go("/requests/on-call/")
    desk.follow("Decided alone, to look at")
    desk.reads("1 to look at")
    desk.follow(number)
    assert not desk.page.get_by_label("Anything to add?").is_visible()
    desk.page.get_by_label("No, I do not agree").check()
    desk.page.get_by_label("It could have waited for the committee").check()
    desk.page.get_by_label("Anything to add?").fill("The office was open until six.")
    desk.press("Save")
    desk.reads(f"Your word on {number} is kept.")
    desk.reads("Nothing to look at")


def _chair_reads_it(desk: Visitor, number: str) -> None:
    desk.go("/requests/ratify/")
    desk.reads("Not agreed to")
    desk.follow(number)
    desk.reads("The committee did not agree; the money stands.")
    desk.reads("The office was open until six.")
