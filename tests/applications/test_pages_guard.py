"""The entry guard on the pages where people type."""

import pytest
from django.test import Client

from applications import sealing
from applications.models import Application, Place
from fund.models import AuditEvent, User, Vendor
from tests.applications.conftest import File
from tests.applications.desk import sent_request

CALL = "Call her at 207-774-1234"
ANSWER = {"body-stays": "business", "body-stays-kinds": "phone"}


@pytest.fixture
def at_desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def sent(ada: User, motel: Vendor, cora: User) -> Application:
    return sent_request(ada, motel)


def said(application: Application) -> str:
    words = sealing.read(application, Place.MESSAGE, reader=None)
    return " ".join(words.found.values())


def test_a_message_with_a_phone_number_comes_back_with_the_words(
    at_desk: Client, sent: Application
) -> None:
    page = at_desk.post(f"/requests/{sent.reference}/", {"body": CALL})
    assert page.status_code == 422
    assert CALL in page.content.decode()
    assert "This looks like a phone number (207…34)" in page.content.decode()
    assert not sent.messages.exists()
    assert not AuditEvent.objects.filter(act="guard.stay").exists()


def test_with_a_reason_it_is_sent_and_the_trail_keeps_kind_and_reason_only(
    at_desk: Client, sent: Application, ada: User
) -> None:
    page = at_desk.post(f"/requests/{sent.reference}/", {"body": CALL, **ANSWER})
    assert page.status_code == 302
    assert CALL in said(sent)
    event = AuditEvent.objects.get(act="guard.stay")
    assert (event.subject, event.actor) == (sent.reference, ada)
    assert event.facts == {"kinds": "phone", "stays": "business"}


def test_nothing_is_stated_for_an_act_that_was_refused(
    at_desk: Client, sent: Application, ada: User
) -> None:
    at_desk.post(f"/requests/{sent.reference}/withdraw/")
    page = at_desk.post(f"/requests/{sent.reference}/", {"body": CALL, **ANSWER})
    assert page.status_code == 422
    assert not AuditEvent.objects.filter(act="guard.stay").exists()


def test_the_account_number_of_a_line_is_looked_at(
    at_desk: Client, file: File, motel: Vendor
) -> None:
    draft = file(100_00, send=False)
    much = {"nights": "1", "rate": "100", "vendor_account": "219-09-9999"}
    page = at_desk.post(f"/requests/{draft.reference}/lines/1/how-much/", much)
    assert page.status_code == 422
    assert "a Social Security number (219…99)" in page.content.decode()


def test_a_reason_that_is_not_sent_with_the_vote_is_not_asked_about(
    client: Client, sent: Application, cora: User
) -> None:
    client.force_login(cora)
    vote = {"act": "vote", "line-0-verdict": "approve", "line-0-reason": CALL}
    assert client.post(f"/requests/{sent.reference}/review/", vote).status_code == 302


@pytest.mark.parametrize(
    "typed",
    [
        {"act": "vote", "line-0-verdict": "decline", "line-0-reason": CALL},
        {"act": "ask", "ask-body": CALL},
        {"act": "step_back", "recuse-reason": CALL},
    ],
)
def test_what_the_committee_writes_is_looked_at(
    client: Client, sent: Application, cora: User, typed: dict[str, str]
) -> None:
    client.force_login(cora)
    page = client.post(f"/requests/{sent.reference}/review/", typed)
    assert page.status_code == 422
    assert "If it must stay: why?" in page.content.decode()
