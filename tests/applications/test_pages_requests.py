"""What an agency sees of its requests, in its own words."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import actions
from applications.models import Application, AwardLine
from applications.states import Lane, State, Verdict
from fund import clock
from fund.models import Agency, Fund, User, Vendor
from fund.roles import Role
from tests.cast import person

from .desk import approve, sent_request, vote

LIST = "/requests/"


@pytest.fixture
def phone(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def sent(ada: User, motel: Vendor) -> Application:
    return sent_request(ada, motel, lane=Lane.EMERGENCY)


def at(application: Application, name: str = "show") -> str:
    return reverse(f"applications:{name}", args=[application.reference])


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as ran:
        assert client.get(path).status_code == 200
    return len(ran)


def test_an_empty_list_invites_to_the_first_request(phone: Client) -> None:
    assert "No requests yet" in text_of(phone.get(LIST))


def test_the_list_shows_own_requests_with_state_and_clock_and_no_one_elses(
    phone: Client, sent: Application, alma: User, motel: Vendor
) -> None:
    foreign = sent_request(alma, motel)
    page = text_of(phone.get(LIST))
    assert sent.reference in page and "With the committee" in page and "left</time>" in page
    assert foreign.reference not in page


def test_the_list_says_of_each_request_what_its_own_page_says(
    phone: Client, money: Fund, ada: User, motel: Vendor, cora: User
) -> None:
    asked, approved, late = (sent_request(ada, motel) for _ in range(3))
    actions.request_information(asked.pk, "Does the rate include tax?", actor=cora)
    approve(approved, cora)
    Application.objects.filter(pk=late.pk).update(due_at=clock.now() - timedelta(hours=1))
    with clock.at(clock.now()):
        notes = {card.reference: card.note for card in phone.get(LIST).context["sent"]}
        for request in (asked, approved, late):
            assert phone.get(at(request)).context["status"] == notes[request.reference]
    assert "Waiting for your answer since" in notes[asked.reference]


def test_a_question_is_new_until_she_has_opened_it(
    phone: Client, ada: User, sent: Application, cora: User
) -> None:
    def is_new() -> list[bool]:
        return [card.is_new for card in phone.get(LIST).context["sent"]]

    assert is_new() == [False]
    actions.request_information(sent.pk, "Does the rate include tax?", actor=cora)
    assert is_new() == [True] and "New question" in text_of(phone.get(LIST))
    assert [said.is_new for said in phone.get(at(sent)).context["thread"]] == [True]
    assert is_new() == [False]
    assert [said.is_new for said in phone.get(at(sent)).context["thread"]] == [False]
    actions.request_information(sent.pk, "And the deposit?", actor=cora)
    assert [said.is_new for said in phone.get(at(sent)).context["thread"]] == [False, True]


def test_what_a_colleague_has_opened_is_still_new_to_her(
    phone: Client, client: Client, sent: Application, cora: User, harbor: Agency
) -> None:
    actions.request_information(sent.pk, "Does the rate include tax?", actor=cora)
    colleague = Client()
    colleague.force_login(person("Amy", Role.ADVOCATE, agency=harbor))
    colleague.get(at(sent))
    assert [card.is_new for card in phone.get(LIST).context["sent"]] == [True]


def test_drafts_stand_first(phone: Client, ada: User, sent: Application, motel: Vendor) -> None:
    phone.post("/requests/new/", {"lane": "urgent", "_once": "d" * 32})
    draft = Application.objects.get(state=State.DRAFT)
    page = text_of(phone.get(LIST))
    assert page.index(draft.reference) < page.index(sent.reference)
    assert "We keep it until" in page


def test_the_list_costs_the_same_for_three_requests_as_for_three_hundred(
    phone: Client, ada: User, motel: Vendor
) -> None:
    for _each in range(3):
        sent_request(ada, motel)
    few = queries_of(phone, LIST)
    copies(Application.objects.latest("id"), 297)
    size = len(phone.get(LIST).content)
    assert queries_of(phone, LIST) == few <= 15
    assert size < 60_000


def copies(model: Application, count: int) -> None:
    """Many more requests like this one, for measuring only."""
    need = model.needs.get()
    rows = []
    for number in range(count):
        row = Application.objects.get(pk=model.pk)
        row.pk, row._state.adding = None, True
        row.reference, row.once = f"QQ{number // 1000}-{number % 1000:03}", None
        rows.append(row)
    for row in Application.objects.bulk_create(rows):
        need.pk, need._state.adding, need.application = None, True, row
        need.save(force_insert=True)


def test_pages_of_the_list_meet_without_gap_or_overlap(
    phone: Client, ada: User, motel: Vendor
) -> None:
    copies(sent_request(ada, motel), 59)
    seen: list[str] = []
    url = LIST
    for _page in range(3):
        response = phone.get(url)
        seen += [card.reference for card in response.context["sent"]]
        url = LIST + response.context["pages"].older_url
    assert len(seen) == len(set(seen)) == 60
    assert not response.context["pages"].older_url
    back = phone.get(LIST + response.context["pages"].newer_url)
    assert [card.reference for card in back.context["sent"]] == seen[25:50]


def test_a_sent_request_says_by_when_an_answer_comes(phone: Client, sent: Application) -> None:
    page = text_of(phone.get(at(sent)))
    assert "With the committee since" in page and "A decision by" in page
    assert "Pine Tree Motel" in page
    assert "Withdraw this request" in page


def test_a_question_is_answered_on_the_page(phone: Client, sent: Application, cora: User) -> None:
    actions.request_information(sent.pk, "Does the rate include tax?", actor=cora)
    page = text_of(phone.get(at(sent)))
    assert "Does the rate include tax?" in page and "Waiting for your answer" in page
    assert "Cora" not in page
    response = phone.post(at(sent), {"body": "Yes, it does."}, follow=True)
    assert "Yes, it does." in text_of(response)
    sent.refresh_from_db()
    assert sent.state == State.IN_REVIEW


def test_an_empty_answer_is_refused(phone: Client, sent: Application) -> None:
    response = phone.post(at(sent), {"body": "  "})
    assert response.status_code == 422
    assert text_of(response).count("Write your answer before you send it") == 2


def test_a_long_answer_is_refused_and_kept(phone: Client, sent: Application) -> None:
    response = phone.post(at(sent), {"body": "x" * 2001})
    assert response.status_code == 422 and "x" * 2001 in response.content.decode()


def test_an_answer_to_a_decided_request_is_refused_in_words_and_kept(
    phone: Client, money: Fund, sent: Application, cora: User
) -> None:
    approve(sent, cora)
    response = phone.post(at(sent), {"body": "One more thing"})
    assert response.status_code == 422 and "decided already" in text_of(response)


def test_a_decline_shows_its_reasons_and_offers_one_second_look(
    phone: Client, sent: Application, cora: User, carl: User
) -> None:
    vote(sent, cora, Verdict.DECLINE, reason="The motel is not open yet")
    page = text_of(phone.get(at(sent)))
    assert "The motel is not open yet" in page and "Ask for a second look" in page
    assert "Cora" not in page
    assert phone.get(at(sent, "second_look")).status_code == 200
    phone.post(at(sent, "second_look"))
    sent.refresh_from_db()
    assert sent.state == State.IN_REVIEW
    vote(sent, carl, Verdict.DECLINE, reason="Still closed")
    page = text_of(phone.get(at(sent)))
    assert "Ask for a second look" not in page and "Still closed" in page
    assert "The motel is not open yet" not in page
    assert phone.get(at(sent, "second_look"))["Location"] == at(sent)


def test_an_approved_request_shows_each_line_and_its_payment(
    phone: Client, money: Fund, sent: Application, cora: User
) -> None:
    vote(sent, cora, Verdict.REDUCE, 200_00, "Two nights at the agreed rate")
    page = text_of(phone.get(at(sent)))
    assert (
        "$200.00" in page
        and "Being prepared by finance" in page
        and "Two nights at the agreed rate" in page
    )
    line = AwardLine.objects.get()
    line.start_payment()
    line.pay(on=clock.today())
    line.save()
    assert f"Paid {clock.today():%B %-d}" in text_of(phone.get(at(sent)))


def test_votes_and_other_inside_affairs_are_not_shown_to_the_agency(
    phone: Client, ada: User, motel: Vendor, cora: User, carl: User, chen: User
) -> None:
    large = sent_request(ada, motel, 900_00)
    vote(large, cora, Verdict.DECLINE, reason="Not yet decided, not yet said")
    page = text_of(phone.get(at(large)))
    assert "Vote saved" not in page and "not yet said" not in page


def test_withdrawing_asks_once_more(phone: Client, sent: Application) -> None:
    assert "Withdraw this request?" in text_of(phone.get(at(sent, "withdraw")))
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED
    response = phone.post(at(sent, "withdraw"), follow=True)
    assert "Nothing will be paid" in text_of(response)
    sent.refresh_from_db()
    assert sent.state == State.WITHDRAWN
    assert phone.get(at(sent, "withdraw"))["Location"] == at(sent)


def test_a_deleted_draft_is_out_of_the_list(phone: Client) -> None:
    phone.post("/requests/new/", {"lane": "urgent", "_once": "f" * 32})
    draft = Application.objects.get()
    assert "Delete this draft?" in text_of(phone.get(at(draft, "withdraw")))
    page = text_of(phone.post(at(draft, "withdraw"), follow=True))
    assert f"{draft.reference} is deleted." in page and page.count(draft.reference) == 1


def test_a_decided_request_cannot_be_withdrawn(
    phone: Client, money: Fund, sent: Application, cora: User
) -> None:
    approve(sent, cora)
    response = phone.post(at(sent, "withdraw"), follow=True)
    assert "can&#x27;t be withdrawn" in text_of(response)
    sent.refresh_from_db()
    assert sent.state == State.APPROVED


@pytest.mark.parametrize("name", ["show", "sent", "withdraw", "second_look"])
def test_another_agencys_request_is_not_found(
    client: Client, alma: User, sent: Application, name: str
) -> None:
    client.force_login(alma)
    assert client.get(at(sent, name)).status_code == 404
    assert client.post(at(sent, name), {"body": "x"}).status_code in (404, 405)
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED and not sent.messages.exists()


@pytest.mark.parametrize("person", ["cora", "finn", "dana", "abel", "audra"])
def test_the_agencys_pages_are_its_own(
    client: Client, request: pytest.FixtureRequest, sent: Application, person: str
) -> None:
    client.force_login(request.getfixturevalue(person))
    assert client.get(LIST).status_code == 403
    assert client.get(at(sent)).status_code == 403


def test_an_answer_typed_after_the_session_ended_is_still_there(
    phone: Client, ada: User, sent: Application
) -> None:
    owner = phone.get(at(sent)).context["form_owner"]
    phone.logout()
    phone.post(at(sent), {"body": "The rate is with tax", "_for": owner})
    phone.force_login(ada)
    page = text_of(phone.get(at(sent)))
    assert "The rate is with tax" in page and "What you typed is still here" in page


def test_before_a_second_look_she_reads_by_when_its_answer_comes(
    phone: Client, sent: Application, cora: User
) -> None:
    vote(sent, cora, Verdict.DECLINE, reason="The motel is not open yet")
    noon = timezone.localtime(clock.now()).replace(hour=12, minute=5)
    with clock.at(noon):
        page = text_of(phone.get(at(sent, "second_look"))).replace("\xa0", " ")
    assert "you will have an answer by 2:05 p.m. today." in page
