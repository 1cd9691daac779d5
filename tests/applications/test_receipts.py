"""A receipt: for a line that was paid, kept as every document is; finance sees that it is there."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from applications import actions
from applications.models import Application, AwardLine, Document, DocumentKind
from disbursements.actions.outcome import mark_mailed
from disbursements.actions.release import release
from disbursements.sending import send_one
from fund import clock, tenancy
from fund.models import AuditEvent, User
from tests import papers
from tests.lines import Approve, Prepare, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(payable: Approve) -> AwardLine:
    return payable(255_00)


@pytest.fixture
def paid(line: AwardLine) -> AwardLine:
    with transaction.atomic():
        actions.line_in_payment(line.pk)
        actions.line_paid(line.pk, clock.today())
    return AwardLine.objects.get(pk=line.pk)


def request_of(line: AwardLine) -> Application:
    return line.award.application


def where(line: AwardLine) -> str:
    return f"/requests/{request_of(line).reference}/lines/1/receipt/"


def send(browser: Client, line: AwardLine, *files: bytes) -> Any:
    named = [SimpleUploadedFile("receipt.jpg", content) for content in files]
    return browser.post(where(line), {"papers": named, "_once": "c" * 32})


def test_a_receipt_comes_to_its_paid_line_and_is_shown_there(
    paid: AwardLine, ada: User, signed_in: SignIn
) -> None:
    phone = signed_in(ada)
    show = f"/requests/{request_of(paid).reference}/"
    assert where(paid) in phone.get(show).content.decode()
    assert send(phone, paid, papers.photo())["Location"] == show
    receipt = Document.objects.get()
    assert receipt.kind == DocumentKind.RECEIPT and receipt.line == paid
    paid.refresh_from_db()
    assert paid.receipt_at == receipt.added_at
    assert AuditEvent.objects.get(act="document.add").facts["kind"] == "receipt"
    shown = phone.get(show).context
    assert [paper.number for paper in shown["decided_lines"][0].receipts] == [1]
    assert shown["papers"] == []


def test_the_same_sending_twice_is_one_receipt(
    paid: AwardLine, ada: User, signed_in: SignIn
) -> None:
    phone = signed_in(ada)
    for _twice in range(2):
        send(phone, paid, papers.photo(), papers.paper(2))
    assert Document.objects.count() == 2


def test_a_file_that_is_none_is_named_and_nothing_is_kept(
    paid: AwardLine, ada: User, signed_in: SignIn
) -> None:
    answer = send(signed_in(ada), paid, b"GIF89a")
    assert answer.status_code == 422 and "We can only take photos" in answer.content.decode()
    assert not Document.objects.exists()
    paid.refresh_from_db()
    assert paid.receipt_at is None


def test_before_the_payment_there_is_no_receipt(
    line: AwardLine, ada: User, signed_in: SignIn
) -> None:
    phone = signed_in(ada)
    assert phone.get(where(line)).status_code == 302
    assert send(phone, line, papers.photo()).status_code == 404
    with pytest.raises(actions.Refused, match="not been paid"):
        actions.add_receipt(request_of(line).pk, 1, papers.photo(), once="", actor=ada)


def test_after_the_words_were_destroyed_nothing_is_sealed_any_more(
    paid: AwardLine, ada: User
) -> None:
    Application.objects.update(words_destroyed_at=clock.now())
    with pytest.raises(actions.Refused, match="were destroyed"):
        actions.add_receipt(request_of(paid).pk, 1, papers.photo(), once="", actor=ada)


def test_a_receipt_is_no_kind_to_send_with_a_request(
    line: AwardLine, ada: User, signed_in: SignIn
) -> None:
    browser = signed_in(ada)
    page = browser.get(f"/requests/{request_of(line).reference}/documents/").content.decode()
    assert 'value="receipt"' not in page
    with pytest.raises(IntegrityError, match="a_receipt_has_its_line"), transaction.atomic():
        Document.objects.create(
            application=request_of(line),
            number=1,
            kind=DocumentKind.RECEIPT,
            pages=1,
            object_name="a" * 32,
            key_id="k",
            added_by=ada,
        )


def test_finance_sees_that_it_is_there_and_not_the_receipt(
    prepare: Prepare, ada: User, finn: User, rosa: User, signed_in: SignIn
) -> None:
    payment = release(prepare().pk, actor=rosa)
    send_one(payment.pk)
    mark_mailed(payment.pk, actor=finn)
    browser, line = signed_in(finn), payment.award_line
    page = f"/payments/{payment.reference}/"
    assert "Receipt" not in browser.get(page).content.decode()
    actions.add_receipt(request_of(line).pk, 1, papers.photo(), once="", actor=ada)
    day = f"{clock.today():%B %-d, %Y}"
    assert f"The agency added one on {day}" in browser.get(page).content.decode()
    document = f"/requests/{request_of(line).reference}/documents/1/"
    assert browser.get(document).status_code == 403
    with tenancy.acting(finn.pk):
        assert not Document.objects.exists()


def test_another_agency_adds_none(paid: AwardLine, alma: User, signed_in: SignIn) -> None:
    assert send(signed_in(alma), paid, papers.photo()).status_code == 404
