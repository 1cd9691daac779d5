"""Who did not agree to be counted is in no count and no row, and no page shows her."""

import ast
import re
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications import consents
from applications.models import Application, Consent
from disbursements.facts import settled_facts
from fund import clock
from fund.embedded.places import REPOSITORY
from fund.models import User
from reports import actions
from reports.actions import ReportRefused
from reports.disclosure.attack import attack
from reports.disclosure.rules import Cell, Public, Rules, Table
from reports.disclosure.suppress import protect
from reports.quarters import Quarter
from tests.reports.conftest import Settle, agree_to_be_counted

SMALL = Rules(threshold=3, known_cases=0)
FEBRUARY_3 = date(2026, 2, 3)
LABELS = "ABCD"


def counted(quarter: Quarter) -> int:
    facts = settled_facts(quarter.starts_on, quarter.next_starts_on)
    return len({fact.household for fact in facts if fact.counted})


def request_of(settle: Settle, *, is_counted: bool = False) -> Application:
    (payment,) = settle(1, counted=is_counted)
    application: Application = payment.award_line.award.application
    return application


@pytest.mark.django_db
def test_only_a_consent_that_held_on_the_day_of_the_payment_counts(
    closed_quarter: Quarter, settle: Settle, ada: User
) -> None:
    settle(1)
    agree_to_be_counted(request_of(settle), date(2026, 2, 4), by=ada)  # the day after
    agree_to_be_counted(request_of(settle), date(2025, 11, 1), by=ada)  # ended before
    request_of(settle)
    assert counted(closed_quarter) == 1


@pytest.mark.django_db
def test_revoked_since_it_counts_no_more(
    closed_quarter: Quarter, settle: Settle, ada: User
) -> None:
    application = request_of(settle, is_counted=True)
    assert counted(closed_quarter) == 1
    Consent.objects.filter(application=application).update(revoked_at=clock.now(), revoked_by=ada)
    assert counted(closed_quarter) == 0


@pytest.mark.django_db
def test_a_consent_to_something_else_counts_nobody(
    closed_quarter: Quarter, settle: Settle, ada: User
) -> None:
    application = request_of(settle)
    Consent.objects.create(
        application=application,
        purpose="story",
        scope="retold",
        given_on=FEBRUARY_3,
        ends_on=FEBRUARY_3,
        recorded_by=ada,
    )
    assert counted(closed_quarter) == 0


@pytest.mark.django_db
def test_the_money_of_those_not_counted_is_in_the_total_and_in_the_combined_row_only(
    a_usual_quarter: Quarter, settle: Settle, finn: User
) -> None:
    settle(2, region="Portland", cents=300_00, counted=False)
    settle(1, region="Bangor", cents=450_00, counted=False)
    release = actions.prepare(a_usual_quarter, actor=finn)
    public = release.public()
    assert public.households == 65
    assert public.cents == release.paid_cents - release.returned_cents
    with_rows = [table for table in public.tables if table.rows]
    assert with_rows, "a breakdown is still possible"
    for table in with_rows:
        assert table.combined
        lines = (*table.rows, table.combined)
        assert sum(row.cents for row in lines) == public.cents
        assert sum(row.households for row in lines) == 65
    regions = next(table for table in public.tables if table.name == "region")
    portland = next(row for row in regions.rows if row.label == "Portland")
    assert portland.cents == 16 * 285_00 + 9 * 64_50 + 3 * 120_25


