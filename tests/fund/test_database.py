"""The tests' own database: the application's role in it is as bound as in production."""

import threading

import pytest
from django.db import connection, connections
from django.db.utils import ProgrammingError

from fund.models import FundPolicy, Region


@pytest.mark.django_db
def test_tests_run_as_the_applications_ordinary_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("fund_app",)
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
            cursor.execute("TRUNCATE fund_agency")


def test_both_aliases_are_on_one_test_database(db: None) -> None:
    names = {connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    assert len(names) == 1
    assert names.pop().startswith("test_fund_")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_committed_row_is_gone_for_the_next_test(turn: int) -> None:
    policies = FundPolicy.objects.count()
    assert policies > 0, "the rows that migrations made are gone"
    assert not Region.objects.filter(name="Left over").exists()
    other = threading.Thread(target=_make_region)
    other.start()
    other.join()
    assert Region.objects.filter(name="Left over").exists()


def _make_region() -> None:
    Region.objects.create(name="Left over")
    connection.close()
