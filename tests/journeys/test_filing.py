"""Filing on a phone: how many taps, bytes and pages; without a signal; by keyboard alone."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application, Need, StartedLine
from applications.states import State
from fund.models import NeedCategory, User, Vendor
from tests.applications.desk import sent_request
from tests.journeys.filing import (
    AMOUNT,
    RATE,
    attest_and_send,
    fill_amount,
    say_category,
    say_vendor,
    start,
)
from tests.journeys.slow import Count, Signal
from tests.journeys.test_every_page_is_accessible import axe_at
from tests.journeys.visitor import DESK, PHONE, Visit, Visitor, overflow

MOTEL = "Motel or emergency shelter"
FIRST_PAGE, LATER_PAGE, ALL_PAGES = 15_000, 6_000, 40_000
"""Bytes as they come over the line, with the headers of HTTP/1.1."""
MOST_TAPS, MOST_PAGES = 12, 7

pytestmark = pytest.mark.usefixtures("stack")


def begin(count: Count) -> None:
    """Today, on an old phone: the first page with nothing in the cache."""
    count.slow()
    count.began = time.monotonic()
    count.visitor.go("/requests/new/")


def ask(count: Count, line: tuple[str, str, str], *, last: bool, scripts: bool) -> None:
    """What, whom and how much."""
    category, vendor, amount = line
    page = count.visitor.page
    go_on = page.get_by_role("button", name="Continue")
    count.tap(page.get_by_label(category, exact=True))
    count.tap(go_on)
    count.arrived("Who should we pay?", scripts=scripts)
    count.tap(page.get_by_label(vendor))
    count.tap(go_on)
    count.arrived(AMOUNT, scripts=scripts)
    if category == MOTEL:
        count.type(page.get_by_label("How many nights?"), "3")
        count.type(page.get_by_label(RATE), amount)
    else:
        count.type(page.get_by_label(AMOUNT), amount)
    count.tap(go_on if last else page.get_by_role("button", name="Add another thing"))


def file(visitor: Visitor, *lines: tuple[str, str, str], scripts: bool) -> Count:
    """A whole emergency request, counted."""
    count, page = Count(visitor), visitor.page
    begin(count)
    count.arrived("How soon is the help needed?", scripts=scripts)
    go_on = page.get_by_role("button", name="Continue")
    count.tap(page.get_by_label("Today: for safety"))
    count.tap(go_on)
    for line in lines:
        count.arrived("What is needed?", scripts=scripts)
        ask(count, line, last=line is lines[-1], scripts=scripts)
    count.arrived("Who is it for?", scripts=scripts)
    count.tap(page.get_by_label("One adult with children", exact=True))
    count.tap(go_on)
    count.arrived("Check your answers", scripts=scripts)
    count.tap(page.get_by_label("I have checked"))
    count.tap(page.get_by_label("The committee may read this request"))
    count.tap(page.get_by_role("button", name="Send request"))
    count.arrived("Request sent", scripts=scripts)
    count.seconds = time.monotonic() - count.began
    return count


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_one_thing_takes_seven_pages_and_twelve_taps(
    visit: Visit, ada: User, motel: Vendor, scripts: bool
) -> None:
    phone = visit(ada, PHONE, java_script_enabled=scripts)
    count = file(phone, (MOTEL, f"{motel.name}, {motel.town}", "95"), scripts=scripts)
    count.say(f"one thing, {'with scripts' if scripts else 'without scripts'}")
    assert count.taps <= MOST_TAPS and len(count.pages) <= MOST_PAGES
    light_enough(count)
    assert Application.objects.get().state == State.SUBMITTED


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_emergency_for_two_things_on_an_old_phone(
    visit: Visit, ada: User, motel: Vendor, busline: Vendor, scripts: bool
) -> None:
    sent_request(ada, busline, 20_00, category=NeedCategory.LOCAL_TRANSPORT)
    phone = visit(ada, PHONE, java_script_enabled=scripts)
    count = file(
        phone,
        (MOTEL, f"{motel.name}, {motel.town}", "95"),
        ("Local transport", f"{busline.name}, {busline.town}", "40"),
        scripts=scripts,
    )
    count.say(f"two things, {'with scripts' if scripts else 'without scripts'}")
    light_enough(count)
    sent = Application.objects.latest("id")
    assert (sent.state, sent.requested_cents) == (State.SUBMITTED, 325_00)


def light_enough(count: Count) -> None:
    first, *later = count.bytes_of.values()
    assert first <= FIRST_PAGE and max(later) <= LATER_PAGE, count.bytes_of
    assert count.on_the_line <= ALL_PAGES, count.on_the_line


OFFLINE = "What is on this page is not sent yet."

Answer = Callable[[Page], None]


def answers(motel: Vendor) -> list[tuple[str, Answer]]:
    """Each question by its heading, and how it is answered."""

    def who(page: Page) -> None:
        page.get_by_label("One adult", exact=True).check()

    def nights(page: Page) -> None:
        page.get_by_label("How many nights?").fill("3")
        page.get_by_label(RATE).fill("95")

    def check(page: Page) -> None:
        page.get_by_label("I have checked").check()
        page.get_by_label("The committee may read this request").check()

    return [
        ("What is needed?", lambda page: page.get_by_label(MOTEL).check()),
        ("Who should we pay?", lambda page: page.get_by_label(motel.name).check()),
        (AMOUNT, nights),
        ("Who is it for?", who),
        ("Check your answers", check),
    ]


def test_the_signal_is_lost_at_each_step_and_nothing_with_it(
    visit: Visit, ada: User, motel: Vendor
) -> None:
    phone = visit(ada, PHONE)
    page, signal = phone.page, Signal(phone.page)
    phone.go("/requests/new/").get_by_label("Today: for safety").check()
    steps = [("How soon is the help needed?", None), *answers(motel)]
    for heading, answer in steps:
        phone.heading(heading)
        if answer:
            answer(page)
        page.wait_for_timeout(600)  # what a script saves by itself has been saved
        signal.off()
        button = "Send request" if heading == "Check your answers" else "Continue"
        phone.press(button)
        phone.reads(OFFLINE)
        phone.heading(heading)
        expect(page.get_by_role("button", name=button)).to_be_enabled()
        signal.on()
        if heading == "Who is it for?":  # a script had saved it before the signal was lost
            found_again(phone, "Check your answers")
            continue
        if answer:
            found_again(phone, heading)
            answer(page)
        phone.press(button)
    phone.heading("Request sent")
    sent = Application.objects.get()
    assert (sent.state, sent.requested_cents) == (State.SUBMITTED, 285_00)
    phone.console.clear()  # the browser says itself that it had no signal


def found_again(phone: Visitor, heading: str) -> None:
    """The phone was off: the list leads to the draft, and it to the question that was open."""
    phone.go("/requests/")
    phone.page.locator(".row-title a").first.click()
    phone.heading(heading)


def test_what_was_typed_is_there_after_the_battery_went_empty(
    visit: Visit, ada: User, motel: Vendor
) -> None:
    phone = visit(ada, PHONE)
    start(phone)
    say_category(phone, "Food")
    say_vendor(phone, motel)
    page = phone.page
    page.get_by_label(AMOUNT).fill("285")
    with page.expect_response(lambda answer: answer.status == 204):
        page.get_by_label("Account or bill number").fill("A-77")
    phone.page.wait_for_timeout(800)
    page.get_by_label("Is there a last day").focus()
    with page.expect_response(lambda answer: answer.status == 204):
        page.get_by_label(AMOUNT).focus()
        page.get_by_label(AMOUNT).fill("290")
        page.get_by_label("Account or bill number").focus()
    page.close()
    again = visit(ada, PHONE)
    found_again(again, AMOUNT)
    expect(again.page.get_by_label(AMOUNT)).to_have_value("290.00")
    expect(again.page.get_by_label("Account or bill number")).to_have_value("A-77")
    assert StartedLine.objects.get().amount_cents == 290_00 and not Need.objects.exists()


def test_two_windows_on_one_draft(visit: Visit, ada: User, motel: Vendor) -> None:
    one, other = visit(ada, PHONE), visit(ada, PHONE)
    start(one)
    say_category(one, "Food")
    say_vendor(one, motel)
    other.page.goto(one.page.url)
    for window, amount in ((one, "285"), (other, "300")):
        window.page.get_by_label(AMOUNT).fill(amount)
    one.press("Continue")
    one.heading("Who is it for?")
    other.press("Continue")
    other.reads("Somebody saved another answer meanwhile")
    other.reads("$285.00")
    expect(other.page.get_by_label(AMOUNT)).to_have_value("300")
    other.press("Continue")
    other.heading("Who is it for?")
    assert Need.objects.get().amount_cents == 300_00


def test_a_business_is_found_while_one_types(
    visit: Visit, ada: User, motel: Vendor, busline: Vendor
) -> None:
    phone = visit(ada, PHONE)
    start(phone)
    say_category(phone, MOTEL)
    phone.page.get_by_label("Look for a business").press_sequentially("down ea")
    choice = phone.page.get_by_label("Down East Bus, Bangor")
    choice.check()
    phone.press("Continue")
    phone.heading(AMOUNT)


def test_the_emergency_page_saves_as_one_types(visit: Visit, ada: User, motel: Vendor) -> None:
    phone = visit(ada, PHONE)
    phone.go("/requests/new/")
    phone.press("Help for today, all on one page")
    phone.heading("Help for today")
    page = phone.page
    with page.expect_response(lambda answer: answer.status == 204):
        page.get_by_label(MOTEL).check()
    page.get_by_label("Look for a business").press_sequentially("pine")
    with page.expect_response(lambda answer: answer.status == 204):
        page.get_by_label(motel.name).check()
    page.get_by_label("How many nights?").fill("3")
    with page.expect_response(lambda answer: answer.status == 204):
        page.get_by_label(RATE).fill("95")
        page.get_by_label("Account, bill").focus()
    page.reload()
    expect(page.get_by_label(motel.name)).to_be_checked()
    expect(page.get_by_label("How many nights?")).to_have_value("3")
    expect(page.get_by_label(RATE)).to_have_value("95.00")
    page.get_by_label("One adult", exact=True).check()
    phone.press("Continue")
    phone.heading("Check your answers")
    attest_and_send(phone)
    assert Application.objects.get().requested_cents == 285_00


def test_the_emergency_page_shows_the_nights_of_a_motel_without_scripts(
    visit: Visit, ada: User, motel: Vendor
) -> None:
    phone = visit(ada, PHONE, java_script_enabled=False)
    phone.go("/requests/new/")
    phone.press("Help for today, all on one page")
    phone.heading("Help for today")
    page = phone.page
    amount, nights = page.get_by_label(AMOUNT), page.get_by_label("How many nights?")
    expect(amount).to_be_visible()
    expect(nights).to_be_hidden()
    page.get_by_label(MOTEL).check()
    expect(nights).to_be_visible()
    expect(amount).to_be_hidden()
    page.get_by_label("Food", exact=True).check()
    expect(amount).to_be_visible()
    expect(nights).to_be_hidden()


def test_a_request_by_keyboard_alone(visit: Visit, ada: User, motel: Vendor) -> None:
    desk = visit(ada, DESK)
    desk.go("/requests/")
    keys = Keys(desk.page)
    keys.to("link", "New request")
    keys.press("Enter")
    desk.heading("How soon is the help needed?")
    keys.to("radio", "Today: for safety")
    keys.press("Space", "Enter")
    desk.heading("What is needed?")
    keys.to("radio", MOTEL)
    keys.press("Space", "Enter")
    desk.heading("Who should we pay?")
    keys.to("radio", f"{motel.name}, {motel.town}")
    keys.press("Space", "Enter")
    desk.heading(AMOUNT)
    keys.write("3")
    keys.to("textbox", RATE)
    keys.write("95")
    keys.press("Enter")
    desk.heading("Who is it for?")
    keys.to("radio", "One adult")
    keys.press("Space", "Enter")
    desk.heading("Check your answers")
    keys.to("checkbox", "I have checked")
    keys.press("Space")
    keys.to("checkbox", "The committee may read")
    keys.press("Space")
    keys.to("button", "Send request")
    keys.press("Enter")
    desk.heading("Request sent")


class Keys:
    """Somebody without a mouse, who sees where she is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, role: str, name: str) -> None:
        """Tab to it; it must be in reach and visibly in focus."""
        wanted = self.page.get_by_role(role, name=name).first  # type: ignore[arg-type]
        for _each in range(60):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("(e) => e === document.activeElement"):
                seen = wanted.evaluate("(e) => getComputedStyle(e).outlineStyle")
                assert seen != "none", f"the focus on {name} is not seen"
                return
        raise AssertionError(f"no way to {name} by the Tab key")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        """Into the box that is ready."""
        self.page.keyboard.type(words)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_states_that_no_walk_comes_to(
    visit: Visit, ada: User, motel: Vendor, width: int
) -> None:
    """Mistakes, another window, no business found, a line in progress, a twin, no signal."""
    sent_request(ada, motel, 285_00)
    person = visit(ada, width)
    page, wrong = person.page, list[str]()

    def look(where: str) -> None:
        for pixels in (width, 320):
            page.set_viewport_size({"width": pixels, "height": 800})
            wrong.extend(f"{where}: {what}" for what in axe_at(page, pixels))
            if overflow(page) > 0:
                wrong.append(f"{where}: {overflow(page)} too wide at {pixels}")
        page.set_viewport_size({"width": width, "height": 800})

    person.go("/requests/new/")
    look("same as last time")
    start(person)
    person.press("Continue")
    person.heading("There is a problem", level=2)
    look("nothing chosen")
    say_category(person, MOTEL)
    page.get_by_label("Look for a business").fill("zzz")
    person.press("Search")
    person.reads("We found no business like")
    look("nothing found")
    person.go(page.url.split("?")[0].removeprefix(person.site))
    say_vendor(person, motel)
    fill_amount(person, "285")
    person.press("Add another thing")
    person.heading("What is needed?")
    say_category(person, "Food")
    look("one more, which can be left out")
    number = page.url.split("/")[4]
    person.go(f"/requests/{number}/who/")
    page.get_by_label("One adult", exact=True).check()
    page.get_by_text("A card, your own name").click()
    look("who, all of it")
    person.press("Continue")
    person.heading("Who should we pay?")
    person.go(f"/requests/{number}/check/")
    person.reads("One thing is not finished")
    person.reads("You may have sent this already")
    look("check with warnings")
    signal = Signal(page)
    signal.off()
    person.reads(OFFLINE)
    look("no signal")
    signal.on()
    assert not wrong, "\n".join(wrong)
    person.console.clear()
