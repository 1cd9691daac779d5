"""The decision letter: for the agency without a name, for the committee with the votes."""

import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import actions
from applications.commands import CastVote
from applications.models import Application, Purpose
from applications.retention import months_before
from applications.states import Lane, Verdict
from fund import clock, dates
from fund.models import AuditEvent, Fund, User, Vendor
from tests.applications.desk import approve, sent_request, vote
from tests.applications.test_pages_requests import text_of
from tests.lines import SignIn

pytestmark = pytest.mark.django_db
WHY = "Another source pays the rest"


@pytest.fixture
def reduced(
    ada: User, motel: Vendor, cora: User, carl: User, chen: User, money: Fund
) -> Application:
    """$600, of which $450 were approved by two of three."""
    sent = sent_request(ada, motel, 600_00, note="The room is held", pseudonym="Tuesday")
    vote(sent, cora, Verdict.REDUCE, 450_00, WHY)
    return vote(sent, carl, Verdict.REDUCE, 450_00, WHY)


@pytest.fixture
def declined(ada: User, motel: Vendor, cora: User) -> Application:
    """$285, declined by one."""
    return vote(sent_request(ada, motel), cora, Verdict.DECLINE, reason=WHY)


def page_of(application: Application, number: int = 1) -> str:
    return reverse("applications:decision", args=[application.reference, number])


def paper_of(browser: Client, application: Application, number: int = 1) -> bytes:
    answer = browser.get(f"{page_of(application, number)}letter.pdf")
    assert answer["Content-Type"] == "application/pdf"
    return answer.content


def words_of(paper: bytes) -> str:
    sheets = pypdfium2.PdfDocument(BytesIO(paper))
    return " ".join(sheet.get_textpage().get_text_range() for sheet in sheets).replace("\r\n", " ")


def test_the_agency_reads_what_was_decided_and_why_and_no_name(
    reduced: Application, ada: User, signed_in: SignIn
) -> None:
    browser = signed_in(ada)
    for words in (text_of(browser.get(page_of(reduced))), words_of(paper_of(browser, reduced))):
        assert "Approved: $450.00 of $600.00" in words
        assert "Pine Tree Motel" in words and WHY in words and words.count(WHY) == 1
        assert "The fund pays each business itself" in words
        for private in ("Cora", "Carl", "Chen", "General fund", "The room is held", "Votes needed"):
            assert private not in words
    assert "Tuesday" not in words_of(paper_of(browser, reduced))


def test_a_member_reads_who_voted_how_and_under_which_rules(
    reduced: Application, cora: User, carl: User, chen: User, signed_in: SignIn
) -> None:
    browser = signed_in(chen)
    for words in (text_of(browser.get(page_of(reduced))), words_of(paper_of(browser, reduced))):
        for member in (cora, carl, chen):
            assert f"{member.name}, {member.reference}" in words
        assert f"Motel or emergency shelter: $450.00 ({WHY})" in words
        assert "Reserved: $450.00 General fund" in words and "Votes needed" in words
        assert "Ada" not in words and "Harbor House" not in words


def test_a_decline_says_how_and_until_when_to_ask_for_the_second_look(
    declined: Application, ada: User, signed_in: SignIn
) -> None:
    assert declined.decided_at
    until = months_before(declined.decided_at, -declined.policy.words_kept_months)
    words = text_of(signed_in(ada).get(page_of(declined)))
    assert "Not approved" in words and WHY in words
    assert f"look again, once, until {dates.written(until)}." in words
    assert "Ask for a second look" in words


def test_after_the_second_look_there_are_two_letters_and_the_second_is_the_last_word(
    declined: Application, ada: User, carl: User, signed_in: SignIn
) -> None:
    actions.reconsider(declined.pk, actor=ada)
    browser = signed_in(ada)
    show = reverse("applications:show", args=[declined.reference])
    assert "First decision letter" in text_of(browser.get(show))
    assert browser.get(page_of(declined, 2)).status_code == 404
    vote(declined, carl, Verdict.DECLINE, reason="Nothing has changed")
    page = text_of(browser.get(show))
    assert "First decision letter" in page and "Letter after the second look" in page
    first, second = (text_of(browser.get(page_of(declined, number))) for number in (1, 2))
    assert WHY in first and "Nothing has changed" not in first
    assert "after a second look" in second and "Nothing has changed" in second
    assert "this decision stands" in second and "once, until" not in second


def test_the_committee_reads_on_a_second_look_what_was_decided_first(
    declined: Application, ada: User, carl: User, signed_in: SignIn
) -> None:
    actions.reconsider(declined.pk, actor=ada)
    page = text_of(signed_in(carl).get(reverse("applications:review", args=[declined.reference])))
    assert "What was decided first" in page and WHY in page
    assert "one vote has to come from somebody who did not vote before." in page
    assert page_of(declined) in page


