"""A supervisor's pages: her own agency's, and no other's."""

import csv
import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.template import engines
from django.test import Client
from django.utils import timezone, translation

from applications import actions, exports
from applications.models import Application, AwardLine
from applications.states import LineState, State
from fund import clock, tenancy, vault
from fund.models import Agency, AuditEvent, Fund, NeedCategory, RoleGrant, User, Vendor
from fund.roles import Role
from tests.applications.conftest import File
from tests.applications.desk import approve, sent_request
from tests.applications.test_pages_requests import copies, queries_of, text_of
from tests.cast import person

pytestmark = pytest.mark.django_db

PAGES = ("/agency/", "/agency/people/", "/agency/spending/", "/agency/export/")


@pytest.fixture
def desk(client: Client, sage: User) -> Client:
    client.force_login(sage)
    return client


@pytest.fixture
def abby(harbor: Agency) -> User:
    return person("Abby", Role.ADVOCATE, agency=harbor)


def at_hand_over(user: User) -> str:
    return f"/agency/people/{user.reference}/hand-over/"


def cards_of(response: Any) -> set[str]:
    return set(re.findall(r"/requests/([A-Z]{2}\d-\d{3})/", response.content.decode()))


# Who may


@pytest.mark.parametrize("path", PAGES)
def test_a_supervisor_sees_them_and_an_advocate_does_not(
    path: str, desk: Client, ada: User
) -> None:
    assert desk.get(path).status_code == 200
    desk.force_login(ada)
    assert desk.get(path).status_code == 403


def test_the_way_there_is_in_the_navigation(desk: Client) -> None:
    page = text_of(desk.get("/requests/"))
    assert 'href="/agency/">Agency</a>' in page
    assert all(f'href="{path}"' in text_of(desk.get("/agency/")) for path in PAGES)


def test_another_agencys_people_are_404(desk: Client, alma: User, cora: User) -> None:
    for stranger in (alma, cora):
        assert desk.get(at_hand_over(stranger)).status_code == 404
        assert desk.post(at_hand_over(stranger), {"to": stranger.reference}).status_code == 404


def test_nothing_of_another_agency_is_on_any_page(desk: Client, alma: User, motel: Vendor) -> None:
    foreign = sent_request(alma, motel, 432_10)
    for path in (*PAGES, f"/agency/?who={alma.reference}"):
        page = text_of(desk.get(path))
        assert foreign.reference not in page and "Alma" not in page and "432.10" not in page
    assert foreign.reference not in file_of(desk)


def test_an_agency_where_she_is_only_an_advocate_is_not_hers_to_lead(
    desk: Client, sage: User, northern: Agency, alma: User, motel: Vendor
) -> None:
    RoleGrant.objects.create(
        user=sage, role=Role.ADVOCATE, agency=northern, starts_on=clock.today()
    )
    seen = sent_request(alma, motel)
    assert seen.reference in text_of(desk.get("/requests/"))
    assert seen.reference not in text_of(desk.get("/agency/"))
    assert seen.reference not in file_of(desk)
    assert desk.get(at_hand_over(alma)).status_code == 404


