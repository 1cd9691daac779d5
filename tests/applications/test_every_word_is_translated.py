"""An advocate who reads Spanish finds no English on any of her pages, in any state."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from applications import actions
from applications.models import Application, AwardLine, DocumentKind
from applications.states import Outcome
from fund import clock, fund_code
from fund.models import Fund, User, Vendor
from tests import papers
from tests.applications.advocate_pages import FORMS, PAGES, at, states
from tests.applications.desk import approve, sent_request
from tests.applications.pseudo import mark_what_is_translated, untranslated

__all__ = ["states"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PAGES)
def test_no_english_on_a_page(
    address: str,
    states: dict[str, Application],
    signed_in: Callable[[User], Client],
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = signed_in(ada)
    mark_what_is_translated(monkeypatch)
    page = browser.get(at(address, states))
    assert page.status_code == 200
    assert untranslated(page.content.decode()) == []


@pytest.mark.parametrize("address", FORMS)
def test_no_english_where_an_answer_is_missing(
    address: str,
    states: dict[str, Application],
    signed_in: Callable[[User], Client],
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = signed_in(ada)
    mark_what_is_translated(monkeypatch)
    page = browser.post(at(address, states), {})
    assert page.status_code == 422
    assert untranslated(page.content.decode()) == []


@pytest.fixture
def after(money: Fund, ada: User, motel: Vendor, cora: User) -> dict[str, Application]:
    """Requests after the decision: to be paid, promised by a letter, and paid."""
    found = {
        name: approve(sent_request(ada, motel, 100_00, 80_00), cora)
        for name in ("payable", "promised", "paid")
    }
    cache.clear()
    line = AwardLine.objects.get(award__application=found["promised"], need__position=1)
    actions.make_letter(line.pk, fund_code.fresh(fund_code.LETTER), actor=ada)
    for line in AwardLine.objects.filter(award__application=found["paid"]):
        with transaction.atomic():
            actions.line_in_payment(line.pk)
            actions.line_paid(line.pk, clock.today())
    actions.add_receipt(found["paid"].pk, 1, papers.photo(), once="a", actor=ada)
    actions.answer_outcome(found["paid"].pk, 1, Outcome.MET, actor=ada)
    found["papers"] = sent_request(ada, motel, 100_00)
    actions.add_document(found["papers"].pk, DocumentKind.LEASE, papers.paper(2), actor=ada)
    return found


PAGES_AFTER = (
    "/requests/",
    "/requests/{payable}/",
    "/requests/{payable}/lines/1/letter/",
    "/requests/{promised}/",
    "/requests/{promised}/lines/1/letter/",
    "/requests/{paid}/",
    "/requests/{paid}/outcome/",
    "/requests/{paid}/lines/1/receipt/",
    "/requests/{paid}/lines/1/letter/",
    "/requests/{papers}/",
    "/requests/{papers}/documents/",
    "/requests/{papers}/documents/1/",
    "/verify/",
)


@pytest.mark.parametrize("address", PAGES_AFTER)
def test_no_english_after_the_decision(
    address: str,
    after: dict[str, Application],
    signed_in: Callable[[User], Client],
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = signed_in(ada)
    mark_what_is_translated(monkeypatch)
    page = browser.get(address.format(**{k: v.reference for k, v in after.items()}))
    assert page.status_code == 200
    assert untranslated(page.content.decode()) == []


def photo(content: bytes = b"GIF89a") -> SimpleUploadedFile:
    return SimpleUploadedFile("receipt.jpg", content)


SENDINGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/requests/{payable}/again/", {}),
    ("/requests/{payable}/lines/1/letter/", {"new_letter": "old"}),
    ("/requests/{promised}/lines/1/letter/end/", {}),
    ("/requests/{promised}/lines/1/letter/end/", {"reason": "lost"}),
    ("/requests/{promised}/lines/1/letter/print/", {}),
    ("/requests/{paid}/outcome/", {"line": "1", "act": "partly"}),
    ("/requests/{paid}/outcome/", {"line": "2", "act": "unknown"}),
    ("/requests/{paid}/lines/1/receipt/", {}),
    ("/requests/{paid}/lines/1/receipt/", {"papers": [photo(), photo(b"")]}),
    ("/requests/{papers}/documents/", {}),
    ("/requests/{papers}/documents/", {"kind": "other", "papers": [photo(), photo(b"")]}),
    ("/requests/{papers}/", {}),
    ("/requests/{papers}/", {"body": "Harbor"}),
    ("/requests/{papers}/card/", {}),
    ("/requests/{papers}/card/use/", {"fund_code": "KQ4"}),
    ("/requests/{papers}/card/use/", {"fund_code": fund_code.fresh()}),
    ("/requests/{papers}/card/stop/", {}),
    ("/requests/{papers}/withdraw/", {}),
    ("/verify/", {}),
    ("/verify/", {"code": "KQ4"}),
    ("/verify/", {"code": fund_code.fresh(fund_code.LETTER)}),
)


@pytest.mark.parametrize(("address", "typed"), SENDINGS)
def test_no_english_in_what_is_said_after_a_sending(
    address: str,
    typed: dict[str, Any],
    after: dict[str, Application],
    signed_in: Callable[[User], Client],
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = signed_in(ada)
    mark_what_is_translated(monkeypatch)
    for file in typed.get("papers", []):
        file.seek(0)
    where = address.format(**{k: v.reference for k, v in after.items()})
    page = browser.post(where, typed, follow=True)
    assert page.status_code in (200, 422)
    assert untranslated(page.content.decode()) == []


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("/requests/{papers}/card/", "new_card"),
        ("/requests/{payable}/lines/1/letter/", "new_letter"),
    ],
)
def test_no_english_where_a_code_is_shown(
    address: str,
    hidden: str,
    after: dict[str, Application],
    signed_in: Callable[[User], Client],
    ada: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = signed_in(ada)
    where = address.format(**{k: v.reference for k, v in after.items()})
    offered = re.search(f'name="{hidden}" value="([^"]+)"', browser.get(where).content.decode())
    assert offered
    mark_what_is_translated(monkeypatch)
    page = browser.post(where, {hidden: offered[1]})
    assert page.status_code == 200
    assert untranslated(page.content.decode()) == []
