"""Papers from a phone: each page by itself, on a line that breaks, and nothing twice or lost."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from applications.models import Application, Document
from fund.documents import limits
from fund.models import User, Vendor
from tests import papers
from tests.journeys.filing import fill_line, start
from tests.journeys.visitor import PHONE, Visit, Visitor, bring_session, overflow

LINE = "Motel or emergency shelter"
FREE = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
SLOW = {**FREE, "latency": 400, "uploadThroughput": 30_000}
GONE = {**FREE, "offline": True}

KEEP_WHAT_IS_SENT = """() => {
    const { send } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = async function (data) {
        const file = data.get("papers");
        window.sent = [file.name, [...new Uint8Array(await file.arrayBuffer())]];
        send.call(this, data);
    };
}"""


def photo(name: str = "photo.jpg", side: int = 500) -> Any:
    """A picture that does not compress well: some 100 KB."""
    out = BytesIO()
    Image.effect_noise((side, side), 90).save(out, "JPEG", quality=90)
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def paper(pages: int) -> Any:
    return {"name": "bill.pdf", "mimeType": "application/pdf", "buffer": papers.paper(pages)}


@pytest.fixture
def phone(visit: Visit, ada: User, motel: Vendor) -> Visitor:
    """The documents page of a draft."""
    return at_documents(visit(ada, PHONE), motel)


def at_documents(phone: Visitor, motel: Vendor) -> Visitor:
    start(phone)
    fill_line(phone, (LINE, motel, "285"))
    phone.press("Continue")
    phone.heading("Who is it for?")
    phone.go(f"/requests/{Application.objects.get().reference}/documents/")
    return phone


def choose(phone: Visitor, *files: Any) -> None:
    phone.page.get_by_label("Choose photos or PDF files").set_input_files(list(files))


def row(page: Page, number: int) -> Locator:
    return page.locator(".queued").nth(number - 1)


def kept() -> list[int]:
    return list(Document.objects.order_by("number").values_list("pages", flat=True))


def test_each_page_says_how_far_it_is_on_a_slow_line(phone: Visitor) -> None:
    page = phone.page
    line = page.context.new_cdp_session(page)
    page.get_by_label("A bill or invoice").check()
    choose(phone, photo(), photo(side=100))
    line.send("Network.emulateNetworkConditions", SLOW)
    phone.press("Add")
    page.wait_for_function("() => document.querySelector('progress').value > 0.2")
    expect(page.get_by_role("progressbar", name="Page 1")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Sending 1 of 2.")
    expect(page.locator("#added li")).to_have_count(2, timeout=30_000)
    assert kept() == [1, 1]


def test_a_line_that_breaks_loses_no_page_and_no_order(phone: Visitor) -> None:
    page = phone.page
    line = page.context.new_cdp_session(page)
    asked: list[Route] = []

    def breaks(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            line.send("Network.emulateNetworkConditions", GONE)
        route.continue_()

    page.route("**/documents/page/", breaks)
    page.get_by_label("A bill or invoice").check()
    choose(phone, photo(), paper(2), photo())
    expect(page.locator(".queued")).to_have_count(3)
    phone.press("Add")
    expect(row(page, 2)).to_contain_text("The line broke. Nothing is lost.")
    expect(row(page, 3)).to_contain_text("Ready to add")
    expect(page.get_by_role("status")).to_have_text("1 page is added. 2 not added yet: see above.")
    assert (kept(), overflow(page)) == ([1], 0)
    page.unroute("**/documents/page/")
    line.send("Network.emulateNetworkConditions", FREE)
    page.evaluate("() => dispatchEvent(new Event('online'))")  # as a phone that has a line again
    expect(page.get_by_role("status")).to_have_text("2 pages are added.")
    expect(page.locator("#added li")).to_have_count(3)
    expect(page.locator(".queued")).to_have_count(0)
    assert kept() == [1, 2, 1]
    phone.console.clear()  # that there was no line


def test_an_answer_that_is_lost_makes_no_page_twice(phone: Visitor) -> None:
    page = phone.page

    def lose(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/documents/page/", lose, times=1)
    page.get_by_label("A quote or price").check()
    choose(phone, photo())
    phone.press("Add")
    expect(row(page, 1)).to_contain_text("The line broke")
    assert kept() == [1]
    page.get_by_role("button", name="Try again Page 1").click()
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.locator("#added li")).to_have_count(1)
    assert kept() == [1]
    phone.console.clear()  # that the answer was lost


def test_a_page_that_is_not_taken_says_why_and_the_others_are_added(
    phone: Visitor, tmp_path: Path
) -> None:
    page = phone.page
    page.get_by_label("A bill or invoice").check()
    large = tmp_path / "a.pdf"
    large.write_bytes(b"%PDF-" + b"0" * limits.LARGEST_FILE_BYTES)
    choose(phone, large)
    choose(phone, {"name": "b.txt", "mimeType": "text/plain", "buffer": b"words"}, photo())
    phone.press("Add")
    expect(page.locator("#added li")).to_have_count(1)
    expect(row(page, 1)).to_contain_text("It is too large: 21 MB. The limit is 20 MB.")
    expect(row(page, 2)).to_contain_text("We can only take photos")
    expect(page.get_by_role("status")).to_contain_text("1 page is added. 2 not added yet")
    assert (Axe().run(page).violations_count, overflow(page)) == (0, 0)
    page.get_by_role("button", name="Remove Page 1").click()
    expect(page.locator(".queued")).to_have_count(1)
    assert kept() == [1]


def test_a_session_that_ends_meanwhile_loses_no_photo(phone: Visitor, ada: User) -> None:
    page = phone.page
    choose(phone, photo())
    phone.follow("Continue")
    expect(page.get_by_role("status")).to_have_text(
        "What you chose is not added yet. Press “Add” first, or remove it."
    )
    expect(page.get_by_role("status")).to_be_focused()
    phone.press("Add")
    expect(page.get_by_text("Say what it is, then press “Add”")).to_be_visible()
    page.get_by_label("A bill or invoice").check()
    Session.objects.all().delete()
    phone.press("Add")
    expect(row(page, 1)).to_contain_text("You are signed out")
    bring_session(page.context, ada, phone.site)
    page.get_by_role("button", name="Try again Page 1").click()
    expect(page.locator("#added li")).to_have_count(1)
    assert kept() == [1]


def test_a_large_photo_leaves_the_phone_small_and_without_its_place(phone: Visitor) -> None:
    page = phone.page
    page.evaluate(KEEP_WHAT_IS_SENT)
    page.get_by_label("A bill or invoice").check()
    content = papers.photo((4000, 3000))
    assert papers.CANARY in content
    choose(phone, {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": content})
    phone.press("Add")
    expect(page.locator("#added li")).to_have_count(1)
    name, values = page.evaluate("() => sent")
    assert (name, bytes(values[:3])) == ("page", b"\xff\xd8\xff")
    assert papers.CANARY not in bytes(values)


def test_a_phone_offers_its_camera_and_a_desk_does_not(
    visit: Visit, ada: User, motel: Vendor
) -> None:
    phone = at_documents(visit(ada, PHONE, has_touch=True, is_mobile=True), motel)
    camera = phone.page.get_by_label("Take a photo")
    expect(camera).to_be_visible()
    expect(camera).to_have_attribute("capture", "environment")
    for number in (1, 2):
        camera.set_input_files(photo())
        expect(phone.page.get_by_role("status")).to_have_text(f"{number} chosen.")
    phone.page.get_by_label("Something else").check()
    phone.press("Add")
    expect(phone.page.locator("#added li")).to_have_count(2)
    desk = visit(ada)
    desk.go(phone.page.url.removeprefix(desk.site))
    expect(desk.page.get_by_label("Choose photos or PDF files")).to_be_visible()
    expect(desk.page.get_by_label("Take a photo")).to_be_hidden()


def test_without_the_script_the_form_sends_all_in_one_go(
    visit: Visit, ada: User, motel: Vendor
) -> None:
    phone = at_documents(visit(ada, PHONE, java_script_enabled=False), motel)
    phone.page.get_by_label("A page of a lease").check()
    choose(phone, photo(), paper(3))
    phone.press("Add")
    phone.reads("2 documents are added.")
    assert kept() == [1, 3]
