"""What PostgreSQL itself refuses, whoever asks: the application's role and the tables' owner."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from fund import books, clock
from fund.books import BooksError, NotEnoughMoney, Side
from fund.models import Account, Encumbrance, Fund, Gift, JournalEntry, Period, Posting, User

DAY = date(2026, 3, 4)
APPEND_ONLY = ("fund_journalentry", "fund_posting", "fund_gift", "fund_auditevent")
Give = Callable[..., Gift]

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(params=["default", "owner"])
def role(request: pytest.FixtureRequest) -> Iterator[str]:
    """The alias of the application's role, then the alias of the tables' owner."""
    yield request.param
    connections[request.param].close()


@pytest.fixture
def second(db: None) -> Fund:
    return Fund.objects.create(code="second", name="Second fund")


def write(
    role: str, *sides: tuple[str, Fund, int], dated_on: date = DAY, key: str = "raw"
) -> JournalEntry:
    """Write an entry past `fund.books`, as a bug or an intruder would, and commit."""
    books.period_of(dated_on)
    accounts = dict(Account.objects.values_list("code", "pk"))
    with transaction.atomic(using=role):
        entry: JournalEntry = JournalEntry.objects.using(role).create(
            key=key, dated_on=dated_on, kind="test", subject="T"
        )
        for code, fund, cents in sides:
            Posting.objects.using(role).create(
                entry=entry, account_id=accounts[code], fund_id=fund.pk, amount_cents=cents
            )
    return entry


def test_a_balanced_entry_is_kept(role: str, general: Fund) -> None:
    entry = write(role, ("1000", general, 500), ("4000", general, -500))
    assert entry.postings.count() == 2


def test_an_unbalanced_entry_is_refused_at_commit(role: str, general: Fund) -> None:
    with pytest.raises(IntegrityError, match="does not balance"):
        write(role, ("1000", general, 500), ("4000", general, -499))
    assert not JournalEntry.objects.exists()


def test_an_entry_must_balance_in_each_fund(role: str, general: Fund, second: Fund) -> None:
    with pytest.raises(IntegrityError, match="does not balance in fund"):
        write(role, ("1000", general, 500), ("4000", second, -500))


def test_an_empty_entry_is_refused_at_commit(role: str, general: Fund) -> None:
    with pytest.raises(IntegrityError, match="is empty"):
        write(role)


def test_a_posting_of_nothing_is_refused(role: str, general: Fund) -> None:
    with pytest.raises(IntegrityError, match="posting_is_not_zero"):
        write(role, ("1000", general, 0), ("4000", general, 0))


def test_nothing_is_posted_to_an_entry_after_its_commit(role: str, general: Fund) -> None:
    entry = write(role, ("1000", general, 500), ("4000", general, -500))
    account = Account.objects.get(code="1000")
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic(using=role):
        for cents in (100, -100):
            Posting.objects.using(role).create(
                entry_id=entry.pk, account_id=account.pk, fund_id=general.pk, amount_cents=cents
            )


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_books_and_the_trail_only_grow(
    role: str, table: str, statement: str, general: Fund, give: Give
) -> None:
    give(general, 500)
    with pytest.raises(DatabaseError, match=r"append-only|permission denied"):
        connections[role].cursor().execute(statement.format(table))
    assert connection.cursor().execute(f"SELECT 1 FROM {table}").fetchone()


def test_the_application_may_not_switch_the_triggers_off(general: Fund) -> None:
    for attempt in (
        "ALTER TABLE fund_posting DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TRIGGER posting_is_forever ON fund_posting",
    ):
        with pytest.raises(DatabaseError, match=r"must be owner|permission denied"):
            connection.cursor().execute(attempt)


def test_a_closed_month_takes_no_entry(role: str, general: Fund, finn: User) -> None:
    books.period_of(DAY)
    books.close_period(DAY.replace(day=1), actor=finn)
    with pytest.raises(IntegrityError, match="is closed"):
        write(role, ("1000", general, 500), ("4000", general, -500))


def test_a_day_that_no_period_holds_takes_no_entry(role: str, general: Fund) -> None:
    with pytest.raises(IntegrityError, match="no period holds"), transaction.atomic(using=role):
        JournalEntry.objects.using(role).create(
            key="raw", dated_on=date(2031, 5, 1), kind="test", subject="T"
        )


def test_a_month_is_not_closed_while_an_entry_is_being_written_into_it(
    general: Fund, finn: User
) -> None:
    """The writer's FOR SHARE holds the closer back until the entry has been committed."""
    books.period_of(DAY)
    written, closed = threading.Event(), threading.Event()

    def close() -> None:
        written.wait(10)
        books.close_period(DAY.replace(day=1), actor=finn)
        closed.set()
        connection.close()

    closer = threading.Thread(target=close)
    closer.start()
    with transaction.atomic():
        books.post(
            "slow",
            kind="test",
            subject="T",
            dated_on=DAY,
            sides=[Side("1000", general, 5), Side("4000", general, -5)],
            by=finn,
        )
        written.set()
        assert not closed.wait(0.3)
    closer.join()
    assert Period.objects.get(starts_on=DAY.replace(day=1)).closed_at is not None
    assert JournalEntry.objects.filter(key="slow").exists()


