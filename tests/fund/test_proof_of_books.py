"""`manage.py verify` finds what somebody did to the books past every trigger."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from fund import books
from fund.models import Fund, Gift, JournalEntry, Posting, User
from fund.proof import ledger
from tests.database import Tamper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gift(general: Fund, give: Callable[..., Gift]) -> Gift:
    return give(general, 500_00)


def test_books_that_nobody_touched_hold(gift: Gift, finn: User) -> None:
    with transaction.atomic():
        books.reverse(gift.entry, dated_on=date(2026, 1, 6), by=finn)
    assert ledger.prove().broken == ""
    assert ledger.prove().what.startswith("Books: 2 entries")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE fund_posting SET amount_cents = 1 WHERE amount_cents > 0", "does not balance"),
        ("UPDATE fund_posting SET amount_cents = amount_cents * 2", "is not what its entry says"),
        ("DELETE FROM fund_posting WHERE amount_cents < 0", "fewer than two sides"),
        ("DELETE FROM fund_journalentry", "stands without its entry"),
        ("UPDATE fund_gift SET amount_cents = 1", "is not what its entry says"),
        ("DELETE FROM fund_posting", "fewer than two sides"),
    ],
)
def test_a_change_of_the_books_is_found(
    gift: Gift, tamper: Tamper, statement: str, words: str
) -> None:
    tamper(statement)
    assert words in ledger.prove().broken


def test_a_reversal_that_takes_back_something_else_is_found(
    gift: Gift, finn: User, tamper: Tamper
) -> None:
    with transaction.atomic():
        back = books.reverse(gift.entry, dated_on=date(2026, 1, 6), by=finn)
    tamper(f"UPDATE fund_posting SET amount_cents = amount_cents * 2 WHERE entry_id = {back.pk}")
    assert "does not undo" in ledger.prove().broken


def test_a_fund_that_has_reserved_more_than_it_has_is_found(
    gift: Gift, general: Fund, tamper: Tamper
) -> None:
    with transaction.atomic():
        books.encumber(key="a", subject="A-1", funds={general: 400_00})
    assert ledger.prove().broken == ""
    tamper("UPDATE fund_encumbrance SET amount_cents = 70000")
    assert "has reserved $200.00 more than it has" in ledger.prove().broken
    assert JournalEntry.objects.count() == 1
    assert Posting.objects.count() == 2
