"""Finance's screens over HTTP: who may open them, and that nothing typed is lost."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from disbursements.actions.outcome import post_payment
from disbursements.actions.reconcile import import_statement
from disbursements.actions.release import release
from disbursements.models import Disbursement, PayoutMethod, Statement, StatementLine
from disbursements.states import State, StatementLineState
from fund import clock
from fund.models import Account, Fund, User, Vendor
from tests.lines import Approve, Prepare, SignIn

JUNE_20 = datetime(2026, 6, 20, 15, tzinfo=UTC)
CSV = b"Date,Description,Amount\n"


@pytest.fixture(autouse=True)
def in_june() -> Iterator[None]:
    with clock.at(JUNE_20):
        yield


@pytest.fixture
def checking(db: None) -> Account:
    return Account.objects.get(code="1000")


@pytest.fixture
def post(prepare: Prepare, rosa: User) -> Callable[..., Disbursement]:
    """A check that was mailed: post(100_00, number=1001)."""

    def posted(cents: int, number: int, on: date = date(2026, 6, 10)) -> Disbursement:
        payment = release(prepare(cents).pk, actor=rosa)
        with transaction.atomic():
            payment.claim()
            payment.accept(provider_reference=f"check-{number}", at=clock.now())
            payment.save()
            post_payment(payment, on=on, actor=rosa)
        return payment

    return posted


def at(name: str, *args: object) -> str:
    return reverse(f"disbursements:{name}", args=args)


def words(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


PAGES = ["list", "payable", "releases", "bank", "import", "months", "vendors", "add_vendor"]
OPEN_TO = {
    "finn": set(PAGES) - {"releases"},
    "rosa": {"list", "releases", "bank", "months"},
    "audra": {"list", "bank", "months"},
    "ada": set(),
    "cora": set(),
    "abel": set(),
    "dana": set(),
}


@pytest.mark.parametrize("who", sorted(OPEN_TO))
def test_each_page_opens_for_its_people_only(
    who: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    for name in PAGES:
        expected = 200 if name in OPEN_TO[who] else 403
        assert browser.get(at(name)).status_code == expected, name


def test_nobody_else_acts_for_finance(prepare: Prepare, signed_in: SignIn, audra: User) -> None:
    payment = prepare()
    browser = signed_in(audra)
    for url in (
        at("payable"),
        at("releases"),
        at("bank"),
        at("look_again"),
        at("void", payment.reference),
        at("mailed", payment.reference),
        at("close", "2026-05"),
        at("add_vendor"),
        at("address", payment.vendor.reference),
        at("stripe", payment.vendor.reference),
        at("check_stripe", payment.vendor.reference),
    ):
        assert browser.post(url).status_code == 403, url
    assert Disbursement.objects.get().state == State.SCHEDULED
    assert browser.get(at("sheet", payment.reference)).status_code == 403


def test_finn_prepares_with_one_click(
    payable: Approve, motel: Vendor, signed_in: SignIn, finn: User
) -> None:
    line, method = payable(285_00), PayoutMethod.objects.get(vendor=motel)
    browser = signed_in(finn)
    assert "$285.00" in words(browser.get(at("payable")))
    sent = {"only": line.reference, f"method-{line.reference}": str(method.pk)}
    shown = browser.post(at("payable"), sent, follow=True)
    assert "1 payment is prepared" in words(shown)
    again = browser.post(at("payable"), sent, follow=True)
    assert "A payment for this line is already prepared." in words(again)
    assert Disbursement.objects.count() == 1


def test_finn_prepares_all_that_he_ticked(
    payable: Approve, motel: Vendor, signed_in: SignIn, finn: User
) -> None:
    lines, method = [payable(100_00) for _ in range(3)], PayoutMethod.objects.get(vendor=motel)
    chosen = {f"method-{line.reference}": str(method.pk) for line in lines}
    ticked = {"line": [line.reference for line in lines[:2]]}
    shown = signed_in(finn).post(at("payable"), {**chosen, **ticked}, follow=True)
    assert "2 payments are prepared" in words(shown)
    nothing = signed_in(finn).post(at("payable"), chosen, follow=True)
    assert "Tick the lines" in words(nothing)


@pytest.mark.parametrize("method", ["", "x", "9" * 30, "²"])
def test_a_made_up_way_to_pay_is_refused_in_words(
    payable: Approve, signed_in: SignIn, finn: User, method: str
) -> None:
    line = payable()
    sent = {"only": line.reference, f"method-{line.reference}": method}
    assert "Choose how to pay it." in words(signed_in(finn).post(at("payable"), sent, follow=True))


def test_a_line_without_money_stands_apart_with_each_funds_reason(
    awarded: Approve, general: Fund, signed_in: SignIn, finn: User
) -> None:
    awarded(285_00)
    page = words(signed_in(finn).get(at("payable")))
    assert "Waiting for money" in page
    assert "General fund has too little money left." in page


def test_a_vendor_without_a_way_to_pay_leads_to_its_page(
    payable: Approve, busline: Vendor, signed_in: SignIn, finn: User
) -> None:
    payable(20_00, vendor=busline)
    page = words(signed_in(finn).get(at("payable")))
    assert at("vendor", busline.reference) in page
    assert "No way to pay yet" in page


def test_rosa_releases_once_and_is_told_so(prepare: Prepare, signed_in: SignIn, rosa: User) -> None:
    payment = prepare()
    browser = signed_in(rosa)
    sent = {"only": payment.reference}
    assert "will be sent now" in words(browser.post(at("releases"), sent, follow=True))
    assert "already released" in words(browser.post(at("releases"), sent, follow=True))
    assert browser.post(at("releases"), {"only": "D-NOTHING"}).status_code == 404


def test_void_asks_why_and_takes_only_its_own_answers(
    prepare: Prepare, signed_in: SignIn, finn: User
) -> None:
    payment = prepare()
    browser, url = signed_in(finn), at("void", payment.reference)
    for wrong in ({}, {"reason": "her name"}):
        assert "There is a problem" in words(browser.post(url, wrong))
    browser.post(url, {"reason": "Wrong amount"})
    assert Disbursement.objects.get().state == State.VOIDED


def test_a_payment_page_tells_the_whole_story(
    post: Callable[..., Disbursement], signed_in: SignIn, audra: User
) -> None:
    payment = post(120_00, 1001)
    page = words(signed_in(audra).get(at("payment", payment.reference)))
    assert page.index("Payment prepared") < page.index("Second signature given")
    for word in (
        "Payment prepared",
        "Second signature given",
        "Payment booked as paid",
        "Check number 1001",
        "5000 Grants",
        "$120.00",
    ):
        assert word in page
    assert signed_in(audra).get(at("payment", "D-2222ZZZ2")).status_code == 404


def test_the_list_filters_by_state_and_vendor_and_says_the_total(
    post: Callable[..., Disbursement], prepare: Prepare, signed_in: SignIn, audra: User
) -> None:
    paid, waiting = post(120_00, 1001), prepare(80_00)
    browser = signed_in(audra)
    page = words(browser.get(at("list"), {"state": "posted"}))
    assert paid.reference in page
    assert waiting.reference not in page
    assert "1 payment, $120.00 in all" in page
    for query in ({"month": "2026-06"}, {"find": paid.reference.lower()}):
        page = words(browser.get(at("list"), query))
        assert paid.reference in page
        assert waiting.reference not in page
    assert "2 payments" in words(browser.get(at("list"), {"vendor": "V-MOTEL2", "find": "pine"}))
    assert "No payment fits" in words(browser.get(at("list"), {"fund": "none"}))
    for odd in (
        {"month": "x"},
        {"state": "x"},
        {"find": "\x00"},
        {"after": "D-X"},
        {"vendor": "'"},
    ):
        assert browser.get(at("list"), odd).status_code == 200


def test_a_bank_line_is_matched_in_one_click(
    post: Callable[..., Disbursement], checking: Account, signed_in: SignIn, finn: User
) -> None:
    payment = post(120_00, 1001)
    import_statement(checking, CSV + b"06/12/2026,CHECK 1001,-120.00\n", actor=finn)
    line = StatementLine.objects.get()
    browser = signed_in(finn)
    assert "Check 1001, same amount" in words(browser.get(at("bank")))
    browser.post(at("bank"), {"only": str(line.pk), "line": str(line.pk)})
    payment.refresh_from_db()
    assert payment.state == State.RECONCILED
    assert "Bank and books agree" in words(browser.get(at("bank")))


def test_a_line_that_carries_our_number_but_another_amount_says_so(
    post: Callable[..., Disbursement], checking: Account, signed_in: SignIn, finn: User
) -> None:
    post(120_00, 1001)
    import_statement(checking, CSV + b"06/12/2026,CHECK 1001,-121.00\n", actor=finn)
    page = words(signed_in(finn).get(at("bank")))
    assert "but that payment is $120.00" in page


def test_an_exception_is_matched_by_hand_or_set_aside_and_typed_words_stay(
    post: Callable[..., Disbursement], checking: Account, signed_in: SignIn, finn: User
) -> None:
    payment = post(120_00, 1001)
    import_statement(checking, CSV + b"06/19/2026,MOTEL,-120.00\n", actor=finn)
    line = StatementLine.objects.get()
    browser, url = signed_in(finn), at("line", line.pk)
    assert payment.reference in words(browser.get(url))
    page = words(browser.post(url, {"act": "match", "reference": "D-2222ZZZ2"}))
    assert "There is a problem" in page
    assert 'value="D-2222ZZZ2"' in page
    assert "Fill in" in words(browser.post(url, {"act": "ignore", "why": ""}))
    browser.post(url, {"act": "match", "reference": payment.reference})
    line.refresh_from_db()
    assert line.state == StatementLineState.MATCHED
    browser.post(url, {"act": "undo"})
    browser.post(url, {"act": "ignore", "why": "Paid by the agency"})
    line.refresh_from_db()
    assert (line.state, line.ignored_why) == (StatementLineState.IGNORED, "Paid by the agency")


def upload(browser: Client, account: Account, content: bytes, name: str = "bank.csv") -> str:
    sent = {"account": str(account.pk), "file": SimpleUploadedFile(name, content)}
    return words(browser.post(at("import"), sent, follow=True))


def test_a_bank_file_is_brought_in_and_its_page_shows_what_was_not_taken(
    checking: Account, signed_in: SignIn, finn: User
) -> None:
    content = CSV + b"06/12/2026,MOTEL,-5.00\n06/12/2026,MOTEL,n/a\n"
    browser = signed_in(finn)
    page = upload(browser, checking, content)
    assert "The file is in." in page
    assert "amount &#x27;n/a&#x27;" in page
    assert "You have this file already" in upload(browser, checking, content)
    assert Statement.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7", "This is a PDF"),
        (b"", "This file is empty"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"Name,Town\na,b\n", "find the columns"),
    ],
)
def test_a_wrong_bank_file_gets_a_clear_answer(
    checking: Account, signed_in: SignIn, finn: User, content: bytes, message: str
) -> None:
    page = upload(signed_in(finn), checking, content)
    assert "There is a problem" in page
    assert message in page
    assert not Statement.objects.exists()


def test_a_month_is_closed_from_its_page(checking: Account, signed_in: SignIn, finn: User) -> None:
    import_statement(checking, CSV + b"05/12/2026,FEE,-5.00\n", actor=finn)
    browser = signed_in(finn)
    page = words(browser.get(at("months")))
    assert "?month=2026-05" in page
    assert at("close", "2026-05") not in page
    refused = browser.post(at("close", "2026-05"), follow=True)
    assert "still has 1 bank line" in words(refused)
    line = StatementLine.objects.get()
    browser.post(at("line", line.pk), {"act": "ignore", "why": "Bank fee"})
    assert at("close", "2026-05") in words(browser.get(at("months")))
    assert "May 2026 is closed" in words(browser.post(at("close", "2026-05"), follow=True))
    assert browser.post(at("close", "x")).status_code == 404


def test_a_vendor_is_added_with_an_address_and_words_stay_on_errors(
    portland: object, signed_in: SignIn, finn: User
) -> None:
    browser = signed_in(finn)
    typed = {"name": "Harbor  Inn", "kind": "motel", "town": "", "region": str(portland.pk)}  # type: ignore[attr-defined]
    page = words(browser.post(at("add_vendor"), typed))
    assert "Fill in" in page
    assert "Harbor  Inn" in page
    browser.post(at("add_vendor"), {**typed, "town": "Bath"})
    vendor = Vendor.objects.get(name="Harbor Inn")
    again = words(browser.post(at("add_vendor"), {**typed, "town": "bath"}, follow=True))
    assert "Harbor Inn in Bath is already in the list" in again
    url = at("address", vendor.reference)
    address = {"remit_name": "Harbor Inn", "remit_address": "PO Box 9"}
    assert "two lines or more" in words(browser.post(url, address))
    browser.post(url, {**address, "remit_address": " PO Box 9 \r\n\r\nBath, ME 04530 "})
    assert PayoutMethod.objects.get().remit_address == "PO Box 9\nBath, ME 04530"
    browser.post(url, {**address, "remit_address": "PO Box 10\nBath, ME 04530"})
    assert [m.version for m in PayoutMethod.objects.order_by("version")] == [1, 2]
    assert PayoutMethod.objects.get(version=1).replaced_at is not None
