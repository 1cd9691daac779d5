"""Documents: who adds, opens and removes them, what is kept of them, and what a link is worth."""

import re
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from applications import actions, documents, tasks
from applications.models import Application, Document, DocumentKind, LooseObject, Purpose
from applications.queries.papers import papers_of
from fund import clock, vault
from fund.documents import limits, objects
from fund.documents.kinds import Why
from fund.documents.rebuild import NotTaken
from fund.models import AuditEvent, User
from tests import papers
from tests.applications.conftest import File
from tests.lines import SignIn

INVOICE = DocumentKind.INVOICE


@pytest.fixture
def draft(file: File) -> Application:
    return file(send=False)


@pytest.fixture
def invoice(draft: Application, ada: User) -> Document:
    """A photo of an invoice on Ada's draft."""
    return actions.add_document(draft.pk, INVOICE, papers.photo(), actor=ada)


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(browser: Client, application: Application, *files: Any, **more: Any) -> Any:
    where = f"/requests/{application.reference}/documents/"
    return browser.post(where, {"kind": "invoice", "papers": files, **more})


def address(document: Document, page: int, reader: User) -> str:
    key = documents.key_for(document, page, reader)
    return f"/requests/{document.application.reference}/documents/{document.number}/{page}/{key}/"


def kept_bytes() -> bytes:
    """Everything that lies in the document store of this run, names too."""
    folder = Path(storages["default"].path(""))
    found = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(str(path).encode() + path.read_bytes() for path in found)


def reads(reference: str) -> list[str]:
    rows = AuditEvent.objects.filter(act="vault.read", subject=reference).order_by("id")
    return [str(row.facts["opened"]) for row in rows if "document" in str(row.facts["opened"])]


def test_a_document_is_pages_that_open_again_and_its_adding_is_on_the_trail(
    draft: Application, invoice: Document, ada: User
) -> None:
    assert (invoice.number, invoice.pages) == (1, 1)
    assert documents.open_page(invoice, 1, reader=ada).startswith(b"\xff\xd8\xff")
    event = AuditEvent.objects.get(act="document.add")
    assert event.subject == draft.reference
    assert event.facts == {"number": 1, "kind": "invoice", "pages": 1}
    assert reads(draft.reference) == ["document-1-page-1"]


def test_what_lies_in_the_store_is_sealed_and_no_name_says_anything(
    draft: Application, ada: User
) -> None:
    for content in (papers.photo(), papers.HEIC.read_bytes(), papers.trapped_paper()):
        document = actions.add_document(draft.pk, INVOICE, content, actor=ada)
        sealed = objects.get(document.page_name(1))
        assert sealed not in (b"", documents.open_page(document, 1, reader=ada))
        assert papers.CANARY not in documents.open_page(document, 1, reader=ada)
    kept = kept_bytes()
    assert papers.CANARY not in kept
    assert draft.reference.encode() not in kept
    assert b"\xff\xd8\xff\xe0" not in kept


def test_a_page_moved_to_another_place_does_not_open(
    draft: Application, invoice: Document, file: File, ada: User
) -> None:
    preview, page = invoice.page_name(0), invoice.page_name(1)
    objects.put(preview, objects.get(page))
    with pytest.raises(vault.Tampered):
        documents.open_page(invoice, 0, reader=ada)
    assert reads(draft.reference) == []


def test_several_files_come_at_once_from_a_phone(
    draft: Application, ada: User, signed_in: SignIn
) -> None:
    response = send(
        signed_in(ada),
        draft,
        upload("../../x", papers.photo()),
        upload("Jane Roe.pdf", papers.paper(2)),
        upload("photo.heic", papers.HEIC.read_bytes()),
    )
    assert response.status_code == 302
    assert [row.pages for row in draft.documents.all()] == [1, 2, 1]
    assert b"Jane" not in kept_bytes()
    page = signed_in(ada).get(f"/requests/{draft.reference}/documents/").content.decode()
    assert "Jane" not in page
    assert page.count("/documents/1/0/") == 1