def test_one_key_is_one_entry(general: Fund, finn: User) -> None:
    def post() -> JournalEntry:
        with transaction.atomic():
            return books.post(
                "once",
                kind="test",
                subject="T",
                dated_on=DAY,
                sides=[Side("1000", general, 5), Side("4000", general, -5)],
                by=finn,
            )

    assert post() == post()
    with pytest.raises(IntegrityError, match="key"):
        write("default", ("1000", general, 500), ("4000", general, -500), key="once")


def test_an_entry_is_taken_back_only_once(role: str, general: Fund, finn: User) -> None:
    entry = write("default", ("1000", general, 500), ("4000", general, -500))
    with transaction.atomic():
        books.reverse(entry, dated_on=DAY, by=finn)
    with pytest.raises(IntegrityError, match="reverses"):
        JournalEntry.objects.using(role).create(
            key="again", dated_on=DAY, kind="test", subject="T", reverses_id=entry.pk
        )


def test_the_books_say_in_words_what_they_refuse(general: Fund, finn: User) -> None:
    sides = [Side("1000", general, 5), Side("4000", general, -4)]
    with pytest.raises(BooksError, match="not equal"), transaction.atomic():
        books.post("bad", kind="test", subject="T", dated_on=DAY, sides=sides, by=finn)
    books.period_of(DAY)
    books.close_period(DAY.replace(day=1), actor=finn)
    even = [Side("1000", general, 5), Side("4000", general, -5)]
    with pytest.raises(BooksError, match="March 2026 is closed"), transaction.atomic():
        books.post("late", kind="test", subject="T", dated_on=DAY, sides=even, by=finn)


def test_two_committees_that_spend_one_fund_at_once_are_served_one_after_the_other(
    general: Fund, give: Give
) -> None:
    give(general, 500_00)
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def reserve(key: str) -> None:
        try:
            start.wait()
            with transaction.atomic():
                books.encumber(key=key, subject=key, funds={general: 300_00})
            outcomes.append("reserved")
        except NotEnoughMoney:
            outcomes.append("not enough")
        finally:
            connection.close()

    threads = [threading.Thread(target=reserve, args=(key,)) for key in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["not enough", "reserved"]
    assert books.available_cents(general) == 200_00


def test_the_same_reservation_asked_twice_is_one(general: Fund, give: Give) -> None:
    give(general, 500_00)
    for _ in range(2):
        with transaction.atomic():
            books.encumber(key="a", subject="a", funds={general: 300_00})
    assert Encumbrance.objects.count() == 1


def test_a_reservation_ends_once(general: Fund, give: Give) -> None:
    give(general, 500_00)
    with transaction.atomic():
        books.encumber(key="a", subject="a", funds={general: 300_00})
    with clock.at(datetime(2026, 3, 5, tzinfo=UTC)):
        books.liquidate("a")
    books.release("a")
    kept = Encumbrance.objects.get()
    assert (kept.state, kept.ended_at) == ("liquidated", datetime(2026, 3, 5, tzinfo=UTC))
    with pytest.raises(IntegrityError, match="ended_encumbrance_has_when"):
        Encumbrance.objects.update(state="open")
