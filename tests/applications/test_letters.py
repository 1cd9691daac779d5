"""A letter to a vendor: who makes one, what it promises, how long, and what a stranger learns."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from applications import across, actions, letter_paper
from applications.actions.letters import last_day, letter_of
from applications.models import Application, AwardLine, GuaranteeLetter, Purpose
from applications.states import LetterEnd, LineState
from fund import clock, fund_code, tenancy
from fund.models import AuditEvent, Fund, FundPolicy, User
from fund.policies import figures_of, new_version
from tests.lines import Approve, SignIn

pytestmark = pytest.mark.django_db
HIDDEN = re.compile(r'name="new_letter" value="([^"]+)"')


@pytest.fixture
def line(payable: Approve) -> AwardLine:
    """$255.00 to the motel, waiting to be paid."""
    return payable(255_00)


@pytest.fixture
def code() -> str:
    return fund_code.fresh(fund_code.LETTER)


@pytest.fixture(autouse=True)
def no_tries_before(db: None) -> None:
    cache.clear()


def pay(line: AwardLine) -> None:
    with transaction.atomic():
        actions.line_in_payment(line.pk)
        actions.line_paid(line.pk, clock.today())


def ask(browser: Client, code: str) -> Any:
    return browser.post("/verify/", {"code": code})


def where(line: AwardLine) -> str:
    return f"/requests/{line.award.application.reference}/lines/1/letter/"


def test_a_letter_promises_the_line_for_two_weeks_and_is_on_the_trail(
    line: AwardLine, code: str, ada: User
) -> None:
    letter = actions.make_letter(line.pk, code, actor=ada)
    assert letter.amount_cents == 255_00
    assert letter.expires_on == clock.today() + timedelta(days=14)
    event = AuditEvent.objects.get(act="letter.make")
    assert event.subject == line.award.application.reference and event.actor == ada
    assert event.facts == {
        "line": line.reference,
        "amount_cents": 255_00,
        "ends_on": f"{letter.expires_on}",
    }


def test_the_days_are_the_policys_and_end_with_the_fund_that_pays(
    line: AwardLine, code: str, ada: User
) -> None:
    rules = replace(figures_of(FundPolicy.in_force()), letter_days=30)
    new_version(rules, based_on=1, effective_at=None, note="Longer stays", actor=ada)
    assert last_day(line) == clock.today() + timedelta(days=30)
    soon = clock.today() + timedelta(days=3)
    Fund.objects.update(is_restricted=True, ends_on=soon)
    assert actions.make_letter(line.pk, code, actor=ada).expires_on == soon


def test_the_code_is_nowhere_in_the_database(line: AwardLine, code: str, ada: User) -> None:
    actions.make_letter(line.pk, code, actor=ada)
    with connection.cursor() as cursor:
        for table in ("applications_guaranteeletter", "fund_auditevent"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            kept = str(cursor.fetchone()[0])
            assert code not in kept and code.replace("-", "") not in kept


def test_the_same_form_twice_makes_one_letter_and_another_code_none(
    line: AwardLine, code: str, ada: User
) -> None:
    first = actions.make_letter(line.pk, code, actor=ada)
    assert actions.make_letter(line.pk, code, actor=ada) == first
    with pytest.raises(actions.Refused, match="There is a letter for this line already"):
        actions.make_letter(line.pk, fund_code.fresh(fund_code.LETTER), actor=ada)
    assert GuaranteeLetter.objects.count() == 1


def test_finance_may_make_one_and_nobody_else(
    line: AwardLine, code: str, finn: User, alma: User, cora: User, rosa: User, audra: User
) -> None:
    for stranger in (alma, cora, rosa, audra):
        with tenancy.acting(stranger.pk), pytest.raises(AwardLine.DoesNotExist):
            actions.make_letter(line.pk, code, actor=stranger)
    with tenancy.acting(finn.pk):
        assert actions.make_letter(line.pk, code, actor=finn).made_by == finn


def test_a_line_without_money_gets_no_letter(
    awarded: Approve, code: str, ada: User, finn: User
) -> None:
    line = awarded(255_00)
    assert line.state == LineState.UNFUNDED
    with pytest.raises(actions.Refused, match="nothing can be promised"):
        actions.make_letter(line.pk, code, actor=ada)


def test_no_letter_where_the_person_does_not_agree_to_contact_with_the_vendor(
    line: AwardLine, code: str, ada: User
) -> None:
    actions.revoke_consent(line.award.application_id, Purpose.VENDOR, actor=ada)
    with pytest.raises(actions.Refused, match="does not agree to contact"):
        actions.make_letter(line.pk, code, actor=ada)


def test_a_letter_ends_with_its_payment_and_a_paid_line_is_never_promised_again(
    line: AwardLine, code: str, ada: User
) -> None:
    actions.make_letter(line.pk, code, actor=ada)
    pay(line)
    letter = GuaranteeLetter.objects.get()
    assert letter.ended_for == LetterEnd.PAID and letter.ended_by is None
    assert across.promise_of(code) is None
    with pytest.raises(actions.Refused, match="paid already"):
        actions.make_letter(line.pk, fund_code.fresh(fund_code.LETTER), actor=ada)
    event = AuditEvent.objects.get(act="letter.end")
    assert event.facts["ended_for"] == "paid" and event.actor is None


@pytest.mark.parametrize("way", ["paid", "cancelled", "no money", "too much", "another request"])
def test_the_database_itself_refuses_a_promise_that_its_line_does_not_bear(
    way: str, line: AwardLine, payable: Approve, ada: User
) -> None:
    other = payable(10_00)
    values: dict[str, Any] = {
        "line": line,
        "application": line.award.application,
        "amount_cents": 255_00,
    }
    if way == "too much":
        values["amount_cents"] += 1
    elif way == "another request":
        values["application"] = other.award.application
    elif way == "paid":
        pay(line)
    else:
        states = {"cancelled": LineState.CANCELLED, "no money": LineState.UNFUNDED}
        AwardLine.objects.filter(pk=line.pk).update(state=states[way])
    with pytest.raises(IntegrityError, match="does not bear"), transaction.atomic():
        GuaranteeLetter.objects.create(
            mac=b"m" * 32, key_id="k", expires_on=clock.today(), made_by=ada, **values
        )
    if way == "no money":  # its shares are still there
        AwardLine.objects.filter(pk=line.pk).update(state=LineState.PAYABLE)


def test_a_letter_is_taken_back_with_a_reason_once(line: AwardLine, code: str, ada: User) -> None:
    actions.make_letter(line.pk, code, actor=ada)
    for _twice in range(2):
        actions.take_letter_back(line.pk, LetterEnd.LOST, actor=ada)
    letter = GuaranteeLetter.objects.get()
    assert (letter.ended_for, letter.ended_by) == (LetterEnd.LOST, ada)
    assert AuditEvent.objects.filter(act="letter.end").count() == 1
    assert across.promise_of(code) is None
    with pytest.raises(actions.Refused):
        actions.take_letter_back(line.pk, LetterEnd.PAID, actor=ada)
    assert actions.make_letter(line.pk, fund_code.fresh(fund_code.LETTER), actor=ada).pk


def test_after_its_last_day_it_holds_no_more_and_another_may_follow(
    line: AwardLine, code: str, ada: User
) -> None:
    letter = actions.make_letter(line.pk, code, actor=ada)
    with clock.at(clock.now() + timedelta(days=14)):
        assert across.promise_of(code) is not None
    with clock.at(clock.now() + timedelta(days=15)):
        assert across.promise_of(code) is None and letter_of(line, code) is None
        actions.make_letter(line.pk, fund_code.fresh(fund_code.LETTER), actor=ada)
    letter.refresh_from_db()
    assert letter.ended_for == LetterEnd.EXPIRED


# What anybody may ask


def test_whoever_holds_a_letter_learns_amount_and_last_day_and_nothing_else(
    line: AwardLine, code: str, ada: User
) -> None:
    letter = actions.make_letter(line.pk, code, actor=ada)
    page = ask(Client(), code.lower().replace("-", " ")).content.decode()
    assert "This letter is valid" in page and "$255.00" in page
    assert f"{letter.expires_on:%B %-d, %Y}" in page
    application = line.award.application
    for secret in (line.vendor.name, application.reference, line.reference, "Harbor", code):
        assert secret not in page


@pytest.mark.parametrize("ended", ["unknown", "taken back", "paid", "over", "cancelled"])
def test_whatever_does_not_hold_gets_one_page_after_one_query(
    ended: str, line: AwardLine, code: str, ada: User
) -> None:
    nothing = fund_code.fresh(fund_code.LETTER)
    expected = asked_and_answered(nothing)
    actions.make_letter(line.pk, code, actor=ada)
    if ended == "unknown":
        code = fund_code.fresh(fund_code.LETTER)
    elif ended == "taken back":
        actions.take_letter_back(line.pk, LetterEnd.CHANGED, actor=ada)
    elif ended == "paid":
        pay(line)
    elif ended == "cancelled":
        AwardLine.objects.filter(pk=line.pk).update(state=LineState.CANCELLED)
    else:
        GuaranteeLetter.objects.update(expires_on=clock.today() - timedelta(days=1))
    answer = asked_and_answered(code)
    assert answer == expected
    assert "This letter is not valid" in answer[0]


def asked_and_answered(code: str) -> tuple[str, int]:
    """The page, without what is random in each, and how often letters were asked for."""
    with CaptureQueriesContext(connection) as ran:
        page = ask(Client(), code).content.decode()
    asked = [query for query in ran.captured_queries if "guaranteeletter" in query["sql"]]
    return re.sub(r'value="[^"]+"', "", page), len(asked)


def test_a_typo_is_said_to_be_one_and_stays_in_the_box() -> None:
    answer = ask(Client(), "KQ47M-2X9TR")
    page = answer.content.decode()
    assert answer.status_code == 422 and "Check the letter" in page and "KQ47M-2X9TR" in page
    assert "Enter the code on the letter" in ask(Client(), "").content.decode()


def test_a_code_comes_in_no_address(line: AwardLine, code: str, ada: User) -> None:
    """Asked by GET, with the code in the address, the page answers nothing."""
    actions.make_letter(line.pk, code, actor=ada)
    page = Client().get("/verify/", {"code": code}).content.decode()
    assert "is valid</h1>" not in page and code not in page


def test_tries_are_counted_for_each_address_and_then_refused() -> None:
    tries = [ask(Client(), fund_code.fresh(fund_code.LETTER)).status_code for _ in range(11)]
    assert tries == [200] * 10 + [429]
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert ask(other, fund_code.fresh(fund_code.LETTER)).status_code == 200


# The pages and the paper


@pytest.fixture
def phone(ada: User, signed_in: SignIn) -> Client:
    return signed_in(ada)


def offered(browser: Client, line: AwardLine) -> str:
    found = HIDDEN.search(browser.get(where(line)).content.decode())
    assert found is not None
    return found[1]


def test_she_makes_it_prints_it_and_takes_it_back(phone: Client, line: AwardLine) -> None:
    token = offered(phone, line)
    made = phone.post(where(line), {"new_letter": token})
    assert made.status_code == 200 and "Download the letter" in made.content.decode()
    code = made.context["code"]
    assert across.promise_of(code) is not None
    paper = phone.post(f"{where(line)}print/", {"new_letter": token})
    assert paper["Content-Type"] == "application/pdf" and code not in paper["Content-Disposition"]
    assert code in text_of(paper.content)
    page = phone.get(where(line)).content.decode()
    assert "holds until" in page and code not in page
    refused = phone.post(f"{where(line)}end/", {})
    assert refused.status_code == 422
    phone.post(f"{where(line)}end/", {"reason": "lost"})
    assert across.promise_of(code) is None
    gone = phone.post(f"{where(line)}print/", {"new_letter": token}, follow=True)
    assert "printed any more" in gone.content.decode()


def test_a_token_of_another_person_or_line_makes_nothing(
    phone: Client, line: AwardLine, payable: Approve, finn: User, signed_in: SignIn
) -> None:
    other = payable(10_00)
    for browser, token in (
        (phone, offered(phone, other)),
        (phone, offered(signed_in(finn), line)),
        (phone, "forged"),
    ):
        answer = browser.post(where(line), {"new_letter": token}, follow=True)
        assert "open too long" in answer.content.decode()
    assert not GuaranteeLetter.objects.exists()


def test_the_page_says_why_there_can_be_no_letter(phone: Client, line: AwardLine) -> None:
    pay(line)
    page = phone.get(where(line)).content.decode()
    assert "paid already" in page and "Make the letter" not in page


def test_finance_finds_the_letter_beside_the_line_to_pay(
    line: AwardLine, finn: User, signed_in: SignIn
) -> None:
    browser = signed_in(finn)
    assert where(line) in browser.get("/payments/to-pay/").content.decode()
    made = browser.post(where(line), {"new_letter": offered(browser, line)})
    assert made.status_code == 200 and "/payments/to-pay/" in made.content.decode()


@pytest.mark.parametrize("who", ["alma", "cora", "rosa", "audra", "dana"])
def test_a_letter_is_no_business_of_others(
    who: str, line: AwardLine, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    for path in ("", "print/", "end/"):
        assert browser.post(f"{where(line)}{path}").status_code in (403, 404)
    assert browser.get(where(line)).status_code in (403, 404)


@pytest.fixture
def paper(line: AwardLine, ada: User) -> Callable[[], bytes]:
    letter = actions.make_letter(line.pk, "KQ47M-2X9TR-BC3FA", actor=ada)

    def rendered() -> bytes:
        return letter_paper.render(line, letter, "KQ47M-2X9TR-BC3FA")

    return rendered


def text_of(content: bytes) -> str:
    sheets = pypdfium2.PdfDocument(content)
    assert len(sheets) == 1
    return str(sheets[0].get_textpage().get_text_range()).replace("\r\n", " ")


def test_the_paper_is_in_english_whoever_makes_it(paper: Callable[[], bytes]) -> None:
    with translation.override("es"):
        text = text_of(paper())
    assert f"{clock.today() + timedelta(days=14):%B %-d, %Y}" in text


def test_the_paper_says_what_is_promised_and_nothing_of_a_person(
    paper: Callable[[], bytes], line: AwardLine, settings: Any
) -> None:
    settings.SITE_URL, settings.PAYER_NAME = "https://fund.example", "Pine Street Trust"
    text = text_of(paper())
    application: Application = line.award.application
    day = clock.today() + timedelta(days=14)
    assert (
        f"Pine Street Trust will pay up to $255.00 to Pine Tree Motel for booking "
        f"{application.reference} until {day:%B %-d, %Y}." in text
    )
    assert "fund.example/verify" in text and "KQ47M-2X9TR-BC3FA" in text
    for word in ("Harbor House", "Ada", "victim", "survivor", "Support Fund"):
        assert word not in text


def test_the_accessibility_checker_finds_nothing(
    paper: Callable[[], bytes], tmp_path: Path
) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(paper())
    program = Path(sys.executable).with_name("outloud")
    checked = subprocess.run(
        [program, "--fail-on", "warning", str(file)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_same_letter_gives_the_same_bytes_with_no_link_to_follow_by_accident(
    paper: Callable[[], bytes],
) -> None:
    content = paper()
    assert paper() == content
    with pikepdf.open(BytesIO(content)) as opened:
        assert set(opened.docinfo.keys()) <= {"/Title", "/Producer"}
        assert "/Annots" not in opened.pages[0]