def test_one_bad_file_is_named_and_is_no_harm_to_the_others(
    draft: Application, ada: User, signed_in: SignIn
) -> None:
    page = send(signed_in(ada), draft, upload("a.jpg", papers.photo()), upload("b.jpg", b"<svg/>"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Page 2 was not added. We can only take photos" in text
    assert "1 document is added." in text
    assert re.search(r'value="invoice"[^>]*checked', text)
    assert draft.documents.count() == 1


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ((), "Choose a photo or a PDF file"),
        (("x",) * 11, "Send at most 10 files at a time"),
        ((b"",), "The file is empty"),
        (
            (b"\xff\xd8\xff" + b"\0" * limits.LARGEST_FILE_BYTES,),
            "It is too large: 21 MB. The limit is 20 MB",
        ),
    ],
    ids=["none", "eleven", "empty", "large"],
)
def test_what_cannot_be_added_is_said_in_plain_words(
    files: tuple[Any, ...], words: str, draft: Application, ada: User, signed_in: SignIn
) -> None:
    sent = [upload("a.jpg", papers.photo() if file == "x" else file) for file in files]
    page = send(signed_in(ada), draft, *sent)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not draft.documents.exists()


def test_files_that_are_too_large_together_are_not_kept_in_memory(
    draft: Application, ada: User, signed_in: SignIn
) -> None:
    heavy = papers.photo() + b"\0" * (limits.LARGEST_FILE_BYTES - 5000)
    half = papers.photo() + b"\0" * (limits.LARGEST_FILE_BYTES // 2 + 100_000)
    files = [upload("a.jpg", heavy), upload("b.jpg", half), upload("c.jpg", papers.photo())]
    page = send(signed_in(ada), draft, *files)
    assert "Page 2 was not added. These files are too large to send together" in (
        page.content.decode()
    )
    assert draft.documents.count() == 2


def test_no_upload_touches_the_disk(
    draft: Application, ada: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("an upload is written to a file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    page = send(signed_in(ada), draft, upload("a.jpg", papers.photo() + b"\0" * 8_000_000))
    assert page.status_code == 302


def test_the_same_form_sent_twice_adds_each_file_once(
    draft: Application, ada: User, signed_in: SignIn
) -> None:
    browser = signed_in(ada)
    for _ in range(2):
        files = (upload("a.jpg", papers.photo()), upload("b.jpg", papers.photo()))
        send(browser, draft, *files, _once="0123456789abcdef")
    assert draft.documents.count() == 2
    assert not LooseObject.objects.exists()


def send_page(browser: Client, application: Application, content: bytes, **more: Any) -> Any:
    where = f"/requests/{application.reference}/documents/page/"
    files = {"papers": upload("page", content), "kind": "invoice"}
    return browser.post(where, {**files, **more})


def test_a_page_sent_by_itself_and_once_more_is_one_document(
    draft: Application, ada: User, signed_in: SignIn
) -> None:
    browser = signed_in(ada)
    for once in ("a" * 32, "a" * 32, "b" * 32):
        assert send_page(browser, draft, papers.photo(), _once=once).status_code == 201
    assert draft.documents.count() == 2


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [
        (b"<svg/>", {}, "We can only take photos"),
        (b"x" * (limits.LARGEST_FILE_BYTES + 1), {}, "It is too large: 21 MB. The limit is 20 MB"),
        (papers.photo(), {"kind": "rumour"}, "Choose one"),
    ],
    ids=["kind of file", "large", "kind of paper"],
)
def test_a_page_that_is_not_taken_says_why(
    content: bytes,
    more: dict[str, str],
    words: str,
    draft: Application,
    ada: User,
    signed_in: SignIn,
) -> None:
    answer = send_page(signed_in(ada), draft, content, **more)
    assert answer.status_code == 422
    assert words in answer.json()["words"]
    assert not draft.documents.exists()


def test_a_page_of_a_decided_request_is_refused_for_good(
    draft: Application, ada: User, signed_in: SignIn
) -> None:
    actions.withdraw(draft.pk, actor=ada)
    answer = send_page(signed_in(ada), draft, papers.photo())
    assert (answer.status_code, "decided" in answer.json()["words"]) == (422, True)


def test_with_the_store_away_a_page_can_be_sent_once_more(
    draft: Application, ada: User, signed_in: SignIn, store_away: None
) -> None:
    answer = send_page(signed_in(ada), draft, papers.photo())
    assert (answer.status_code, "Try again" in answer.json()["words"]) == (503, True)


def test_a_photo_of_the_camera_and_chosen_files_are_added_in_order(
    draft: Application, ada: User, signed_in: SignIn
) -> None:
    chosen = upload("a.pdf", papers.paper(2))
    send(signed_in(ada), draft, chosen, camera=upload("b.jpg", papers.photo()))
    assert [row.pages for row in draft.documents.all()] == [1, 2]


def test_a_request_holds_so_many_documents_and_no_more(
    draft: Application, invoice: Document, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_DOCUMENTS", 1)
    with pytest.raises(actions.Refused, match="documents"):
        actions.add_document(draft.pk, INVOICE, papers.photo(), actor=ada)
    assert not LooseObject.objects.exists()


def test_a_document_leaves_a_draft_and_the_store(
    draft: Application, invoice: Document, ada: User, signed_in: SignIn
) -> None:
    where = f"/requests/{draft.reference}/documents/1/remove/"
    for _ in range(2):
        assert signed_in(ada).post(where).status_code == 302
    assert not draft.documents.exists()
    with pytest.raises(objects.Missing):
        objects.get(invoice.page_name(1))
    assert AuditEvent.objects.filter(act="document.remove").count() == 1


def test_what_was_sent_keeps_its_documents_and_can_get_more(
    draft: Application, invoice: Document, ada: User, cora: User
) -> None:
    actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
    with pytest.raises(actions.Refused):
        actions.remove_document(draft.pk, 1, actor=ada)
    more = actions.add_document(draft.pk, DocumentKind.QUOTE, papers.photo(), actor=ada)
    assert more.number == 2
    with pytest.raises(actions.Refused):
        actions.add_document(draft.pk, INVOICE, papers.photo(), actor=cora)


def test_a_decided_request_takes_no_more(draft: Application, ada: User) -> None:
    actions.withdraw(draft.pk, actor=ada)
    with pytest.raises(actions.Refused, match="decided"):
        actions.add_document(draft.pk, INVOICE, papers.photo(), actor=ada)


def test_the_agency_and_the_committee_open_it_and_each_opening_is_recorded(
    draft: Application, invoice: Document, ada: User, cora: User, signed_in: SignIn
) -> None:
    actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
    for person in (ada, cora):
        browser = signed_in(person)
        page = browser.get(f"/requests/{draft.reference}/documents/1/").content.decode()
        (link,) = re.findall(r'<img src="(/requests/[^"]+)"', page)
        answer = browser.get(link)
        assert answer.status_code == 200
        assert answer.content.startswith(b"\xff\xd8\xff")
        last = AuditEvent.objects.filter(act="vault.read", actor=person).latest("id")
        assert last.facts == {"opened": "document-1-page-1"}
    review = signed_in(cora).get(f"/requests/{draft.reference}/review/").content.decode()
    assert f"/requests/{draft.reference}/documents/1/0/" in review


def test_a_page_is_a_picture_and_nothing_that_a_browser_could_run_or_keep(
    invoice: Document, ada: User, signed_in: SignIn
) -> None:
    answer = signed_in(ada).get(address(invoice, 1, ada))
    reference = invoice.application.reference
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert answer["Content-Disposition"] == f'inline; filename="{reference}-1-1.jpg"'


def test_a_link_is_for_one_person_one_page_and_a_few_minutes(
    draft: Application, invoice: Document, ada: User, cora: User, signed_in: SignIn
) -> None:
    actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
    link, browser = address(invoice, 1, ada), signed_in(ada)
    assert signed_in(cora).get(link).status_code == 404
    assert browser.get(link.replace("/1/1/", "/1/0/")).status_code == 404
    assert browser.get(link[:-4] + "xxx/").status_code == 404
    assert browser.get(f"/requests/{draft.reference}/documents/1/1/forged/").status_code == 404
    later = clock.now() + timedelta(seconds=limits.LINK_SECONDS + 1)
    with time_machine.travel(later, tick=False):
        ended = signed_in(ada).get(link)
    assert ended.status_code == 410
    assert "This link has ended" in ended.content.decode()
    assert reads(draft.reference) == []


def test_nobody_else_comes_near_even_with_a_good_key(
    draft: Application,
    invoice: Document,
    ada: User,
    alma: User,
    cora: User,
    finn: User,
    rosa: User,
    dana: User,
    audra: User,
    abel: User,
    signed_in: SignIn,
) -> None:
    """Another agency is 404, the committee too before it is sent; finance and the rest are 403."""
    expected = {alma: 404, cora: 404, finn: 403, rosa: 403, dana: 403, audra: 403, abel: 403}
    for person, status in expected.items():
        browser = signed_in(person)
        document = f"/requests/{draft.reference}/documents/1/"
        assert browser.get(document).status_code == status, person
        assert browser.get(address(invoice, 1, person)).status_code == status, person
    assert Client().get(address(invoice, 1, ada)).status_code == 302
    assert reads(draft.reference) == []


def test_another_agency_adds_and_removes_nothing(
    draft: Application, invoice: Document, alma: User, signed_in: SignIn
) -> None:
    browser = signed_in(alma)
    assert send(browser, draft, upload("a.jpg", papers.photo())).status_code == 404
    gone = browser.post(f"/requests/{draft.reference}/documents/1/remove/")
    assert gone.status_code == 404
    assert draft.documents.count() == 1


def test_a_document_number_of_another_request_opens_nothing(
    invoice: Document, file: File, ada: User, signed_in: SignIn
) -> None:
    other = file(send=False)
    key = documents.key_for(invoice, 1, ada)
    answer = signed_in(ada).get(f"/requests/{other.reference}/documents/1/1/{key}/")
    assert answer.status_code == 404


def test_changed_bytes_in_the_store_do_not_open(
    draft: Application, invoice: Document, ada: User, signed_in: SignIn
) -> None:
    sealed = objects.get(invoice.page_name(1))
    objects.put(invoice.page_name(1), sealed[:-1] + bytes([sealed[-1] ^ 1]))
    answer = signed_in(ada).get(address(invoice, 1, ada))
    assert answer.status_code == 503
    assert "changed outside the product" in answer.content.decode()
    assert reads(draft.reference) == []


def test_with_destroyed_keys_a_document_is_gone_for_good(
    draft: Application, invoice: Document, ada: User, signed_in: SignIn
) -> None:
    sealed = objects.get(invoice.page_name(1))
    vault.destroy(draft.reference)
    assert "destroyed" in signed_in(ada).get(address(invoice, 1, ada)).content.decode()
    assert documents.remove_objects(draft) == 1
    assert documents.remove_objects(draft) == 1
    with pytest.raises(objects.Missing):
        objects.get(invoice.page_name(1))
    assert "destroyed" in signed_in(ada).get(address(invoice, 1, ada)).content.decode()
    objects.put(invoice.page_name(1), sealed)  # an old copy of the store brings nothing back
    assert "destroyed" in signed_in(ada).get(address(invoice, 1, ada)).content.decode()


def test_with_the_key_service_away_reads_say_so_and_adding_goes_on(
    draft: Application, invoice: Document, ada: User, signed_in: SignIn, settings: Any
) -> None:
    vault.open_mailbox()
    vault.forget()
    settings.VAULT_KEYS_DIR = "/nowhere"
    answer = signed_in(ada).get(address(invoice, 1, ada))
    assert answer.status_code == 503
    assert "Nothing is lost" in answer.content.decode()
    assert send(signed_in(ada), draft, upload("a.jpg", papers.photo())).status_code == 302


@pytest.fixture
def store_away(settings: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "a file, no folder"
    blocked.write_bytes(b"")
    chosen = {**settings.STORAGES["default"], "OPTIONS": {"location": str(blocked)}}
    settings.STORAGES = {**settings.STORAGES, "default": chosen}


def test_with_the_store_away_the_advocate_reads_so_and_keeps_her_form(
    draft: Application, ada: User, signed_in: SignIn, store_away: None
) -> None:
    page = send(signed_in(ada), draft, upload("a.jpg", papers.photo()))
    text = page.content.decode()
    assert page.status_code == 422
    assert "We could not keep the document just now" in text
    assert re.search(r'value="invoice"[^>]*checked', text)
    assert not draft.documents.exists()


def test_what_a_broken_sending_left_is_swept_after_an_hour_and_nothing_else(
    draft: Application, invoice: Document, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def dies(document: Document, actor: User) -> None:
        names.append(document.page_name(1))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("applications.actions.documenting._keep", dies)
        with pytest.raises(KeyboardInterrupt):
            actions.add_document(draft.pk, INVOICE, papers.photo(), actor=ada)
    tasks.sweep_documents(0)
    assert objects.get(names[0])
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        tasks.sweep_documents(0)
    with pytest.raises(objects.Missing):
        objects.get(names[0])
    assert objects.get(invoice.page_name(1))


def test_a_sending_that_the_sweep_has_overtaken_keeps_nothing(
    draft: Application, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = objects.put

    def slow(name: str, sealed: bytes) -> None:
        put(name, sealed)
        documents.delete_loose([name.split("/")[0]])

    monkeypatch.setattr(objects, "put", slow)
    with pytest.raises(actions.Refused, match="too long"):
        actions.add_document(draft.pk, INVOICE, papers.photo(), actor=ada)
    assert not draft.documents.exists()


def test_a_refused_file_leaves_no_trace(draft: Application, ada: User) -> None:
    before = kept_bytes()
    with pytest.raises(NotTaken):
        actions.add_document(draft.pk, INVOICE, b"<svg/>", actor=ada)
    assert kept_bytes() == before
    assert not LooseObject.objects.exists()


def test_a_list_of_documents_costs_one_query_for_any_number(
    draft: Application, invoice: Document, ada: User, django_assert_num_queries: Any
) -> None:
    from applications.queries.papers import papers_of

    with django_assert_num_queries(1):
        assert len(papers_of(draft, ada)) == 1


def test_the_committee_opens_nothing_that_the_person_does_not_agree_to(
    draft: Application, invoice: Document, ada: User, cora: User, signed_in: SignIn
) -> None:
    actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
    link, browser = address(invoice, 1, cora), signed_in(cora)
    assert browser.get(link).status_code == 200
    with clock.at(clock.now() + timedelta(days=91)):
        assert browser.get(address(invoice, 1, cora)).status_code == 404
        assert papers_of(draft, cora) == [] and papers_of(draft, ada)


def test_the_page_brings_every_word_that_its_script_says(
    draft: Application, ada: User, signed_in: SignIn
) -> None:
    script = (settings.BASE_DIR / "fund" / "static" / "fund" / "upload.js").read_text()
    page = signed_in(ada).get(f"/requests/{draft.reference}/documents/").content.decode()
    names = re.findall(r'\sdata-say-([\w-]+)="[^"]+"', page)
    brought = {name.title().replace("-", "") for name in names}
    assert set(re.findall(r'\bsay\([^"]*"(\w+)"', script)) <= brought
    assert brought and all(f'"{name}"' in script for name in brought)


def test_why_a_file_is_not_taken_is_said_in_the_language_of_the_page() -> None:
    with translation.override("es"):
        assert "%" not in NotTaken(Why.LARGE, 25 * limits.MEGABYTE).words
    assert NotTaken(Why.PAGES).words == (
        "The PDF has more than 20 pages. Send only the pages that matter."
    )