def test_a_line_without_money_and_an_emergency_alone_are_said(
    ada: User, motel: Vendor, olive: User, general: Fund, signed_in: SignIn
) -> None:
    sent = sent_request(ada, motel, lane=Lane.EMERGENCY)
    actions.decide_emergency(sent.pk, CastVote(), actor=olive)
    words = text_of(signed_in(ada).get(page_of(sent)))
    assert "One member on call decided" in words and "Olive" not in words
    assert "1 line has to wait for new money." in words


def test_the_letter_speaks_the_readers_language(
    declined: Application, ada: User, signed_in: SignIn
) -> None:
    ada.language = "es"
    ada.save()
    with pikepdf.open(BytesIO(paper_of(signed_in(ada), declined))) as opened:
        assert str(opened.Root.Lang) == "es"


@pytest.mark.django_db(transaction=True)
def test_without_the_words_the_letter_still_says_what_was_decided(
    declined: Application, ada: User, signed_in: SignIn
) -> None:
    with clock.at(clock.now() + timedelta(days=400)):
        actions.shred(declined.pk)
        words = text_of(signed_in(ada).get(page_of(declined)))
    assert "Not approved" in words and "$285.00" in words
    assert WHY not in words and "Its words were destroyed on" in words


def test_that_the_reasons_were_read_is_on_the_trail(
    declined: Application, ada: User, signed_in: SignIn
) -> None:
    paper_of(signed_in(ada), declined)
    read = AuditEvent.objects.filter(act="vault.read", actor=ada, subject=declined.reference)
    assert read.last().facts == {"opened": "reason"}  # type: ignore[union-attr]


@pytest.mark.parametrize("who", ["alma", "finn", "rosa", "audra", "dana", "abel"])
def test_it_is_no_business_of_others(
    who: str, declined: Application, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    for end in ("", "letter.pdf"):
        assert browser.get(f"{page_of(declined)}{end}").status_code in (403, 404)


def test_a_member_who_stepped_back_does_not_read_it(
    ada: User, motel: Vendor, cora: User, carl: User, signed_in: SignIn
) -> None:
    sent = sent_request(ada, motel)
    actions.recuse(sent.pk, "I know the business", actor=carl)
    vote(sent, cora, Verdict.DECLINE, reason=WHY)
    assert signed_in(carl).get(page_of(sent)).status_code == 404


@pytest.mark.parametrize("who", ["ada", "chen"])
def test_the_paper_is_tagged_the_same_each_time_and_says_nothing_in_its_metadata(
    who: str,
    reduced: Application,
    request: pytest.FixtureRequest,
    signed_in: SignIn,
    tmp_path: Path,
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    paper = paper_of(browser, reduced)
    assert paper_of(browser, reduced) == paper
    with pikepdf.open(BytesIO(paper)) as opened:
        assert set(opened.docinfo.keys()) <= {"/Title", "/Producer"}
        assert str(opened.docinfo["/Title"]) == f"Letter {reduced.reference}"
    (tmp_path / "letter.pdf").write_bytes(paper)
    checked = subprocess.run(
        [
            Path(sys.executable).with_name("outloud"),
            *("--fail-on", "warning", tmp_path / "letter.pdf"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_its_file_name_is_neutral(declined: Application, ada: User, signed_in: SignIn) -> None:
    answer = signed_in(ada).get(f"{page_of(declined)}letter.pdf")
    assert answer["Content-Disposition"] == (
        f'attachment; filename="letter-{declined.reference}.pdf"'
    )


def test_the_page_costs_a_fixed_number_of_queries(
    ada: User, motel: Vendor, cora: User, carl: User, chen: User, money: Fund, signed_in: SignIn
) -> None:
    few = approve(sent_request(ada, motel, 285_00), cora)
    many = sent_request(ada, motel, *[60_00 + n for n in range(9)])
    approve(many, cora)
    approve(many, carl)
    browser = signed_in(chen)

    def queries(application: Application) -> int:
        with CaptureQueriesContext(connection) as ran:
            browser.get(page_of(application))
        return len(ran)

    assert queries(few) == queries(many) <= 15


def test_a_withdrawn_consent_does_not_hide_the_committees_own_reasons(
    declined: Application, ada: User, cora: User, signed_in: SignIn
) -> None:
    actions.revoke_consent(declined.pk, Purpose.COMMITTEE, actor=ada)
    assert WHY in text_of(signed_in(cora).get(page_of(declined)))
