"""Finance, auditors, administrators and donors who read Spanish find no English on their pages."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from applications.models import AwardLine
from disbursements.models import Disbursement, StatementLine
from fund import clock
from fund.models import Account, Donor, Fund, Gift, User
from reports.models import Release
from tests.applications.pseudo import DATA, mark_what_is_translated, untranslated
from tests.architecture.addresses import addresses
from tests.fund.staff_fund import BANK, JUNE_20, bank, funds, other_desks, payments, vendors
from tests.lines import SignIn
from tests.reports.conftest import a_usual_quarter, closed_quarter, settle

__all__ = [
    "a_usual_quarter",
    "bank",
    "closed_quarter",
    "funds",
    "other_desks",
    "payments",
    "settle",
    "vendors",
]
pytestmark = pytest.mark.django_db
NOT_YET: tuple[str, ...] = ()
"""Pages whose words are not marked yet: they are not opened here."""
IN_ENGLISH = ("reports:report", "reports:pdf", "styleguide")
"""What was published reads the same for everybody; the last is for those who build the pages."""
ALSO = {"dana": ("/reports/", "/reports/method/")}
"""Where no link of a desk leads."""
ROOMS = ("disbursements:", "books:", "reports:", "audit:", "retention:", "resources:")
OF_A_KIND = 14
LINK = re.compile(r'<a [^>]*href="([^"]+)"')
CODES = re.compile(r"report-\d{4}-q\d|[0-9a-f]{12,}…?")
"""Names of reports, and fingerprints."""
TYPED = """
Abel Audra Chen Cora Dana Finn Rosa Pine Street Giving Circle Down East Bus Fund General fund
Rooms Night safe room for up to three nights An advocate has to call Day and night rooms
MOTEL FEE CHECK GIFT PO Box ME CSV Stripe FILE Augusta Waterville key acct general past
"""
KNOWN = DATA.union(TYPED.split())
"""Of the cast and of what was typed, in a bank's file too; names of makers and of machines."""


@pytest.fixture(autouse=True)
def in_june() -> Iterator[None]:
    with clock.at(JUNE_20):
        yield


@pytest.fixture
def people(finn: User, rosa: User, audra: User, abel: User, dana: User) -> dict[str, User]:
    return {user.name.lower(): user for user in (finn, rosa, audra, abel, dana)}