def test_a_page_knows_every_variable_it_names(
    desk: Client, ada: User, cora: User, motel: Vendor, money: Fund, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(sent_request(ada, motel), cora)
    engine: Any = engines["django"]
    monkeypatch.setattr(engine.engine, "string_if_invalid", "UNKNOWN-VARIABLE")
    for path in (*PAGES, "/agency/?state=draft", at_hand_over(ada)):
        page = text_of(desk.get(path))
        assert "UNKNOWN-VARIABLE" not in page and page.count("<h1") == 1, path


# Requests


def test_the_list_can_be_cut_down_by_state_person_and_month(
    desk: Client, ada: User, abby: User, cora: User, motel: Vendor, money: Fund, file: File
) -> None:
    draft = file(send=False)
    with clock.at(datetime(2026, 1, 31, 23, 30, tzinfo=timezone.get_default_timezone())):
        january = sent_request(abby, motel)
    approved = approve(sent_request(ada, motel), cora)
    filters = {
        "": {draft, january, approved},
        "state=draft": {draft},
        "state=approved": {approved},
        "state=committee": {january},
        f"who={abby.reference}": {january},
        "month=2026-01": {january},
        f"who={ada.reference}&state=committee": set(),
        "state=nonsense&month=nonsense": {draft, january, approved},
        "who=%00": {draft, january, approved},
    }
    with clock.at(datetime(2026, 6, 1, tzinfo=UTC)):
        for asked, wanted in filters.items():
            found = cards_of(desk.get(f"/agency/?{asked}"))
            assert found == {one.reference for one in wanted}, asked


def test_the_list_costs_the_same_for_three_requests_as_for_three_hundred(
    desk: Client, ada: User, motel: Vendor
) -> None:
    for _each in range(3):
        sent_request(ada, motel)
    few = {path: queries_of(desk, path) for path in PAGES}
    copies(Application.objects.latest("id"), 297)
    assert {path: queries_of(desk, path) for path in PAGES} == few
    assert max(few.values()) <= 15
    assert len(desk.get("/agency/").content) < 60_000


def test_a_filter_stays_on_the_next_page(desk: Client, ada: User, motel: Vendor) -> None:
    copies(sent_request(ada, motel), 59)
    seen: list[str] = []
    link = "/agency/?state=committee"
    while link:
        page = desk.get(link).content.decode()
        seen += re.findall(r'row-title"><a href="/requests/([^/]+)/', page)
        older = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        assert not older or "state=committee" in older[1]
        link = f"/agency/{older[1].replace('&amp;', '&')}" if older else ""
    assert len(seen) == len(set(seen)) == 60


# People and handing over


def test_each_colleague_stands_with_what_she_has_in_hand(
    desk: Client, ada: User, abby: User, cora: User, motel: Vendor, money: Fund, file: File
) -> None:
    file(send=False)
    sent_request(ada, motel)
    approve(sent_request(ada, motel), cora)
    rows = {row.name: row for row in desk.get("/agency/people/").context["rows"]}
    assert list(rows) == ["Abby", "Ada", "Sage"]
    assert (rows["Ada"].drafts, rows["Ada"].undecided, rows["Ada"].approved) == (1, 1, 1)
    assert not rows["Abby"].has_some


def test_who_left_is_listed_for_as_long_as_she_has_something_in_hand(
    desk: Client, ada: User, abby: User, motel: Vendor
) -> None:
    request = sent_request(ada, motel)
    RoleGrant.objects.filter(user=ada).update(ends_on=clock.today().replace(year=2025))
    (row,) = (row for row in desk.get("/agency/people/").context["rows"] if row.name == "Ada")
    assert row.standing == "No longer here"
    desk.post(at_hand_over(ada), {"to": abby.reference})
    assert Application.objects.get(pk=request.pk).cared_for_by == abby
    names = [row.name for row in desk.get("/agency/people/").context["rows"]]
    assert names == ["Abby", "Sage"]


def test_handing_over_by_the_page(desk: Client, ada: User, abby: User, motel: Vendor) -> None:
    request = sent_request(ada, motel)
    page = text_of(desk.get(at_hand_over(ada)))
    assert "Abby" in page and "Sage" in page and "Alma" not in page
    assert f'value="{ada.reference}"' not in page
    done = text_of(desk.post(at_hand_over(ada), {"to": abby.reference}, follow=True))
    assert "Abby now looks after 1 request. Both are told." in done
    assert Application.objects.get(pk=request.pk).cared_for_by == abby


def test_a_hand_over_to_nobody_or_to_a_stranger_is_asked_again(
    desk: Client, ada: User, alma: User, abby: User, motel: Vendor
) -> None:
    request = sent_request(ada, motel)
    for to in ("", alma.reference, "nonsense"):
        response = desk.post(at_hand_over(ada), {"to": to})
        assert response.status_code == 422 and "There is a problem" in text_of(response)
    assert Application.objects.get(pk=request.pk).cared_for_by == ada


def test_nothing_in_hand_is_said(desk: Client, ada: User) -> None:
    assert "Nothing in hand" in text_of(desk.get(at_hand_over(ada)))


def test_with_nobody_else_there_the_page_says_whom_to_ask(
    desk: Client, sage: User, motel: Vendor
) -> None:
    sent_request(sage, motel)
    assert "Nobody else works here yet" in text_of(desk.get(at_hand_over(sage)))


# Spending


def pay(line: AwardLine, on: datetime) -> None:
    with transaction.atomic(), clock.at(on):
        actions.line_in_payment(line.pk)
        actions.line_paid(line.pk, on.date())


@pytest.fixture
def a_year(ada: User, alma: User, cora: User, motel: Vendor, money: Fund) -> None:
    """Approved in January and May, the first paid in May; another agency's beside it."""
    january, may = (datetime(2026, month, 15, 15, tzinfo=UTC) for month in (1, 5))
    for moment, by, cents, category in (
        (january, ada, 285_00, NeedCategory.MOTEL),
        (may, ada, 40_55, NeedCategory.FOOD),
        (may, ada, 60_00, NeedCategory.MOTEL),
        (may, alma, 199_00, NeedCategory.MOTEL),
    ):
        with clock.at(moment):
            approve(sent_request(by, motel, cents, category=category), cora)
    first, *_others, foreign = AwardLine.objects.order_by("pk")
    pay(first, may)
    pay(foreign, may)


def test_spending_by_month_and_by_kind_adds_up(desk: Client, a_year: None) -> None:
    found = desk.get("/agency/spending/?year=2026").context["spending"]
    months = [(row.label, row.approved_cents, row.paid_cents) for row in found.months]
    assert months == [("January", 285_00, 0), ("May", 100_55, 285_00)]
    kinds = {row.label: (row.approved_cents, row.paid_cents) for row in found.categories}
    assert kinds[NeedCategory.MOTEL.label] == (345_00, 285_00)
    assert kinds[NeedCategory.FOOD.label] == (40_55, 0)
    for rows in (found.months, found.categories):
        assert sum(row.approved_cents for row in rows) == found.total.approved_cents == 385_55
        assert sum(row.paid_cents for row in rows) == found.total.paid_cents == 285_00
    assert found.waiting_cents == 100_55


def test_a_payment_that_came_back_is_not_paid_and_a_cancelled_line_not_approved(
    desk: Client, a_year: None
) -> None:
    first, second, *_ = AwardLine.objects.order_by("pk")
    with transaction.atomic():
        actions.line_reopened(first.pk, clock.now())
    AwardLine.objects.filter(pk=second.pk).update(state=LineState.CANCELLED)
    found = desk.get("/agency/spending/?year=2026").context["spending"]
    assert (found.total.approved_cents, found.total.paid_cents) == (345_00, 0)


def test_the_last_evening_of_a_year_belongs_to_it(
    desk: Client, ada: User, cora: User, motel: Vendor, money: Fund
) -> None:
    with clock.at(datetime(2026, 1, 1, 3, tzinfo=UTC)):
        approve(sent_request(ada, motel, 50_00), cora)
    with clock.at(datetime(2026, 6, 1, tzinfo=UTC)):
        found = desk.get("/agency/spending/?year=2025").context["spending"]
        assert [row.label for row in found.months] == ["December"]
        assert desk.get("/agency/spending/?year=nonsense").context["spending"].year == 2026


def test_a_year_without_spending_says_so(desk: Client) -> None:
    assert "Nothing was approved or paid" in text_of(desk.get("/agency/spending/"))


# The file


def file_of(desk: Client, **form: str) -> str:
    response = desk.post("/agency/export/", form)
    assert response.status_code == 200, response["Location"]
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_file_has_a_row_for_each_line_and_none_of_its_words(
    desk: Client, ada: User, abby: User, motel: Vendor, sage: User
) -> None:
    sent = sent_request(ada, motel, 1285_00, 40_00, note="Quagga", pseudonym="Blue door")
    text = file_of(desk)
    first, second = rows_of(text)
    assert (first["Number"], first["Line"], second["Line"]) == (sent.reference, "1", "2")
    assert (first["Asked for"], first["Business"]) == ("1285.00", "Pine Tree Motel")
    assert (first["Filed by"], first["Looked after by"]) == ("Ada", "Ada")
    assert first["State"] == State.SUBMITTED.label
    for words in ("Quagga", "Blue door", "ACCT-77", exports.OWN_NAME):
        assert words not in text


def test_a_draft_without_lines_is_a_row_too(desk: Client, ada: User) -> None:
    desk.force_login(ada)
    desk.post("/requests/new/", {"lane": "urgent", "_once": "d" * 32})
    desk.force_login(User.objects.get(name="Sage"))
    (row,) = rows_of(file_of(desk))
    assert row["Number"] == Application.objects.get().reference and row["Line"] == ""


def test_that_it_left_is_on_the_trail_before_the_first_byte(
    desk: Client, sage: User, harbor: Agency
) -> None:
    desk.post("/agency/export/")
    event = AuditEvent.objects.get(act="agency.export")
    assert (event.subject, event.actor) == (f"agency {harbor.pk}", sage)
    assert event.facts == {"with_names": 0}


def test_own_names_go_along_only_if_ticked_and_each_is_recorded(
    desk: Client, ada: User, motel: Vendor, sage: User
) -> None:
    named = sent_request(ada, motel, pseudonym="Blue door", note="Quagga")
    sent_request(ada, motel)
    rows = rows_of(file_of(desk, with_names="on"))
    assert [row[exports.OWN_NAME] for row in rows] == ["Blue door", ""]
    assert "Quagga" not in str(rows)
    reads = AuditEvent.objects.filter(act="vault.read")
    assert [(read.subject, read.actor, read.facts) for read in reads] == [
        (named.reference, sage, {"opened": "pseudonym"})
    ]
    assert AuditEvent.objects.get(act="agency.export").facts == {"with_names": 1}


def test_without_the_tick_nothing_is_opened(desk: Client, ada: User, motel: Vendor) -> None:
    sent_request(ada, motel, pseudonym="Blue door")
    file_of(desk)
    assert not AuditEvent.objects.filter(act="vault.read").exists()


def test_a_name_that_cannot_be_opened_is_said_and_the_file_goes_on(
    desk: Client, ada: User, motel: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_request(ada, motel, pseudonym="Blue door")

    def away(*_what: object) -> bytes:
        raise vault.VaultUnavailable

    monkeypatch.setattr(vault, "unseal", away)
    (row,) = rows_of(file_of(desk, with_names="on"))
    assert row[exports.OWN_NAME] == exports.CLOSED_NOW


def test_no_cell_is_a_formula(desk: Client, ada: User, motel: Vendor) -> None:
    Vendor.objects.update(name='=HYPERLINK("http://evil.example","x")')
    sent_request(ada, motel, pseudonym="@SUM(A1)")
    (row,) = rows_of(file_of(desk, with_names="on"))
    assert row["Business"].startswith("'=") and row[exports.OWN_NAME] == "'@SUM(A1)"


def test_the_file_has_a_neutral_name_and_is_kept_by_no_cache(desk: Client, harbor: Agency) -> None:
    response = desk.post("/agency/export/")
    assert re.fullmatch(
        r'attachment; filename="figures-\d{4}-\d\d-\d\d\.csv"', response["Content-Disposition"]
    )
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "no-store"


def test_the_file_is_in_english_whatever_she_reads(ada: User, sage: User, motel: Vendor) -> None:
    sent_request(ada, motel, 85_00)
    with translation.override("es"):
        (row,) = rows_of("".join(exports.export(sage, with_names=False)))
    assert row["For"] == "Motel or emergency shelter"


def test_the_second_step_is_asked_for_again_when_it_was_long_ago(desk: Client, sage: User) -> None:
    session = desk.session
    session["account_authentication_methods"][0]["at"] = time.time() - 3600
    session.save()
    response = desk.post("/agency/export/")
    assert response.status_code == 302 and "reauthenticate" in response["Location"]
    assert not AuditEvent.objects.filter(act="agency.export").exists()


def test_it_is_made_in_pieces_and_nobody_acts_between_them(
    desk: Client, ada: User, sage: User, motel: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies(sent_request(ada, motel), 9)
    monkeypatch.setattr(exports, "PIECE", 4)
    pieces: Iterator[str] = exports.export(sage, with_names=False)
    before, counts = tenancy.current(), []
    for piece in pieces:
        assert tenancy.current() == before
        counts.append(piece.count("\n"))
    assert counts == [1, 4, 4, 2]


def test_the_file_is_the_agencys_own_by_the_database_too(
    sage: User, ada: User, alma: User, motel: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query that forgets its filter hands out nothing of another agency."""
    sent_request(alma, motel)
    own = sent_request(ada, motel)
    rows = type(Application.objects.all())
    monkeypatch.setattr(rows, "led_by", lambda self, user: self.all())
    with tenancy.acting(sage.pk):
        found = rows_of("".join(exports.export(sage, with_names=False)))
    assert {row["Number"] for row in found} == {own.reference}
