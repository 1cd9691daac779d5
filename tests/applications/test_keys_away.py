"""The key service or the key store is away: a request is filed all the same, every page opens, and
no typed word is lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from moto.server import ThreadedMotoServer

from applications import actions, sealing
from applications.models import Application, Place
from applications.states import State
from disbursements.actions.schedule import schedule
from disbursements.models import PayoutMethod
from fund import vault
from fund.models import Fund, Region, User, Vendor
from fund.tasks import empty_mailbox
from fund.vault import kms_keys, store
from fund.vault.service import key_encryption
from tests.applications.desk import approve, sent_request
from tests.applications.test_pages_filing import NEW, add_line, at, much, text_of, who

pytestmark = pytest.mark.django_db

NOTE = "The heat is off in her flat"
AWAY = "The words can’t be opened just now. Nothing is lost."
NOT_SAVED = "We can’t save this just now. What you typed is still here."

Switch = Callable[[], None]


class KeyService:
    """Something that speaks KMS over HTTP and can be switched off and on."""

    def __init__(self) -> None:
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        self.host, self.port = self.server.get_host_and_port()

    def off(self) -> None:
        self.server.stop()
        vault.forget()

    def on(self) -> None:
        self.server = ThreadedMotoServer(ip_address=self.host, port=self.port, verbose=False)
        self.server.start()
        vault.forget()


@pytest.fixture
def service(aws: str, kms: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A key service of this test's own, with a key and a mailbox for the quarter."""
    monkeypatch.setattr(kms_keys, "AWAY_SECONDS", 0)
    made = KeyService()
    kms.VAULT_KMS_ENDPOINT_URL = f"http://{made.host}:{made.port}"
    vault.rotate()
    yield made
    made.off()


@pytest.fixture
def store_gone(own_vault: Path, settings: Any) -> Switch:
    """Take the key store away."""
    vault.rotate()

    def away() -> None:
        keys = {**settings.STORAGES["keys"], "OPTIONS": {"location": "/dev/null/keys"}}
        settings.STORAGES = {**settings.STORAGES, "keys": keys}
        vault.forget()

    return away


