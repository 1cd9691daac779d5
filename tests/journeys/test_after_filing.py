"""After the approval: the letter, the vendor who checks it, payment, receipt, and how it went."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from applications import actions
from applications.models import AwardLine, Document, Need
from disbursements.actions.release import release
from disbursements.actions.schedule import schedule
from disbursements.models import PayoutMethod
from disbursements.states import RailName
from fund import clock
from fund.models import Fund, User, Vendor
from tests import papers
from tests.applications.desk import approve, sent_request
from tests.journeys.stack import Stack
from tests.journeys.test_whole_path import until_it_says
from tests.journeys.visitor import DESK, PHONE, Visit, Visitor, overflow

NARROWEST = 320


@pytest.fixture
def line(working: Stack, money: Fund, motel: Vendor, ada: User, cora: User) -> AwardLine:
    """$255.00 to the motel, approved; the motel is paid by Stripe."""
    working.pays(motel)
    return AwardLine.objects.get(award__application=approve(sent_request(ada, motel, 255_00), cora))


def test_from_the_letter_to_the_outcome(
    visit: Visit, line: AwardLine, ada: User, finn: User, rosa: User
) -> None:
    number = line.award.application.reference
    phone = visit(ada, PHONE)
    code, link = make_and_print(phone, number)

    vendor, scanned = visit(java_script_enabled=False), visit(width=PHONE)
    assert_holds(vendor, code)
    assert_scanned(scanned, link, code)

    method = PayoutMethod.objects.get(vendor=line.vendor, rail=RailName.STRIPE)
    payment = schedule(line.pk, method.pk, actor=finn)
    release(payment.pk, actor=rosa)
    until_it_says(phone.go(f"/requests/{number}/"), f"Paid {clock.today():%B %-d} by bank transfer")
    well_made(phone, "paid")
    check(vendor, code)
    vendor.heading("This letter is not valid")
    check(scanned, code)
    scanned.heading("This letter is not valid")
    well_made(scanned, "not-valid")

    add_receipt(phone)
    with clock.at(clock.now() + timedelta(days=14)):
        actions.ask_outcomes()
    say_how_it_went(phone, number)


def make_and_print(phone: Visitor, number: str) -> tuple[str, str]:
    """The code as it stands on the paper, and the address in the picture beside it."""
    phone.go(f"/requests/{number}/")
    well_made(phone, "approved")
    phone.follow("Make a letter")
    phone.heading("A letter to the vendor")
    well_made(phone, "letter")
    phone.press("Make the letter")
    phone.heading("The letter is made")
    well_made(phone, "letter-made")
    with phone.page.expect_download() as waiting:
        phone.press("Download the letter (PDF)")
    paper = pypdfium2.PdfDocument(waiting.value.path())
    keep(paper[0].render(scale=1.4).to_pil(), "paper")
    text = paper[0].get_textpage().get_text_range()
    code = next(word for word in text.split() if word.count("-") == 2 and len(word) == 17)
    assert number in text and "$255.00" in text and code not in phone.page.url
    phone.go(f"/requests/{number}/lines/1/letter/")
    phone.reads("holds until")
    well_made(phone, "letter-holds")
    return code, f"/verify/#{code}"


def check(vendor: Visitor, code: str) -> None:
    vendor.go("/")
    vendor.follow("check the letter")
    vendor.heading("Check a letter")
    vendor.page.get_by_label("Code on the letter").fill(code.lower())
    vendor.press("Check the code")


def assert_holds(vendor: Visitor, code: str) -> None:
    """Without JavaScript: typed, checked, and in no address."""
    check(vendor, code)
    vendor.heading("This letter is valid")
    vendor.reads("$255.00")
    assert urlsplit(vendor.page.url).path == "/verify/" and code not in vendor.page.url
    assert "Pine Tree" not in vendor.page.content()


def assert_scanned(vendor: Visitor, link: str, code: str) -> None:
    """The code comes behind the #, goes into the box, and out of the address."""
    sent: list[str] = []
    vendor.page.on("request", lambda request: sent.append(request.url))
    vendor.go(link)
    assert vendor.page.get_by_label("Code on the letter").input_value() == code
    assert vendor.page.url == f"{vendor.site}/verify/"
    assert sent and not any(code in address.partition("#")[0] for address in sent)
    well_made(vendor, "verify")
    vendor.press("Check the code")
    vendor.heading("This letter is valid")
    well_made(vendor, "valid")


def add_receipt(phone: Visitor) -> None:
    phone.follow("Add a receipt")
    well_made(phone, "receipt")
    file = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": papers.photo()}
    phone.page.get_by_label("Photos or PDF files").set_input_files(file)  # type: ignore[arg-type]
    phone.press("Add receipt")
    phone.reads("The receipt is added")
    assert Document.objects.get().line_id is not None


def say_how_it_went(phone: Visitor, number: str) -> None:
    phone.go("/requests/")
    well_made(phone, "list")
    phone.follow(f"Answer for {number}")
    phone.heading("Did the help meet the need?")
    well_made(phone, "outcome")
    phone.page.get_by_role("button", name="Partly met").click()
    phone.reads(f"All answers for {number} are saved")
    assert Need.objects.get().outcome == "partly"
    phone.go(f"/requests/{number}/")
    phone.reads("Partly met")
    well_made(phone, "all-done")


def well_made(visitor: Visitor, name: str) -> None:
    """axe finds nothing, and nothing is too wide, on a phone and on a desk."""
    page = visitor.page
    size = page.viewport_size
    for width in (NARROWEST, PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        assert overflow(page) <= 0, (name, width)
        if width != NARROWEST:
            assert list(violations(page)) == [], (name, width)
            picture(page, f"{name}-{width}")
    assert size is not None
    page.set_viewport_size(size)


def violations(page: Page) -> Iterator[str]:
    for violation in Axe().run(page).response["violations"]:
        yield f"{violation['help']} {[node['target'] for node in violation['nodes']]}"


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def keep(picture: object, name: str) -> None:
    if folder := os.environ.get("SCREENS"):
        picture.save(Path(folder) / f"{name}.png")  # type: ignore[attr-defined]
