"""One request's whole way, by hand: from an advocate's phone to a donor's PDF."""

import re
from collections.abc import Callable

import pypdfium2
from playwright.sync_api import Page, expect

from applications.models import Application, AwardLine
from applications.states import State as RequestState
from disbursements.models import Disbursement
from disbursements.states import State
from fund import clock
from fund.models import Fund, Gift, Notice, User, Vendor
from fund.money import dollars
from tests.fund.mailbox import Mailbox
from tests.journeys.filing import answer_all, attest_and_send
from tests.journeys.history import bring_in_last_quarter, last_quarter
from tests.journeys.stack import Stack
from tests.journeys.visitor import PHONE, Visit, Visitor
from tests.rails.sandbox_fixture import wait_until
from tests.secondstep import phone_of

NUMBER = re.compile(r"[A-Z]+\d?-\w+")
MOTEL, BUS = "Motel or emergency shelter", "Relocation travel"


def test_from_an_advocates_phone_to_a_donors_pdf(
    visit: Visit,
    working: Stack,
    mailbox: Mailbox,
    general: Fund,
    give: Callable[..., Gift],
    motel: Vendor,
    busline: Vendor,
    ada: User,
    cora: User,
    carl: User,
    chen: User,
    finn: User,
    rosa: User,
    dana: User,
) -> None:
    give(general, 40_000_00, last_quarter().starts_on)
    working.pays(busline)
    bring_in_last_quarter(finn)

    phone = visit(width=PHONE)
    phone_of(ada)
    phone.sign_in(ada.email)
    answer_all(phone, (MOTEL, motel, "285"), (BUS, busline, "$640.00"))
    number = attest_and_send(phone)

    desk_of_cora, desk_of_carl = visit(), visit()
    phone_of(cora)
    desk_of_cora.sign_in(cora.email)
    ask(desk_of_cora, number, "How long is the trip?")
    answer(phone, number, "One day, with two children.")
    vote(desk_of_cora, number, bus_dollars="500")
    phone_of(carl)
    desk_of_carl.sign_in(carl.email)
    vote(desk_of_carl, number, bus_dollars="500")
    desk_of_carl.reads(f"{number} is approved: $785.00")
    assert Application.objects.get(reference=number).state == RequestState.APPROVED

    finance, second = visit(), visit()
    phone_of(finn)
    finance.sign_in(finn.email)
    phone_of(rosa)
    second.sign_in(rosa.email)
    by_check, by_stripe = prepare_all(finance, number)
    release_all(second, by_check, by_stripe)
    mail_the_check(finance, by_check)
    see_it_paid(finance, by_stripe)
    assert [p["metadata"]["reference"] for p in working.sandbox.payments()].count(by_stripe) == 1
    assert Application.objects.get(reference=number).state == RequestState.CLOSED
    see_it_closed(phone, number)
    reconcile(finance, by_stripe)

    prepare_report(finance)
    chair = visit()
    phone_of(chen)
    chair.sign_in(chen.email)
    publish_report(chair)
    donor = visit(width=PHONE)
    donor.sign_in(dana.email)
    read_report(donor)
    assert_mails_say_only_the_number(mailbox, number, by_check, by_stripe)


def ask(member: Visitor, number: str, words: str) -> None:
    member.follow(number)
    member.page.get_by_text("Ask the agency a question").click()
    member.page.get_by_label("Your question to the agency").fill(words)
    member.press("Send question")
    member.reads(f"Your question on {number} is sent")


def answer(phone: Visitor, number: str, words: str) -> None:
    phone.go(f"/requests/{number}/")
    phone.reads("How long is the trip?")
    phone.page.get_by_label("Your answer").fill(words)
    phone.press("Send answer")
    phone.reads("Sent to the committee")


def vote(member: Visitor, number: str, *, bus_dollars: str) -> None:
    """The motel as asked, a part of the bus."""
    member.go(f"/requests/{number}/review/")
    member.reads("One day, with two children.")
    motel, bus = member.page.locator(".vote").all()
    motel.get_by_label("as asked").check()
    bus.get_by_label("Approve a part of it").check()
    bus.locator("input[inputmode]").fill(bus_dollars)
    bus.locator(".vote-reason").get_by_role("textbox").fill("The bus costs less this month.")
    member.press("Save and open next")
    member.page.wait_for_url(re.compile(r"/inbox/|/review/"))


def prepare_all(finance: Visitor, number: str) -> tuple[str, str]:
    """Prepare both lines; the payments' references: by check, by Stripe."""
    for line in AwardLine.objects.filter(award__application__reference=number):
        finance.go("/payments/to-pay/")
        finance.press(f"Prepare payment of {line.reference}")
        finance.reads("A second person has to release it")
    payments = Disbursement.objects.filter(award_line__award__application__reference=number)
    found = {payment.rail: payment.reference for payment in payments}
    return found["check"], found["stripe"]


