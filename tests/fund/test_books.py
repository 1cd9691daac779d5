"""What finance does to the books by hand, on the pages and beneath them."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from fund import books, clock, finance
from fund.books import BooksError
from fund.finance import NewFund, NewGift, NewTransfer
from fund.models import (
    AuditEvent,
    CategoryGroup,
    Donor,
    Fund,
    Gift,
    JournalEntry,
    NeedCategory,
    Region,
    User,
)
from fund.web.books.queries import restriction_words, trial_balance_on

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
Give = Callable[..., Gift]
DAY = date(2026, 3, 4)


@pytest.fixture
def winter(portland: Region) -> Fund:
    """A restricted fund: shelter, in Portland, this year."""
    return Fund.objects.create(
        code="winter",
        name="Winter nights",
        is_restricted=True,
        purpose_group=CategoryGroup.HOUSING,
        region=portland,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
    )


def pay(fund: Fund, cents: int, reference: str = "D-2ABCDEF3", on: date = DAY) -> JournalEntry:
    return books.payment(
        reference=reference,
        funds={fund: cents},
        category=NeedCategory.MOTEL,
        dated_on=on,
        cash=books.CHECKING,
        by=None,
    )


def sides(entry: JournalEntry) -> dict[str, int]:
    return dict(entry.postings.values_list("account__code", "amount_cents"))


def typed_gift(into: Fund, /, **given: Any) -> dict[str, Any]:
    """A gift as the form sends it."""
    first = {"new_donor": "Elm Fund", "fund": into.pk, "amount": "1,200.50", "_once": "a" * 32}
    return {**first, "received_on": clock.today().isoformat(), **given}


def test_a_gift_is_cash_and_revenue_of_its_class(general: Fund, winter: Fund, give: Give) -> None:
    assert sides(give(general, 500).entry) == {"1000": 500, "4000": -500}
    assert sides(give(winter, 500).entry) == {"1000": 500, "4100": -500}


def test_spending_a_restricted_gift_posts_its_release(winter: Fund, give: Give) -> None:
    """ASC 958-205-45-9: the restriction ends when the money is spent for its purpose."""
    give(winter, 500)
    assert sides(pay(winter, 200)) == {"5000": 200, "1000": -200, "4900": 200, "4910": -200}


def test_the_journal_shows_what_was_paid_not_the_release_beside_it(
    finn: User, winter: Fund, give: Give, signed_in: SignIn
) -> None:
    give(winter, 500_00)
    pay(winter, 285_00)
    rows = signed_in(finn).get("/funds/journal").context["rows"]
    assert [row.amount_cents for row in rows] == [285_00, 500_00]


def test_what_is_promised_is_not_free_and_what_is_paid_is_gone(general: Fund, give: Give) -> None:
    give(general, 1_000)
    with transaction.atomic():
        books.encumber(key="a", subject="a", funds={general: 300})
    assert (books.cash_cents(general), books.available_cents(general)) == (1_000, 700)
    pay(general, 300)
    books.liquidate("a")
    assert (books.cash_cents(general), books.available_cents(general)) == (700, 700)
    (balance,) = books.balances()
    assert (balance.spent_cents, balance.encumbered_cents) == (300, 0)


def test_the_trial_balance_of_any_day_agrees(general: Fund, winter: Fund, give: Give) -> None:
    give(general, 1_000, received_on=date(2026, 1, 5))
    give(winter, 500, received_on=date(2026, 2, 5))
    pay(winter, 200, on=date(2026, 3, 5))
    for day, total in ((date(2026, 1, 4), 0), (date(2026, 1, 5), 1_000), (date(2026, 2, 5), 1_500)):
        balance = trial_balance_on(day)
        assert balance.agrees
        assert balance.debit_cents == total
    with_payment = trial_balance_on(date(2026, 3, 5))
    assert with_payment.agrees
    assert [s.debit_cents for s in with_payment.sides if s.account.startswith("1000")] == [1_300]


def test_a_fund_says_in_words_what_it_may_pay_for(general: Fund, winter: Fund) -> None:
    assert restriction_words(general) == "Anything the policy allows."
    assert restriction_words(winter) == (
        "Only shelter and housing in the Portland region"
        " from January 1, 2026 until December 31, 2026."
    )


def test_a_donors_rule_makes_a_fund_restricted(finn: User, portland: Region) -> None:
    assert not finance.add_fund(NewFund("open", "Open"), actor=finn).is_restricted
    made = finance.add_fund(NewFund("local", "Local", region_id=portland.pk), actor=finn)
    assert made.is_restricted
    assert finance.add_fund(NewFund("open", "Open"), actor=finn).pk != made.pk
    with pytest.raises(BooksError, match="belongs to Open"):
        finance.add_fund(NewFund("open", "Another"), actor=finn)
    assert AuditEvent.objects.filter(act="books.add_fund").count() == 2


def test_a_gift_sent_twice_is_one_gift(finn: User, general: Fund, signed_in: SignIn) -> None:
    browser = signed_in(finn)
    for _ in range(2):
        assert browser.post("/funds/gift", typed_gift(general))["Location"] == "/funds/fund/general"
    gift = Gift.objects.get()
    assert (gift.amount_cents, gift.donor.name, gift.recorded_by) == (1_200_50, "Elm Fund", finn)
    assert AuditEvent.objects.filter(act="books.gift", subject=gift.reference).count() == 1
    assert Donor.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_gift_sent_twice_at_once_is_one_gift() -> None:
    from fund.roles import Role
    from tests.cast import person

    finn = person("Finn", Role.FINANCE_PREPARER)
    Fund.objects.create(code="general", name="General fund")
    start = threading.Barrier(2)
    made: list[int] = []

    def send() -> None:
        try:
            start.wait()
            new = NewGift("general", 500, DAY, new_donor="Elm Fund")
            made.append(finance.record_gift(new, once="k" * 32, actor=finn).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    assert Gift.objects.count() == Donor.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"amount": "-5"}, "Enter an amount above zero, without a minus sign"),
        ({"amount": "0"}, "Enter an amount above zero"),
        ({"amount": "12.345"}, "no more than two numbers after the point"),
        ({"amount": "1000000000000"}, "too large"),
        ({"received_on": "2999-01-01"}, "The day can’t be in the future"),
        ({"received_on": "0206-01-05"}, "Check the year"),
        ({"received_on": "2026-02-30"}, "Enter a date like 03/01/2026"),
        ({"received_on": "2025-01-05"}, "January 2025 is closed"),
        ({"new_donor": ""}, "Choose the donor, or enter the name of a new one"),
        ({"fund": ""}, "Choose an answer to “Into which fund?”"),
    ],
)
def test_a_wrong_gift_is_not_recorded_and_keeps_what_was_typed(
    finn: User, general: Fund, signed_in: SignIn, wrong: dict[str, Any], words: str
) -> None:
    books.period_of(date(2025, 1, 5))
    books.close_period(date(2025, 1, 1), actor=finn)
    page = signed_in(finn).post("/funds/gift", typed_gift(general, **wrong)).content.decode()
    assert words in page
    assert "There is a problem" in page
    assert 'value="1,200.50"' in page or "amount" in wrong
    assert not Gift.objects.exists()


def test_a_gift_is_taken_back_by_a_second_entry(
    finn: User, general: Fund, give: Give, signed_in: SignIn
) -> None:
    gift = give(general, 500, received_on=date(2026, 1, 5))
    browser, address = signed_in(finn), f"/funds/journal/{gift.entry_id}"
    assert "Take this gift back" in browser.get(address).content.decode()
    for _ in range(2):
        browser.post(f"{address}/take-back", {"dated_on": "2026-01-09"})
    reversal = JournalEntry.objects.get(reverses=gift.entry)
    assert (reversal.dated_on, sides(reversal)) == (date(2026, 1, 9), {"1000": -500, "4000": 500})
    assert books.available_cents(general) == 0
    page = browser.get(address).content.decode()
    assert "This entry was taken back" in page
    assert "Take this gift back" not in page
    assert AuditEvent.objects.filter(act="books.reverse_gift").count() == 1


def test_a_bounced_gift_that_was_promised_leaves_the_fund_short_and_says_so(
    finn: User, general: Fund, give: Give, signed_in: SignIn
) -> None:
    gift = give(general, 500)
    with transaction.atomic():
        books.encumber(key="a", subject="a", funds={general: 300})
    finance.reverse_gift(gift.entry_id, DAY, actor=finn)
    page = signed_in(finn).get("/funds/fund/general").content.decode()
    assert "It has promised $3.00 more than it holds." in page
    assert "Short" in signed_in(finn).get("/funds/").content.decode()


def test_only_a_gift_is_taken_back_by_hand(finn: User, general: Fund, give: Give) -> None:
    give(general, 500)
    with pytest.raises(BooksError, match="Only a gift"):
        finance.reverse_gift(pay(general, 100).pk, DAY, actor=finn)


def test_a_gift_is_not_taken_back_before_it_came(finn: User, general: Fund, give: Give) -> None:
    gift = give(general, 500, received_on=DAY)
    with pytest.raises(BooksError, match="before it came"):
        finance.reverse_gift(gift.entry_id, DAY - timedelta(days=1), actor=finn)


def test_cash_is_moved_once_and_never_more_than_there_is(
    finn: User, general: Fund, winter: Fund, give: Give
) -> None:
    give(general, 500)
    give(winter, 900)
    new = NewTransfer("general", books.CHECKING, books.STRIPE_BALANCE, 400, DAY)
    first = finance.transfer(new, once="k", actor=finn)
    assert finance.transfer(new, once="k", actor=finn) == first
    assert books.cash_cents(general, account=books.STRIPE_BALANCE) == 400
    assert books.available_cents(general) == 500
    with pytest.raises(BooksError, match=r"holds only \$1.00"):
        finance.transfer(new, once="k2", actor=finn)
    with pytest.raises(BooksError, match="two different cash accounts"):
        finance.transfer(NewTransfer("general", "1000", "5000", 1, DAY), once="k3", actor=finn)
    assert AuditEvent.objects.filter(act="books.transfer").count() == 1


def test_a_transfer_is_typed_on_a_page(
    finn: User, general: Fund, give: Give, signed_in: SignIn
) -> None:
    give(general, 500_00)
    browser, today = signed_in(finn), clock.today().isoformat()
    typed = {"fund": general.pk, "source": "1000", "target": "1000", "amount": "5", "_once": "k"}
    page = browser.post("/funds/transfer", {**typed, "dated_on": today}).content.decode()
    assert "Choose another account than the one above" in page
    browser.post("/funds/transfer", {**typed, "target": "1010", "dated_on": today})
    assert books.cash_cents(general, account=books.STRIPE_BALANCE) == 500


def test_who_only_reads_the_books_is_offered_no_way_to_change_them(
    audra: User, general: Fund, give: Give, signed_in: SignIn
) -> None:
    gift, browser = give(general, 500), signed_in(audra)
    assert "Record a gift" not in browser.get("/funds/").content.decode()
    page = browser.get(f"/funds/journal/{gift.entry_id}").content.decode()
    assert "Take this gift back" not in page
    assert "$5.00" in page


PAGES = ("/funds/", "/funds/fund/general", "/funds/journal", "/funds/balance", "/people/")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_costs_the_same_for_many_rows_as_for_few(
    address: str,
    finn: User,
    abel: User,
    general: Fund,
    give: Give,
    signed_in: SignIn,
    django_assert_num_queries: Any,
) -> None:
    from django.test.utils import CaptureQueriesContext

    browser = signed_in(abel if address == "/people/" else finn)

    def measure() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            size = len(browser.get(address).content)
        return len(queries), size

    add(60, general, give, start=0)
    few = measure()
    add(120, general, give, start=60)
    many = measure()
    assert many[0] == few[0] <= 15
    if address != "/funds/":  # every fund is on one page: a coalition has a handful
        assert many[1] < few[1] * 1.05


def add(number: int, general: Fund, give: Give, *, start: int) -> None:
    for place in range(start, start + number):
        give(general, 1_00 + place)
        if place % 20 == 0:
            Fund.objects.create(code=f"f{place}", name=f"Fund {place}")
        User.objects.create(email=f"p{place}@example.org", name=f"Person {place}", password="!")
