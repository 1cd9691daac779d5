"""Whoever takes over the web process works as `fund_app`: what the books promise still holds."""

from datetime import date

import pytest
from django.db import Error, connection, transaction

from disbursements.actions.schedule import schedule
from disbursements.models import PayoutMethod
from disbursements.states import RailName
from fund import books
from fund.models import FundPolicy, Period, User, Vendor
from tests.disbursements.requests_cast import Approve

pytestmark = pytest.mark.django_db


def refused(sql: str) -> None:
    """The database itself says no to this statement."""
    with pytest.raises(Error), transaction.atomic():
        connection.cursor().execute(sql)


@pytest.fixture
def closed(finn: User) -> Period:
    books.period_of(date(2026, 1, 1))
    return books.close_period(date(2026, 1, 1), actor=finn)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE fund_period SET closed_at = NULL, closed_by_id = NULL",
        "UPDATE fund_period SET starts_on = '1926-01-01', ends_on = '1926-01-31'",
        "DELETE FROM fund_period",
    ],
)
def test_a_closed_month_is_not_opened_moved_or_taken_away(closed: Period, sql: str) -> None:
    refused(f"{sql} WHERE id = {closed.pk}")


def test_a_version_of_the_policy_is_never_edited_or_taken_away(db: None) -> None:
    assert FundPolicy.objects.exists()
    refused("UPDATE fund_fundpolicy SET cap_application_cents = 1")
    refused("DELETE FROM fund_fundpolicy")


def test_roles_and_reservations_leave_their_rows_behind(ada: User, approve: Approve) -> None:
    approve()
    refused("DELETE FROM fund_rolegrant")
    refused("DELETE FROM fund_encumbrance")


def test_a_prepared_payment_is_not_led_to_another_payee(
    approve: Approve, finn: User, motel: Vendor
) -> None:
    method = PayoutMethod.objects.get(vendor=motel, rail=RailName.CHECK)
    schedule(approve().pk, method.pk, actor=finn)
    refused("UPDATE disbursements_payoutmethod SET remit_name = 'Mallory'")
    refused("UPDATE disbursements_payoutmethod SET remit_address = '1 Back Lane'")
    refused("UPDATE disbursements_payoutmethod SET stripe_recipient = 'acct_mallory'")
    refused("DELETE FROM disbursements_payoutmethod")


@pytest.mark.parametrize(
    "sql",
    [
        "SET ROLE fund_owner",
        "SET session_replication_role = replica",
        "ALTER TABLE fund_period DISABLE TRIGGER ALL",
        "CREATE TABLE copied (words text)",
        "CREATE TEMPORARY TABLE copied (words text)",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_application_has_no_way_to_more_power(db: None, sql: str) -> None:
    with pytest.raises(Error, match=r"denied|owner"), transaction.atomic():
        connection.cursor().execute(sql)
