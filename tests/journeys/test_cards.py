"""A card from one agency to the next, by hand; and what comes out of the printer."""

import pypdfium2
import pytest
from playwright.sync_api import Page

from applications.models import Application
from fund.models import User, Vendor
from tests.journeys.filing import answer_all, attest_and_send, say_what, start
from tests.journeys.test_every_page_is_accessible import axe_at
from tests.journeys.visitor import PHONE, Visit, overflow

MOTEL = "Motel or emergency shelter"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_card_goes_with_her_to_the_next_agency(
    visit: Visit, motel: Vendor, ada: User, alma: User, scripts: bool
) -> None:
    phone = visit(ada, PHONE, java_script_enabled=scripts)
    answer_all(phone, (MOTEL, motel, "285"))
    number = attest_and_send(phone)
    phone.follow("Make a card, or use one")
    phone.press("Make a card")
    phone.heading("Write it down now")
    code = phone.page.locator(".wallet-code").inner_text()
    assert code not in phone.page.url + phone.page.title()
    if scripts:
        look_at(phone.page)
        assert printed(phone.page) == (
            f"Support code {code} Show this the next time you ask for support. "
            "You can have it stopped at any time."
        )
    phone.follow("It is written down")
    assert code not in phone.page.content()

    other = visit(alma, PHONE, java_script_enabled=scripts)
    start(other)
    say_what(other, [(MOTEL, motel, "90")])
    page = other.page
    for question in ("Who lives in", "How old", "Which part"):
        page.get_by_role("group", name=question).get_by_role("radio").first.check()
    page.get_by_text("A card, your own name").click()
    page.get_by_label("Code on the card").fill(code[:-1])
    other.press("Continue")
    other.reads("One of the signs is not right")
    page.get_by_label("Code on the card").fill(code.lower().replace("-", " "))
    other.press("Continue")
    other.heading("Check your answers")
    other.reads("Counts with the card")
    first, second = Application.objects.order_by("pk")
    assert first.reference == number and first.household_id == second.household_id


def look_at(page: Page) -> None:
    """The narrowest phone, and what axe says of it."""
    page.set_viewport_size({"width": 320, "height": 800})
    assert overflow(page) <= 0
    assert list(axe_at(page, 320)) == []


def printed(page: Page) -> str:
    """All words of the one sheet, without header and footer because the page leaves no margin."""
    room = dict.fromkeys(("top", "right", "bottom", "left"), "15mm")
    paper = page.pdf(prefer_css_page_size=True, display_header_footer=True, margin=room)  # type: ignore[arg-type]
    sheets = pypdfium2.PdfDocument(paper)
    assert len(sheets) == 1
    return " ".join(sheets[0].get_textpage().get_text_bounded().split())
