"""The committee's list in a browser: filters survive the way back, a new look keeps the place."""

import pytest

from applications.states import Lane
from fund.models import User, Vendor
from tests.applications.desk import sent_request
from tests.journeys.visitor import PHONE, Visit


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_filters_and_search_survive_the_way_back(
    visit: Visit, ada: User, cora: User, motel: Vendor, scripts: bool
) -> None:
    urgent = sent_request(ada, motel, lane=Lane.URGENT)
    other = sent_request(ada, motel, 60_00)
    phone = visit(cora, PHONE, java_script_enabled=scripts)
    page = phone.go("/requests/inbox/")
    if scripts:
        page.get_by_text("Search and filter").click()
        page.get_by_label("How soon").select_option("urgent")
        phone.press("Show")
    else:
        page = phone.go("/requests/inbox/?lane=urgent")
    page.get_by_role("link", name=urgent.reference).click()
    page.go_back()
    assert "lane=urgent" in page.url
    assert page.get_by_label("How soon").input_value() == "urgent"
    assert not page.get_by_text(other.reference).count()
    page.get_by_role("link", name=urgent.reference).click()
    page.get_by_role("link", name="Inbox", exact=True).click()
    assert "lane=urgent" in page.url
    page.get_by_label("Number, business or amount").fill("pinetree")
    phone.press("Show")
    page.get_by_role("link", name=urgent.reference).click()
    page.go_back()
    assert page.get_by_label("Number, business or amount").input_value() == "pinetree"


def test_looking_again_keeps_focus_scroll_and_what_is_open_and_says_what_came(
    visit: Visit, ada: User, cora: User, motel: Vendor
) -> None:
    old = [sent_request(ada, motel, lane=Lane.URGENT) for _each in range(6)]
    desk = visit(cora)
    desk.page.clock.install()
    page = desk.go("/requests/inbox/")
    page.get_by_text("Search and filter").click()
    page.get_by_label("Region").select_option(index=1)
    link = page.get_by_role("link", name=old[-1].reference)
    link.focus()
    page.evaluate("window.mark = document.activeElement")
    page.evaluate("scrollTo(0, 300)")
    new = sent_request(ada, motel, lane=Lane.EMERGENCY)
    with page.expect_response(lambda answer: "/fresh/" in answer.url):
        page.clock.run_for(31_000)
    page.get_by_role("link", name=new.reference).wait_for()
    rows = page.locator("#part-mine li").all_inner_texts()
    assert new.reference in rows[0] and len(rows) == 7
    assert page.evaluate("document.activeElement === window.mark")
    assert page.evaluate("scrollY") > 0
    assert page.get_by_label("Region").input_value() != ""
    assert (
        page.get_by_text("Search and filter").locator("xpath=..").get_attribute("open") is not None
    )
    assert page.locator("#board-news").inner_text() == "1 new request needs you."
    with page.expect_response(lambda answer: "/fresh/" in answer.url) as looked:
        page.clock.run_for(31_000)
    assert looked.value.status == 204


def test_when_the_session_is_over_the_list_stays_and_looking_ends(
    visit: Visit, ada: User, cora: User, motel: Vendor
) -> None:
    sent = sent_request(ada, motel)
    desk = visit(cora)
    desk.page.clock.install()
    page = desk.go("/requests/inbox/")
    page.context.clear_cookies()
    with page.expect_response(lambda answer: "/fresh/" in answer.url):
        page.clock.run_for(31_000)
    page.wait_for_timeout(300)
    assert page.get_by_role("link", name=sent.reference).is_visible()
    assert not page.get_by_label("Password").count()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.run_for(65_000)
    assert not [url for url in asked if "/fresh/" in url]
