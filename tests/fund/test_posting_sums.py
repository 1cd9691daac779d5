"""What the journal comes to is added up once, and stays exact."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from fund import books
from fund.models import Fund, Gift, Posted, PostingSum
from fund.proof import ledger
from tests.database import Tamper


def pay(fund: Fund, cents: int, reference: str) -> None:
    sides = [
        books.Side("5000", fund, cents),
        books.Side(books.CHECKING, fund, -cents),
    ]
    books.post(
        reference,
        kind="payment",
        subject=reference,
        dated_on=date(2026, 11, 20),
        sides=sides,
        by=None,
    )


def figures() -> list[tuple[int, int, int]]:
    return [(b.cash_cents, b.available_cents, b.spent_cents) for b in books.balances()]


def test_balances_are_the_same_before_after_and_long_after_the_postings_are_gathered(
    money: Fund,
) -> None:
    pay(money, 100_00, "D-1")
    before = figures()
    books.gather()
    assert figures() == before and PostingSum.objects.exists()
    pay(money, 40_00, "D-2")
    later = figures()
    assert later[0][0] == before[0][0] - 40_00 and later[0][2] == before[0][2] + 40_00
    assert books.available_cents(money) == later[0][1]
    books.gather()
    books.gather()
    assert figures() == later


def test_what_is_gathered_is_not_read_again(money: Fund) -> None:
    pay(money, 100_00, "D-1")
    books.gather()
    assert Posted.objects.filter(id__lt=0).count() == 0
    pay(money, 40_00, "D-2")
    assert Posted.objects.filter(id__lt=0).count() == 2


def test_only_the_database_writes_a_sum(money: Fund) -> None:
    books.gather()
    for statement in ("UPDATE fund_postingsum SET amount_cents = 0", "DELETE FROM fund_postingsum"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_sum_that_somebody_changed_is_found(
    general: Fund, give: Callable[..., Gift], tamper: Tamper
) -> None:
    give(general, 500_00)
    books.gather()
    assert ledger.prove().broken == ""
    tamper("UPDATE fund_postingsum SET amount_cents = amount_cents + 1")
    assert "The sums of fund general" in ledger.prove().broken
