"""No database transaction is open while AWS is waited for: a slow key service or store must not
hold the database's connections and locks."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import psycopg
import pytest
from botocore.httpsession import URLLib3Session
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from applications import actions, sealing
from applications.commands import NeedLine, StartDraft, Who
from applications.models import Application, DocumentKind, Place
from applications.states import AgeBand, HouseholdBand, Lane
from disbursements import sending
from disbursements.actions.release import release
from disbursements.models import Disbursement
from fund import access, vault
from fund.models import AuditEvent, Fund, NeedCategory, User, Vendor
from fund.vault import datakeys
from tests import papers
from tests.applications.desk import sent_request
from tests.lines import SignIn

pytestmark = pytest.mark.django_db(transaction=True)

NOTE = "The heat is off in her flat"
IDLE = """SELECT count(*) FROM pg_stat_activity
           WHERE state LIKE 'idle in transaction%%' AND datname = %s"""


class SlowAws:
    """What AWS was asked, and the transactions that stood open meanwhile."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.open: list[str] = []

    def asks(self, url: str, watcher: "psycopg.Connection[Any]") -> None:
        time.sleep(0.02)
        self.asked.append(url)
        idle = watcher.execute(IDLE, [connection.settings_dict["NAME"]]).fetchone()
        if connection.in_atomic_block or idle != (0,):
            self.open.append(url)

    def was_asked(self) -> bool:
        """Whether it was, since the last time; every answer has come without a transaction."""
        assert self.open == []
        count, self.asked = len(self.asked), []
        return count > 0


@pytest.fixture
def slow(kms: Any, aws: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowAws]:
    """Key service, key store and documents over HTTP."""
    s3 = boto3.client("s3", region_name="us-east-1", endpoint_url=aws)
    changed = {}
    for alias in ("default", "keys"):
        s3.create_bucket(Bucket=f"fund-{alias}")
        options = {
            "bucket_name": f"fund-{alias}",
            "endpoint_url": aws,
            "region_name": "us-east-1",
            "file_overwrite": True,
        }
        changed[alias] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    kms.STORAGES = {**kms.STORAGES, **changed}
    made, send = SlowAws(), URLLib3Session.send

    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as watcher:

        def slowly(session: Any, request: Any) -> Any:
            made.asks(request.url, watcher)
            return send(session, request)

        monkeypatch.setattr(URLLib3Session, "send", slowly)
        yield made


@pytest.fixture
def draft(slow: SlowAws, ada: User, motel: Vendor) -> Application:
    """A draft with words, as another process left it."""
    wanted = StartDraft(Lane.URGENT, motel.region_id, HouseholdBand.ALONE, AgeBand.UNSAID)
    made = actions.start_draft(wanted, actor=ada)
    line = NeedLine(NeedCategory.MOTEL, motel.pk, 285_00, "ACCT-77")
    actions.add_need(made.pk, line, actor=ada)
    who = Who(HouseholdBand.ALONE, AgeBand.UNSAID, motel.region_id, pseudonym="Blue", note=NOTE)
    actions.say_who(made.pk, who, actor=ada)
    assert slow.was_asked()
    vault.forget()
    return made


@pytest.fixture
def talked_about(slow: SlowAws, ada: User, cora: User, motel: Vendor, money: Fund) -> Application:
    """A sent request with words and a paper, as another process left it."""
    sent = sent_request(ada, motel)
    actions.request_information(sent.pk, NOTE, actor=cora)
    actions.answer(sent.pk, NOTE, actor=ada)
    actions.add_document(sent.pk, DocumentKind.INVOICE, papers.photo(), actor=ada)
    assert slow.was_asked()
    vault.forget()
    return sent


def cold(slow: SlowAws, browser: Client, address: str) -> Any:
    """Open a page in a process that holds no key."""
    vault.forget()
    answer = browser.get(address)
    assert slow.was_asked()
    return answer


def test_the_slow_stand_in_notices_an_open_transaction(slow: SlowAws) -> None:
    with transaction.atomic():
        Application.objects.exists()
        vault.ready("KX7-204")
    assert slow.open
    slow.open.clear()


