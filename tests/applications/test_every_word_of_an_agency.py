"""A supervisor or an advocate who reads Spanish finds no English on these pages, in any state."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from applications import actions
from applications.commands import CastVote, LineVote, NeedLine, StartDraft
from applications.models import Application, Purpose
from applications.queries.sheet import needs_of
from applications.queries.stays import stays_of
from applications.states import AgeBand, Desk, HouseholdBand, Lane, Verdict
from applications.stays import StayTerms
from fund import clock, resources
from fund.models import Fund, Region, User, Vendor
from fund.notices import words
from fund.resources import Entry
from fund.roles import Role
from tests.applications.conftest import File, Vote
from tests.applications.pseudo import CLOSE, OPEN, mark_what_is_translated, untranslated
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def requests(
    file: File,
    vote: Vote,
    ada: User,
    abel: User,
    cora: User,
    motel: Vendor,
    portland: Region,
    money: Fund,
    bangor: Region,
) -> dict[str, Application]:
    resources.add(
        Entry(
            "Town relief office",
            "Bring bill",
            "207-555-0110",
            "",
            "Weekdays",
            ("motel",),
            (),
            clock.today(),
        ),
        actor=abel,
    )
    draft = actions.start_draft(
        StartDraft(Lane.EMERGENCY, portland.pk, HouseholdBand.ALONE, AgeBand.ADULT), actor=ada
    )
    terms = StayTerms(clock.today(), 3, 85_00, Desk.NOTHING)
    actions.add_need(draft.pk, NeedLine.of_nights(motel.pk, terms), actor=ada)
    stay = actions.submit(draft.pk, attested=True, agreed=Purpose, actor=ada)
    need = stay.needs.get()
    actions.review(
        stay.pk, CastVote((LineVote(need.pk, Verdict.APPROVE, need.amount_cents, ""),)), actor=cora
    )
    over = file(900_00, 600_00, send=False)
    asked = file(900_00, 600_00, send=False)
    actions.ask_exception(asked.pk, "x", actor=ada)
    declined = file(300_00)
    actions.review(declined.pk, vote(declined, 0), actor=cora)
    withdrawn = file(300_00)
    actions.withdraw(withdrawn.pk, actor=ada)
    person("Sam", Role.ADVOCATE, agency=draft.agency)
    return {"draft": file(300_00, send=False), "stay": stay, "over": over, "asked": asked}


PAGES = (
    ("sage", "/agency/"),
    ("sage", "/agency/?state=draft&month=1"),
    ("sage", "/agency/people/"),
    ("sage", "/agency/people/{ada}/hand-over/"),
    ("sage", "/agency/spending/"),
    ("sage", "/agency/spending/?year={last}"),
    ("sage", "/agency/export/"),
    ("sage", "/people/team"),
    ("ada", "/account/notices"),
    ("ada", "/resources/"),
    ("ada", "/resources/?category=food"),
    ("ada", "/resources/needs"),
    ("ada", "/requests/{over}/exception/"),
    ("ada", "/requests/{draft}/exception/"),
    ("ada", "/requests/{asked}/exception/"),
    ("ada", "/requests/{stay}/lines/1/more-nights/"),
    ("ada", "/requests/{stay}/lines/1/used/"),
)
FORMS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("sage", "/agency/people/{ada}/hand-over/", {}),
    ("ada", "/account/notices", {"pace": "at_once", "daily_hour": "8", "quiet_from": "3"}),
    ("ada", "/account/notices", {}),
    ("ada", "/requests/{over}/exception/", {}),
    ("ada", "/requests/{stay}/lines/1/more-nights/", {"nights": "90"}),
    ("ada", "/requests/{stay}/lines/1/more-nights/", {}),
    ("ada", "/requests/{stay}/lines/1/used/", {"used": "3"}),
)


def _address(address: str, requests: dict[str, Application], ada: User) -> str:
    names = {key: row.reference for key, row in requests.items()}
    return address.format(**names, ada=ada.reference, last=clock.today().year - 1)


@pytest.mark.parametrize(("who", "address"), PAGES)
def test_no_english_on_a_page(
    who: str,
    address: str,
    requests: dict[str, Application],
    signed_in: Callable[[User], Client],
    ada: User,
    sage: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = signed_in({"ada": ada, "sage": sage}[who])
    mark_what_is_translated(monkeypatch)
    page = browser.get(_address(address, requests, ada))
    assert page.status_code == 200
    assert untranslated(page.content.decode()) == []


@pytest.mark.parametrize(("who", "address", "typed"), FORMS)
def test_no_english_where_an_answer_is_missing(
    who: str,
    address: str,
    typed: dict[str, str],
    requests: dict[str, Application],
    signed_in: Callable[[User], Client],
    ada: User,
    sage: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = signed_in({"ada": ada, "sage": sage}[who])
    mark_what_is_translated(monkeypatch)
    page = browser.post(_address(address, requests, ada), typed)
    assert page.status_code == 422
    assert untranslated(page.content.decode()) == []


def test_the_words_of_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    mark_what_is_translated(monkeypatch)
    with translation.override("es"):
        said = words.message(["KX7-204", "D-12", "KX7-205"], daily=False, once="1")
    for text in (said.subject, said.text, said.brief):
        assert untranslated(text.replace("http://127.0.0.1:8000", "")) == []


def test_the_words_of_a_stay(
    requests: dict[str, Application], monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_what_is_translated(monkeypatch)
    (row,) = stays_of(needs_of(requests["stay"]))
    assert row.words.startswith(OPEN) and row.words.endswith(CLOSE)