@pytest.fixture
def phone(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def test_a_request_is_filed_with_the_key_service_away_and_opens_once_it_is_back(
    service: KeyService, phone: Client, motel: Vendor, portland: Region, cora: User
) -> None:
    service.off()
    phone.post(NEW, {"lane": "emergency", "_once": "1" * 32})
    draft = Application.objects.get()
    added = add_line(phone, draft, motel, vendor_account="ACCT-77")
    assert added.status_code == 302
    vault.forget()  # the next page is made by another process
    assert AWAY in text_of(phone.get(at(draft, "line", 1)))
    assert phone.post(at(draft, "who"), who(portland, note=NOTE)).status_code == 302
    vault.forget()
    assert AWAY in text_of(phone.get(at(draft, "check")))
    sending = {"attested": "on", "agrees_committee": "on"}
    assert phone.post(at(draft, "check"), sending).status_code == 302
    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    vault.forget()
    assert AWAY in text_of(phone.get(at(draft, "show")))
    phone.force_login(cora)
    assert AWAY in text_of(phone.get(at(draft, "review")))
    assert len(store.waiting()) == 2

    service.on()
    empty_mailbox(0)
    assert store.waiting() == []
    vault.forget()
    assert NOTE in text_of(phone.get(at(draft, "review")))
    words = sealing.read(draft, Place.NOTE, Place.VENDOR_ACCOUNT, reader=None)
    assert set(words.found.values()) == {NOTE, "ACCT-77"}


def test_a_key_service_that_does_not_answer_is_waited_for_once(
    kms: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kms.VAULT_KMS_ENDPOINT_URL = "http://127.0.0.1:9"
    keys, asked = key_encryption(), []
    assert isinstance(keys, kms_keys.KmsKeys)
    ask = keys.client.encrypt

    def count(**values: Any) -> Any:
        asked.append(values["KeyId"])
        return ask(**values)

    monkeypatch.setattr(keys.client, "encrypt", count)
    for _ in range(5):
        with pytest.raises(vault.VaultUnavailable):
            keys.wrap("2026Q4", bytes(32), {})
    assert len(asked) == 1


def test_what_could_not_be_opened_is_not_wiped_by_a_form_that_shows_it_empty(
    service: KeyService, phone: Client, motel: Vendor, portland: Region
) -> None:
    phone.post(NEW, {"lane": "urgent", "_once": "1" * 32})
    draft = Application.objects.get()
    add_line(phone, draft, motel, vendor_account="ACCT-77")
    phone.post(at(draft, "who"), who(portland, note=NOTE, pseudonym="Blue"))
    service.off()
    for name, rest in (("who", ()), ("how_much", (1,))):
        page = text_of(phone.get(at(draft, name, *rest)))
        assert AWAY in page and "What you leave empty below stays as it is" in page
        assert 'name="unopened" value="True"' in page
    service.on()
    phone.post(at(draft, "who"), who(portland, note="", pseudonym="", unopened="True"))
    phone.post(at(draft, "how_much", 1), much(amount="300", unopened="True"))
    words = sealing.read(draft, *Place, reader=None)
    assert set(words.found.values()) == {NOTE, "Blue", "ACCT-77"}
    assert draft.needs.get().amount_cents == 300_00
    phone.post(at(draft, "who"), who(portland, note="", pseudonym="", unopened="False"))
    phone.post(at(draft, "how_much", 1), much(amount="300", vendor_account=""))
    assert sealing.read(draft, *Place, reader=None).found == {}


def test_with_the_key_store_away_every_form_keeps_what_was_typed(
    store_gone: Switch, phone: Client, motel: Vendor, portland: Region
) -> None:
    phone.post(NEW, {"lane": "urgent", "_once": "1" * 32})
    draft = Application.objects.get()
    add_line(phone, draft, motel)
    phone.post(at(draft, "what", 2), {"category": "food"})
    phone.post(at(draft, "whom", 2), {"vendor": motel.reference})
    sent = sent_request(draft.filed_by, motel)
    store_gone()
    posts = [
        (at(draft, "how_much", 2), much(amount="12", vendor_account="ACCT-88"), "ACCT-88"),
        (at(draft, "how_much", 1), much(vendor_account="ACCT-99"), "ACCT-99"),
        (at(draft, "who"), who(portland, note=NOTE), NOTE),
        (at(sent, "show"), {"body": NOTE}, NOTE),
    ]
    for address, typed, kept in posts:
        answer = phone.post(address, typed)
        page = text_of(answer)
        assert (address, answer.status_code) == (address, 422)
        assert NOT_SAVED in page and kept in page
    assert draft.needs.count() == 1
    assert not sent.messages.exists()


def test_with_the_key_store_away_the_committee_keeps_its_words_and_can_still_approve(
    store_gone: Switch, client: Client, motel: Vendor, ada: User, cora: User, money: Fund
) -> None:
    sent = sent_request(ada, motel)
    store_gone()
    client.force_login(cora)
    posts = [
        {"act": "ask", "ask-body": NOTE},
        {"act": "step_back", "recuse-reason": NOTE},
        {
            "act": "vote",
            "line-0-verdict": "decline",
            "line-0-reason": NOTE,
        },
    ]
    for typed in posts:
        answer = client.post(at(sent, "review"), typed)
        assert (typed["act"], answer.status_code) == (typed["act"], 422)
        page = text_of(answer)
        assert NOT_SAVED in page and NOTE in page
    assert not sent.messages.exists() and not sent.recusals.exists() and not sent.reviews.exists()
    assert client.post(at(sent, "review"), {"act": "all"}).status_code == 302
    sent.refresh_from_db()
    assert sent.state == State.APPROVED


def test_every_page_of_a_request_opens_with_the_key_store_away(
    store_gone: Switch,
    client: Client,
    motel: Vendor,
    ada: User,
    cora: User,
    finn: User,
    money: Fund,
) -> None:
    sent = sent_request(ada, motel)
    actions.answer(sent.pk, NOTE, actor=ada)
    approve(sent, cora)
    method = PayoutMethod.objects.get(vendor=motel)
    payment = schedule(sent.award.lines.get().pk, method.pk, actor=finn)
    store_gone()
    pages = [
        (ada, at(sent, "show")),
        (cora, at(sent, "review")),
        (finn, reverse("disbursements:payment", args=[payment.reference])),
    ]
    for person, address in pages:
        client.force_login(person)
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 200)
        assert AWAY in text_of(answer)