@pytest.mark.django_db
def test_without_the_check_everybody_would_be_counted(
    a_usual_quarter: Quarter, settle: Settle, finn: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(3, counted=False)
    assert counted(a_usual_quarter) == 66, "65, and one whose payment came back"
    monkeypatch.setattr(consents, "held", lambda purpose, **_columns: _always())
    assert counted(a_usual_quarter) == 69


def _always() -> object:
    from django.db.models import Value

    return Value(True)


@pytest.mark.django_db
def test_a_report_is_prepared_again_if_somebody_took_it_back_meanwhile(
    a_usual_quarter: Quarter, settle: Settle, finn: User, rosa: User, ada: User
) -> None:
    application = request_of(settle, is_counted=True)
    release = actions.prepare(a_usual_quarter, actor=finn)
    Consent.objects.filter(application=application).update(revoked_at=clock.now(), revoked_by=ada)
    with pytest.raises(ReportRefused, match="who agreed to be counted"):
        actions.publish(release.pk, actor=rosa)


@pytest.mark.django_db
def test_what_was_published_is_not_recalled(
    a_usual_quarter: Quarter, settle: Settle, finn: User, rosa: User, ada: User
) -> None:
    application = request_of(settle, is_counted=True)
    release = actions.publish(actions.prepare(a_usual_quarter, actor=finn).pk, actor=rosa)
    before = release.public()
    Consent.objects.filter(application=application).update(revoked_at=clock.now(), revoked_by=ada)
    release.refresh_from_db()
    assert release.public() == before


def table(counts: tuple[int, ...], uncounted: tuple[int, ...], name: str = "region") -> Table:
    cells = (
        Cell(label, people, people * 100, (100,) * people)
        for label, people in zip(LABELS, counts, strict=False)
    )
    return Table(name, tuple(cells), uncounted)


def rerun(tables: tuple[Table, ...]) -> Public:
    return protect(tables, SMALL)


def test_no_page_of_a_small_table_shows_that_somebody_is_not_counted() -> None:
    """Each page with such money is also the page of a world in which everybody is counted."""
    broken_down = 0
    for counts, shares in product(product(range(6), repeat=3), ((100,), (250,), (100, 90))):
        public = rerun((table(counts, shares),))
        (found,) = public.tables
        verdict = attack(public, SMALL, rerun)
        assert verdict.holds, (counts, shares, verdict.findings)
        if not found.rows:
            continue
        broken_down += 1
        assert found.combined, "never a page that says where all money is"
        hidden, money = found.combined.households, found.combined.cents
        each, over = divmod(money, hidden)
        everybody = (each + over, *(each,) * (hidden - 1))
        world = [Cell(row.label, row.households, row.cents, (100,) * row.households)
                 for row in found.rows]  # fmt: skip
        world.append(Cell(found.covered[0], hidden, money, everybody))
        world += [Cell(label, 0, 0) for label in found.covered[1:]]
        assert rerun((Table("region", tuple(world)),)) == public
    assert broken_down > 20


def test_one_large_share_that_is_not_counted_may_not_be_read_off_the_combined_row() -> None:
    public = rerun((table((5, 4, 4), (100_000,)),))
    assert not public.tables[0].rows


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.integers(0, 9), min_size=4, max_size=4),
    st.lists(st.integers(-200, 900), max_size=4),
)
def test_what_is_not_counted_never_shows_apart(counts: list[int], uncounted: list[int]) -> None:
    true = table(tuple(counts), tuple(uncounted))
    public = rerun((true,))
    assert public.cents == true.cents
    (found,) = public.tables
    if found.rows and uncounted:
        assert found.combined is not None
        assert found.combined.cents == public.cents - sum(row.cents for row in found.rows)


def test_no_report_and_no_template_of_one_opens_sealed_words() -> None:
    """Nothing tells a story today. What does one day asks `consents.in_force(…, Purpose.STORY)`."""
    for path in (REPOSITORY / "reports").rglob("*.py"):
        names = {
            name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in [getattr(node, "module", "") or "", *(a.name for a in node.names)]
        }
        sealed = {
            n for n in names if "sealing" in n or "vault" in n or n in ("SealedText", "Message")
        }
        assert not sealed, path
    for folder in ("templates/reports", "templates/pdf"):
        for path in (REPOSITORY / folder).glob("*.html"):
            text = " ".join(re.findall(r"{[{%].*?[%}]}", path.read_text()))
            assert not any(word in text for word in ("{{ note", ".body", "pseudonym", "words.")), (
                path
            )