def release_all(second: Visitor, *references: str) -> None:
    """Both at once, with a tick each."""
    second.go("/payments/to-release/")
    for reference in references:
        second.page.get_by_label(f"Tick {reference}").check()
    second.press("Release the ticked payments")
    second.reads("Nothing waits for your signature")


def mail_the_check(finance: Visitor, reference: str) -> None:
    until_it_says(finance.go(f"/payments/{reference}/"), "Mark as mailed")
    sheet = fetch_pdf(finance.page, f"{finance.site}/payments/{reference}/check.pdf")
    assert "Pine Tree Motel" in sheet and "285.00" in sheet
    finance.press("Mark as mailed")
    finance.reads("Marked as mailed")


def see_it_paid(finance: Visitor, reference: str) -> None:
    """The worker sends it, the stand-in posts it and tells the site; the page says so."""
    until_it_says(finance.go(f"/payments/{reference}/"), "Paid")
    payment = Disbursement.objects.get(reference=reference)
    assert (payment.state, payment.amount_cents) == (State.POSTED, 500_00)


def see_it_closed(phone: Visitor, number: str) -> None:
    phone.go(f"/requests/{number}/")
    phone.reads("$500.00 to Down East Bus, paid")


def reconcile(finance: Visitor, reference: str) -> None:
    """The bank’s file comes in and proposes; a person says yes."""
    payment = Disbursement.objects.get(reference=reference)
    line = f"{clock.today()},OUTBOUND PAYMENT {reference},-{dollars(payment.amount_cents)}"
    page = finance.go("/payments/bank/import/")
    page.get_by_label("Which account is it?").select_option(label="Stripe balance")
    content = f"Date,Description,Amount\n{line}\n".encode()
    file = {"name": "bank.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("The bank’s file").set_input_files(file)  # type: ignore[arg-type]
    finance.press("Bring it in")
    finance.reads("The file is in")
    finance.go("/payments/bank/")
    finance.press(f"Confirm {reference}")
    finance.reads("1 bank line is matched")
    payment.refresh_from_db()
    assert payment.state == State.RECONCILED


def prepare_report(finance: Visitor) -> None:
    page = finance.go("/reports/staff/")
    page.get_by_label("Which quarter?").select_option(label=last_quarter().title)
    finance.press("Prepare report")
    finance.reads("A second person must publish it")


def publish_report(chair: Visitor) -> None:
    chair.go("/reports/staff/")
    chair.follow(last_quarter().title)
    chair.press("Publish report")
    chair.reads("Everybody can read it now")


def read_report(donor: Visitor) -> None:
    """57 households; the four in one region are not shown apart."""
    donor.follow(last_quarter().title)
    donor.heading(last_quarter().title)
    expect(donor.page.locator("main")).to_contain_text("57")
    expect(donor.page.locator("main")).not_to_contain_text("Lewiston-Auburn4")
    address = donor.page.get_by_role("link", name="Open as PDF").get_attribute("href")
    words = fetch_pdf(donor.page, f"{donor.site}{address}")
    assert last_quarter().title in words
    assert "$16,245.00" in words


def until_it_says(page: Page, words: str, tries: int = 60) -> None:
    """Look again and again, as one does, until the worker is through."""
    for _ in range(tries):
        if page.locator("main").get_by_text(words, exact=True).count():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"{page.url} never said “{words}”: {page.locator('main').inner_text()}")


def fetch_pdf(page: Page, address: str) -> str:
    """All words of a PDF that this person opens."""
    content = page.context.request.get(address).body()
    assert content.startswith(b"%PDF-")
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document).split())


def assert_mails_say_only_the_number(mailbox: Mailbox, *numbers: str) -> None:
    """Three for the new request, one for the question, three for the answer, two for the decision
    (finance learns of it too), one for each payment to sign; what comes together is one mail."""
    wait_until(lambda: Notice.objects.exclude(sent_at=None).count() >= 11)
    news = " ".join(mail.text.split("Sign in")[0] for mail in mailbox.received)
    named = {number for number in NUMBER.findall(news) if not number.startswith("OC-")}
    assert named == set(numbers), "beside the hours without anybody on call"
    for mail in mailbox.received:
        assert re.fullmatch(r"Update on \S+( and \d more)?", mail.subject)
        for word in ("Motel", "bus", "285", "$", "Ada", "Harbor", "Portland", "children"):
            assert word not in mail.text