def test_pages_with_words_open_without_a_transaction_that_waits(
    talked_about: Application, slow: SlowAws, ada: User, cora: User, signed_in: SignIn
) -> None:
    for person, name in ((ada, "show"), (cora, "review")):
        address = reverse(f"applications:{name}", args=[talked_about.reference])
        answer = cold(slow, signed_in(person), address)
        assert NOTE in answer.content.decode()
        event = AuditEvent.objects.filter(act="vault.read", actor=person)
        assert event.count() == 1


def test_the_draft_of_an_advocate_opens_so_too(
    draft: Application, slow: SlowAws, ada: User, signed_in: SignIn
) -> None:
    for name, rest in (("how_much", (1,)), ("line", (1,)), ("who", ()), ("check", ())):
        address = reverse(f"applications:{name}", args=[draft.reference, *rest])
        assert cold(slow, signed_in(ada), address).status_code == 200


def test_what_was_typed_before_sign_in_outlives_a_page_that_begins_anew(
    draft: Application, slow: SlowAws, ada: User, signed_in: SignIn
) -> None:
    browser, address = signed_in(ada), reverse("applications:who", args=[draft.reference])
    session = browser.session
    session["typed"] = {"path": address, "data": "note=Typed", "for": access.form_owner(ada)}
    session.save()
    assert "Typed</textarea>" in cold(slow, browser, address).content.decode()
    assert "Typed" not in browser.get(address).content.decode()


def test_a_picture_is_fetched_when_the_pages_transaction_is_over(
    talked_about: Application, slow: SlowAws, ada: User, signed_in: SignIn
) -> None:
    browser = signed_in(ada)
    where = f"/requests/{talked_about.reference}/documents/1/"
    (link,) = re.findall(r'<img src="(/requests/[^"]+)"', browser.get(where).content.decode())
    assert cold(slow, browser, link).content.startswith(b"\xff\xd8\xff")
    read = AuditEvent.objects.filter(act="vault.read").latest("id")
    assert (read.actor, read.facts) == (ada, {"opened": "document-1-page-1"})


def test_documents_come_and_go_without_a_transaction_that_waits(
    draft: Application, slow: SlowAws, ada: User
) -> None:
    actions.add_document(draft.pk, DocumentKind.QUOTE, papers.photo(), actor=ada)
    assert slow.was_asked()
    actions.remove_document(draft.pk, 1, actor=ada)
    assert slow.was_asked()


def test_an_action_that_compares_words_under_two_keys_fetches_both_before_it_begins(
    talked_about: Application, slow: SlowAws, ada: User
) -> None:
    """The second key was made while the key service was away, as `vault.seal` may."""
    time.sleep(1)  # a key's name sorts by the second
    datakeys.new(talked_about.reference)
    messages = talked_about.messages.count()
    vault.forget()
    actions.answer(talked_about.pk, NOTE, actor=ada)
    assert slow.was_asked()
    assert talked_about.messages.count() == messages
    actions.answer(talked_about.pk, f"{NOTE}!", actor=ada)
    vault.forget()
    words = sealing.read(talked_about, Place.MESSAGE, reader=None)
    assert sorted(words.found.values()) == [NOTE, NOTE, f"{NOTE}!"]
    assert len({row.key_id for row in talked_about.sealed_texts.all()}) == 2


def test_a_printed_check_is_fetched_when_the_pages_transaction_is_over(
    slow: SlowAws, prepare: Callable[[], Disbursement], rosa: User, finn: User, signed_in: SignIn
) -> None:
    payment = prepare()
    release(payment.pk, actor=rosa)
    sending.send_one(payment.pk)
    slow.was_asked()
    address = reverse("disbursements:payment", args=[payment.reference])
    assert signed_in(finn).get(address).status_code == 200
    slow.was_asked()
    sheet = reverse("disbursements:sheet", args=[payment.reference])
    assert signed_in(finn).get(sheet).content.startswith(b"%PDF")
    assert slow.was_asked()