def test_no_english_on_any_page_that_a_desk_can_reach(
    people: dict[str, User],
    other_desks: None,
    signed_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mark_what_is_translated(monkeypatch)
    wrong, opened = [], set[str]()
    for who, person in people.items():
        for path, view, page in _walk(signed_in(person), "/", *ALSO.get(who, ())):
            opened.add(view)
            found = untranslated(CODES.sub(" ", page), KNOWN)
            wrong += [f"{who} {path}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)
    assert _pages() - opened == set()


def _pages() -> set[str]:
    """Each page of these rooms, by name."""
    ours = [a for a in addresses() if a.access and a.name.startswith(ROOMS)]
    is_page = Client().get
    return {
        a.name
        for a in ours
        if a.name not in IN_ENGLISH
        and not a.name.endswith(("pdf", "sheet"))
        and is_page(a.path).status_code != 405
    }


BEFORE_SIGN_IN = (
    "/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-x/",
    "/reports/",
    "/reports/method/",
    "/left",
)


@pytest.mark.parametrize("path", BEFORE_SIGN_IN)
def test_no_english_before_sign_in(
    path: str, client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_what_is_translated(monkeypatch)
    page = client.get(path)
    assert page.status_code == 200
    assert untranslated(page.content.decode(), KNOWN) == []


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/account/login/", {}),
        ("/account/login/", {"login": "finn@example.org", "password": "not the right one"}),
        ("/account/password/reset/", {}),
        ("/account/password/reset/", {"email": "finn@example.org"}),
    ],
)
def test_no_english_in_what_is_said_before_sign_in(
    path: str, typed: dict[str, str], client: Client, finn: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_what_is_translated(monkeypatch)
    page = client.post(path, typed, follow=True)
    assert page.status_code in (200, 422)
    assert untranslated(page.content.decode(), KNOWN | {"finn"}) == []


SENDINGS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("finn", "/funds/new", {}),
    ("finn", "/funds/new", {"code": "9", "starts_on": "2026-02-02", "ends_on": "2026-01-01"}),
    ("finn", "/funds/new", {"code": "general", "name": "General"}),
    ("finn", "/funds/gift", {}),
    ("finn", "/funds/gift", {"received_on": "2026-02-02", "donor": "{donor}", "new_donor": "Pine"}),
    ("finn", "/funds/gift", {"received_on": "2099-02-02"}),
    ("finn", "/funds/gift", {"received_on": "1999-02-02"}),
    ("finn", "/funds/transfer", {"source": "1000", "target": "1000"}),
    ("finn", "/funds/transfer", {"fund": "{fund}", "source": "1010", "target": "1000",
                                 "amount": "99", "dated_on": "2026-06-10"}),
    ("finn", "/funds/journal/{gift}/take-back", {}),
    ("finn", "/funds/journal/{gift}/take-back", {"dated_on": "2026-05-01"}),
    ("finn", "/payments/to-pay/", {}),
    ("finn", "/payments/to-pay/", {"only": "{payable}"}),
    ("finn", "/payments/{scheduled}/void/", {}),
    ("finn", "/payments/{sent}/mailed/", {}),
    ("finn", "/payments/{stopped}/mailed/", {}),
    ("finn", "/payments/{posted}/refund/", {}),
    ("finn", "/payments/{posted}/refund/", {"amount": "9000", "received_on": "2026-06-12"}),
    ("finn", "/payments/{posted}/refund/", {"amount": "9", "received_on": "2026-06-01"}),
    ("finn", "/payments/{posted}/refund/", {"amount": "9", "received_on": "2026-06-12"}),
    ("finn", "/payments/bank/", {"no": "{proposed}"}),
    ("finn", "/payments/bank/", {"line": ["{proposed}"]}),
    ("finn", "/payments/bank/look-again/", {}),
    ("finn", "/payments/bank/import/", {}),
    ("finn", "/payments/bank/import/", {"account": "{account}", "file": b"%PDF"}),
    ("finn", "/payments/bank/import/", {"account": "{account}", "file": b"Name\na\n"}),
    ("finn", "/payments/bank/import/", {"account": "{account}", "file": BANK}),
    ("finn", "/payments/bank/lines/{unmatched}/", {"act": "match"}),
    ("finn", "/payments/bank/lines/{unmatched}/", {"act": "match", "reference": "D-2222ZZZ2"}),
    ("finn", "/payments/bank/lines/{unmatched}/", {"act": "match", "reference": "{scheduled}"}),
    ("finn", "/payments/bank/lines/{unmatched}/", {"act": "ignore"}),
    ("finn", "/payments/bank/lines/{unmatched}/", {"act": "ignore", "why": "FEE"}),
    ("finn", "/payments/bank/lines/{proposed}/", {"act": "undo"}),
    ("finn", "/payments/bank/months/2026-05/close/", {}),
    ("finn", "/payments/bank/months/2026-06/close/", {}),
    ("finn", "/payments/vendors/add/", {}),
    ("finn", "/payments/vendors/V-MOTEL2/address/", {"remit_name": "Pine", "remit_address": "Bus"}),
    ("finn", "/payments/vendors/V-MOTEL2/stripe/", {}),
    ("finn", "/payments/vendors/V-MOTEL2/stripe/check/", {}),
    ("finn", "/reports/staff/prepare", {}),
    ("finn", "/reports/staff/{report}/withdraw", {}),
    ("finn", "/reports/staff/{report}/withdraw", {"reason": "Pine"}),
    ("rosa", "/reports/staff/{report}/publish", {}),
    ("rosa", "/payments/to-release/", {}),
    ("rosa", "/payments/to-release/", {"only": "{sent}"}),
    ("rosa", "/payments/to-release/", {"only": "{scheduled}"}),
    ("rosa", "/payments/{stopped}/go-on/", {}),
    ("rosa", "/payments/{stopped}/unpaid/", {}),
    ("abel", "/resources/new", {}),
    ("abel", "/resources/new", {"assured_on": "2099-01-01", "web": "x"}),
    ("abel", "/resources/needs/motel", {}),
    ("abel", "/resources/needs/motel", {"papers": "police"}),
    ("abel", "/resources/needs/motel", {"papers": "Pine", "based_on": "0"}),
    ("abel", "/retention/holds/new", {}),
    ("abel", "/retention/holds/new", {"reference": "x", "matter": "x", "ends_on": "2026-01-01"}),
    ("abel", "/retention/holds/new", {"reference": "KX7-204", "kind": "court",
                                      "matter": "CV-1", "ends_on": "2026-07-01"}),
    ("abel", "/language", {}),
)  # fmt: skip
"""Who sends what where, refused or taken; a name in braces is a row of that kind."""


def test_no_english_in_what_is_said_after_a_sending(
    people: dict[str, User],
    other_desks: None,
    signed_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = _rows()
    browsers = {who: signed_in(person) for who, person in people.items()}
    mark_what_is_translated(monkeypatch)
    wrong = []
    for who, address, typed in SENDINGS:
        path = address.format(**rows)
        sent = {key: _filled(value, rows) for key, value in typed.items()}
        answer = browsers[who].post(path, sent, follow=True)
        assert answer.status_code in (200, 422), path
        page = CODES.sub(" ", answer.content.decode())
        wrong += [f"{path} {typed}: {words}" for words in untranslated(page, KNOWN)]
    assert not wrong, "\n".join(wrong)


def _rows() -> dict[str, Any]:
    """The name of each row, and the number or reference by which an address or a form knows it."""
    payments = {p.state: p.reference for p in Disbursement.objects.exclude(rail="imported")}
    stopped = Disbursement.objects.filter(frozen_at__isnull=False).first()
    lines = {line.state: line.pk for line in StatementLine.objects.order_by("pk")}
    unpaid = AwardLine.objects.filter(state="payable").first()
    assert stopped
    assert unpaid
    return {
        **payments,
        **lines,
        "stopped": stopped.reference,
        "payable": unpaid.reference,
        "gift": Gift.objects.filter(entry__reversed_by=None).latest("pk").entry_id,
        "donor": Donor.objects.get().pk,
        "fund": Fund.objects.get(code="general").pk,
        "account": Account.objects.get(code="1000").pk,
        "report": Release.objects.get().pk,
    }


def _filled(value: Any, rows: dict[str, Any]) -> Any:
    if isinstance(value, bytes):
        return SimpleUploadedFile("bank.csv", value)
    if isinstance(value, list):
        return [_filled(one, rows) for one in value]
    return value.format(**rows)


def _walk(browser: Client, *starts: str) -> Iterator[tuple[str, str, str]]:
    """Each page that links lead to: its address, its name and what it says; a few of a kind."""
    waiting, seen, made = list(starts), set(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        view = resolve(urlsplit(path).path).view_name
        if (
            view.startswith(NOT_YET)
            or view in IN_ENGLISH
            or path.endswith(".pdf")
            or made[view] >= OF_A_KIND
        ):
            continue
        answer = browser.get(path, follow=True)
        assert answer.status_code == 200, path
        made[view] += 1
        if not answer["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        links = [link.replace("&amp;", "&").split("#")[0] for link in LINK.findall(page)]
        new = dict.fromkeys(link for link in links if link.startswith("/"))
        waiting += [link for link in new if link not in seen]
        seen.update(new)
        if not answer.resolver_match.view_name.startswith(NOT_YET):
            yield path, answer.resolver_match.view_name, page
