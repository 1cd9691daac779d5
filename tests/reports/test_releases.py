"""Two people release a quarter once; what is out is frozen; nothing small can be found in it."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from fund import books
from fund.models import AuditEvent, NeedCategory, User
from reports import actions
from reports.actions import ReportRefused
from reports.models import DonorReport, Release, ReleasedTable, ReleaseState
from reports.quarters import Quarter
from tests.reports.conftest import Settle

pytestmark = pytest.mark.django_db


def fails(sql: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_report_reconciles_to_the_cent_with_what_was_settled(
    a_usual_quarter: Quarter, finn: User
) -> None:
    release = actions.prepare(a_usual_quarter, actor=finn)
    public = release.public()
    assert release.returned_cents == 500_00
    assert public.cents == release.paid_cents - release.returned_cents
    for table in public.tables:
        lines = [*table.rows, *([table.combined] if table.combined else [])]
        assert sum(line.cents for line in lines) == public.cents
        assert sum(line.households for line in lines) == public.households == 65


def test_regions_with_too_few_households_share_a_row(a_usual_quarter: Quarter, finn: User) -> None:
    region = actions.prepare(a_usual_quarter, actor=finn).public().tables[1]
    assert [row.label for row in region.rows] == ["Portland", "Augusta-Waterville"]
    assert region.covered == ("Bangor", "Lewiston-Auburn")


def test_fewer_households_than_the_threshold_give_dollars_only(
    settle: Settle, closed_quarter: Quarter, finn: User
) -> None:
    settle(10)
    release = actions.prepare(closed_quarter, actor=finn)
    assert release.households is None
    assert release.cents == 2500_00
    assert not any(table.rows or table.combined for table in release.public().tables)


def test_no_breakdown_where_no_safe_one_exists(
    settle: Settle, closed_quarter: Quarter, finn: User
) -> None:
    settle(5)
    settle(25, region="Bangor", category=NeedCategory.LEGAL)
    public = actions.prepare(closed_quarter, actor=finn).public()
    assert public.households == 30
    assert not any(table.rows or table.combined for table in public.tables)


def test_a_quarter_with_an_open_month_is_not_reported(finn: User) -> None:
    for month in (1, 2, 3):
        books.period_of(date(2026, month, 1))
    for month in (1, 2):
        books.close_period(date(2026, month, 1), actor=finn)
    with pytest.raises(ReportRefused, match="still open"):
        actions.prepare(Quarter(2026, 1), actor=finn)


def test_a_quarter_without_payments_is_not_reported(closed_quarter: Quarter, finn: User) -> None:
    with pytest.raises(ReportRefused, match="nothing to report"):
        actions.prepare(closed_quarter, actor=finn)


def test_whoever_prepared_a_report_may_not_publish_it(a_usual_quarter: Quarter, finn: User) -> None:
    release = actions.prepare(a_usual_quarter, actor=finn)
    with pytest.raises(ReportRefused, match="another person"):
        actions.publish(release.pk, actor=finn)
    fails(
        "UPDATE reports_release SET state = 'published', published_at = now(),"
        f" published_by_id = {finn.pk} WHERE id = {release.pk}"
    )


def test_a_second_person_publishes_and_both_acts_are_on_record(
    a_usual_quarter: Quarter, finn: User, rosa: User
) -> None:
    release = actions.publish(actions.prepare(a_usual_quarter, actor=finn).pk, actor=rosa)
    assert release.state == ReleaseState.PUBLISHED
    assert bytes(release.report.pdf).startswith(b"%PDF-1.7")
    acts = AuditEvent.objects.filter(subject="report-2026-q1").order_by("id")
    assert [(event.act, event.actor) for event in acts] == [
        ("report.prepare", finn),
        ("report.publish", rosa),
    ]
    assert acts[1].facts["fingerprint"] == release.fingerprint
    assert acts[1].facts["worlds_checked"] > 0


def test_a_report_is_published_once(a_usual_quarter: Quarter, finn: User, rosa: User) -> None:
    release = actions.publish(actions.prepare(a_usual_quarter, actor=finn).pk, actor=rosa)
    with pytest.raises(ReportRefused, match="not waiting"):
        actions.publish(release.pk, actor=rosa)
    with pytest.raises(ReportRefused, match="published before"):
        actions.prepare(a_usual_quarter, actor=finn)


def test_a_withdrawn_quarter_is_never_published_again(
    a_usual_quarter: Quarter, finn: User, rosa: User
) -> None:
    release = actions.publish(actions.prepare(a_usual_quarter, actor=finn).pk, actor=rosa)
    actions.withdraw(release.pk, reason="A region was wrong.", actor=rosa)
    with pytest.raises(ReportRefused, match="published before"):
        actions.prepare(a_usual_quarter, actor=finn)


def test_a_report_that_nobody_saw_may_be_prepared_afresh(
    a_usual_quarter: Quarter, finn: User
) -> None:
    first = actions.prepare(a_usual_quarter, actor=finn)
    with pytest.raises(ReportRefused, match="already waiting"):
        actions.prepare(a_usual_quarter, actor=finn)
    actions.withdraw(first.pk, reason="Prepared too early.", actor=finn)
    assert actions.prepare(a_usual_quarter, actor=finn).pk != first.pk


def test_a_withdrawal_says_why(a_usual_quarter: Quarter, finn: User) -> None:
    release = actions.prepare(a_usual_quarter, actor=finn)
    with pytest.raises(ReportRefused, match="Say why"):
        actions.withdraw(release.pk, reason="  ", actor=finn)
    fails(f"UPDATE reports_release SET state = 'withdrawn' WHERE id = {release.pk}")


def test_books_that_changed_since_stop_the_report(
    a_usual_quarter: Quarter, settle: Settle, finn: User, rosa: User
) -> None:
    release = actions.prepare(a_usual_quarter, actor=finn)
    settle(1)
    with pytest.raises(ReportRefused, match="The books, or who agreed"):
        actions.publish(release.pk, actor=rosa)


def test_rows_that_do_not_carry_the_fingerprint_stop_the_report(
    a_usual_quarter: Quarter, finn: User, rosa: User
) -> None:
    release = actions.prepare(a_usual_quarter, actor=finn)
    content: dict[str, object] = {"name": "region", "rows": [], "combined": None, "covered": []}
    ReleasedTable.objects.create(release=release, position=2, content=content)
    with pytest.raises(ReportRefused, match="were changed"):
        actions.publish(release.pk, actor=rosa)
    assert not DonorReport.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reports_release SET paid_cents = paid_cents + 1",
        "UPDATE reports_release SET households = 70",
        "UPDATE reports_release SET state = 'prepared', published_at = NULL,"
        " published_by_id = NULL",
        "UPDATE reports_release SET published_at = now()",
        "DELETE FROM reports_release",
        "UPDATE reports_releasedtable SET content = '{}'",
        "DELETE FROM reports_releasedtable",
        "UPDATE reports_donorreport SET pdf = ''",
        "DELETE FROM reports_donorreport",
        "INSERT INTO reports_releasedtable (release_id, position, content)"
        " SELECT id, 9, '{}' FROM reports_release",
    ],
)
def test_what_is_out_is_frozen_in_the_database_itself(
    change: str, a_usual_quarter: Quarter, finn: User, rosa: User
) -> None:
    actions.publish(actions.prepare(a_usual_quarter, actor=finn).pk, actor=rosa)
    fails(change)


def test_figures_are_fixed_from_the_moment_they_are_prepared(
    a_usual_quarter: Quarter, finn: User
) -> None:
    actions.prepare(a_usual_quarter, actor=finn)
    fails("UPDATE reports_release SET returned_cents = 0")
    assert Release.objects.get().returned_cents == 500_00
