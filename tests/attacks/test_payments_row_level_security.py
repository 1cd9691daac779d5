"""Payments, payees and bank lines are for those who pay and for the auditor, whatever is asked."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from disbursements.models import CheckNumber, Disbursement, PayoutMethod
from fund import tenancy
from fund.models import User

pytestmark = pytest.mark.django_db

TABLES = sorted(model._meta.db_table for model in apps.get_app_config("disbursements").get_models())


def seen() -> set[str]:
    """The tables of which whoever acts sees a row."""
    found = set()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(table)})")
            if cursor.fetchone()[0]:
                found.add(table.removeprefix("disbursements_"))
    return found


@pytest.fixture
def payment(prepare: Callable[[], Disbursement]) -> Disbursement:
    return prepare()


@pytest.mark.parametrize("table", TABLES)
def test_it_is_forced_on_every_table(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table]
        )
        assert cursor.fetchone() == (True, True)


def test_those_who_pay_and_the_auditor_see_payments(
    payment: Disbursement, finn: User, rosa: User, audra: User
) -> None:
    for person in (finn, rosa, audra):
        with tenancy.acting(person.pk):
            assert seen() >= {"disbursement", "payoutmethod", "checknumber"}


@pytest.mark.parametrize("name", ["ada", "alma", "cora", "abel", "dana"])
def test_nobody_else_sees_one(
    payment: Disbursement, name: str, request: pytest.FixtureRequest
) -> None:
    stranger: User = request.getfixturevalue(name)
    with tenancy.acting(stranger.pk):
        assert seen() == set()
    with tenancy.acting(None):
        assert seen() == set()


def test_the_auditor_and_the_committee_change_nothing(
    payment: Disbursement, audra: User, cora: User
) -> None:
    for person in (audra, cora):
        with tenancy.acting(person.pk):
            assert Disbursement.objects.update(reason="mine") == 0
            assert PayoutMethod.objects.update(remit_name="mine") == 0
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                CheckNumber.objects.create(next_number=1)
