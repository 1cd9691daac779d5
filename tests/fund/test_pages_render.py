"""Each page of people, policy, books and trail, with an unknown variable showing as a mark."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.template import engines
from django.test import Client

from fund import audit, clock, finance, people
from fund.models import Agency, Fund, Gift, RoleGrant, User
from fund.people import NewGrant
from fund.roles import Role
from tests.resources import other_help

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MARK = "UNKNOWN-VARIABLE"
PAGES = {
    "abel": (
        "/people/",
        "/people/new",
        "/people/agencies",
        "/people/{cora}",
        "/people/{abel}",
        "/people/{cora}/second-step",
        "/people/{cora}/role",
        "/people/{cora}/role/{grant}",
        "/people/{cora}/training",
        "/people/committee",
        "/people/waiting",
        "/people/agencies/{agency}",
        "/people/agencies/{agency}/office",
        "/people/agencies/{agency}/agreement",
        "/people/agreements/{agreement}/end",
        "/policy/",
        "/policy/new",
        "/policy/preview",
        "/policy/1",
        "/resources/",
        "/resources/?show=ended",
        "/resources/new",
        "/resources/needs",
        "/resources/needs/motel",
        "/resources/{resource}",
        "/resources/{resource}/change",
        "/audit/",
        "/audit/?subject=nothing",
        "/audit/checkpoint",
        "/retention/",
        "/retention/holds/",
        "/retention/holds/new",
    ),
    "chen": ("/people/committee", "/people/waiting", "/policy/", "/policy/1"),
    "finn": (
        "/funds/",
        "/funds/new",
        "/funds/gift",
        "/funds/transfer",
        "/funds/journal",
        "/funds/journal/{entry}",
        "/funds/journal/{taken}",
        "/funds/journal/{entry}/take-back",
        "/funds/balance",
        "/funds/balance?as_of=never",
        "/funds/fund/general",
        "/funds/fund/empty",
    ),
}
FORMS = ("/people/new", "/people/agencies", "/people/agencies/{agency}/office",
         "/people/agencies/{agency}/agreement", "/people/{cora}/training",
         "/policy/new", "/policy/preview", "/resources/new",
         "/resources/needs/motel", "/funds/new", "/funds/gift",
         "/funds/transfer")  # fmt: skip


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    engine: Any = engines["django"]
    monkeypatch.setattr(engine.engine, "string_if_invalid", MARK)


@pytest.fixture
def references(
    abel: User, cora: User, ada: User, finn: User, harbor: Agency, general: Fund,
    give: Callable[..., Gift],
) -> dict[str, Any]:  # fmt: skip
    """A row of every kind, and what names it in an address."""
    people.grant(ada.reference, NewGrant(Role.ON_CALL, clock.today()), actor=abel)
    Fund.objects.create(code="empty", name="Empty fund")
    audit.record("books.gift", "G-2ABCDEF3", actor=None, amount_cents=5)
    taken = give(general, 700)
    finance.reverse_gift(taken.entry_id, date(2026, 1, 6), actor=finn)
    return {
        "abel": abel.reference,
        "cora": cora.reference,
        "agency": harbor.pk,
        "agreement": harbor.agreements.get().reference,
        "grant": RoleGrant.objects.get(user=cora).pk,
        "entry": give(general, 500).entry_id,
        "resource": other_help(abel).reference,
        "taken": taken.entry_id,
    }


@pytest.mark.parametrize(
    ("who", "address"), [(who, address) for who, found in PAGES.items() for address in found]
)
def test_a_page_knows_every_variable_it_names(
    who: str,
    address: str,
    references: dict[str, Any],
    marked: None,
    signed_in: SignIn,
    abel: User,
    chen: User,
    finn: User,
) -> None:
    browser = signed_in({"abel": abel, "chen": chen, "finn": finn}[who])
    response = browser.get(address.format(**references))
    assert response.status_code == 200
    page = response.content.decode()
    assert MARK not in page, page[page.index(MARK) - 300 :][:400]
    assert page.count("<h1") == 1


@pytest.mark.parametrize("address", FORMS)
def test_an_empty_form_says_what_is_missing(
    address: str,
    references: dict[str, Any],
    marked: None,
    signed_in: SignIn,
    abel: User,
    finn: User,
) -> None:
    browser = signed_in(finn if address.startswith("/funds") else abel)
    page = browser.post(address.format(**references), {}).content.decode()
    assert "There is a problem" in page
    assert "<title>Error: " in page
    assert MARK not in page
