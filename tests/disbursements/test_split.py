"""One payment from several funds: one sum for the vendor, the books of each fund for itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.db.models import Sum

from disbursements.actions.money import book_return, reservation_key
from disbursements.actions.outcome import post_payment
from disbursements.actions.refunding import CameBack, refund
from disbursements.actions.release import release
from disbursements.actions.schedule import schedule
from disbursements.facts import settled_facts
from disbursements.models import Disbursement, PayoutMethod
from disbursements.queries.payment import find, page
from fund import books, clock
from fund.models import CategoryGroup, Encumbrance, Fund, Gift, JournalEntry, User
from fund.proof import ledger
from tests.lines import Approve, SignIn

pytestmark = pytest.mark.django_db

MAY_5 = date(2026, 5, 5)


@pytest.fixture(autouse=True)
def in_may() -> Iterator[None]:
    with clock.at(datetime(2026, 5, 9, 15, tzinfo=UTC)):
        yield


@pytest.fixture
def housing(give: Callable[..., Gift]) -> Fund:
    """A fund for shelter with $200."""
    fund = Fund.objects.create(
        code="housing", name="Housing", is_restricted=True, purpose_group=CategoryGroup.HOUSING
    )
    give(fund, 200_00)
    return fund


@pytest.fixture
def paid(payable: Approve, housing: Fund, finn: User, rosa: User) -> Disbursement:
    """$300.00 by a mailed check: $200.00 from the housing fund and $100.00 from the general one."""
    line = payable(300_00)
    method = PayoutMethod.objects.get(vendor=line.vendor, replaced_at=None)
    payment = release(schedule(line.pk, method.pk, actor=finn).pk, actor=rosa)
    with transaction.atomic():
        payment.claim()
        payment.accept(provider_reference=f"check-{payment.pk}", at=clock.now())
        payment.save()
        post_payment(payment, on=MAY_5, actor=rosa)
    return Disbursement.objects.get(pk=payment.pk)


def sides(kind: str) -> dict[tuple[str, str], int]:
    """Cents by fund and account of the one entry of this kind."""
    rows = JournalEntry.objects.get(kind=kind).postings.all()
    return {(row.fund.code, row.account.code): row.amount_cents for row in rows}


def cash(fund: Fund) -> int:
    return books.cash_cents(fund)


def test_the_vendor_gets_one_payment_and_each_fund_is_booked_for_itself(
    paid: Disbursement, housing: Fund, money: Fund
) -> None:
    assert Disbursement.objects.count() == 1 and paid.amount_cents == 300_00
    assert sides("payment") == {
        ("housing", "5000"): 200_00,
        ("housing", "1000"): -200_00,
        ("housing", "4900"): 200_00,
        ("housing", "4910"): -200_00,
        ("general", "5000"): 100_00,
        ("general", "1000"): -100_00,
    }
    assert (cash(housing), cash(money)) == (0, 9_900_00)
    assert not Encumbrance.objects.filter(state="open").exists()
    assert not ledger.prove().broken


def test_a_return_puts_every_share_back_and_reserves_it_again(
    paid: Disbursement, housing: Fund, money: Fund
) -> None:
    with transaction.atomic():
        paid.give_back(on=MAY_5, at=clock.now(), reason="Came back")
        paid.save()
        assert book_return(paid, by=None)
    assert (cash(housing), cash(money)) == (200_00, 10_000_00)
    key = reservation_key(paid.award_line)
    rows = Encumbrance.objects.filter(key=key, state="open").order_by("id")
    assert list(rows.values_list("fund__code", "amount_cents")) == [
        ("housing", 200_00),
        ("general", 100_00),
    ]
    assert not ledger.prove().broken


def test_a_return_that_one_fund_cannot_bear_reserves_nothing(
    paid: Disbursement, housing: Fund, money: Fund, finn: User
) -> None:
    """Its gift has bounced: the line has its money whole or not at all, so a person is called."""
    with transaction.atomic():
        books.reverse(Gift.objects.get(fund=housing).entry, dated_on=MAY_5, by=finn)
        paid.give_back(on=MAY_5, at=clock.now(), reason="Came back")
        paid.save()
        assert not book_return(paid, by=None)
    assert not Encumbrance.objects.filter(state="open").exists()
    assert books.available_cents(money) == 10_000_00


def test_a_refund_goes_to_both_funds_in_proportion(
    paid: Disbursement, housing: Fund, money: Fund, finn: User
) -> None:
    refund(paid.pk, CameBack(100_00, MAY_5), actor=finn)
    assert sides("refund") == {
        ("housing", "1000"): 66_67,
        ("housing", "5000"): -66_67,
        ("housing", "4910"): 66_67,
        ("housing", "4900"): -66_67,
        ("general", "1000"): 33_33,
        ("general", "5000"): -33_33,
    }
    assert not ledger.prove().broken


def test_the_facts_for_reports_are_those_of_the_books(paid: Disbursement, finn: User) -> None:
    refund(paid.pk, CameBack(100_00, MAY_5), actor=finn)
    facts = list(settled_facts(date(2026, 5, 1), date(2026, 6, 1)))
    spent: dict[str, int] = {}
    for fact in facts:
        spent[fact.fund] = spent.get(fact.fund, 0) + fact.cents
    expenses = books.Posting.objects.filter(account__kind="expense").order_by()
    booked = expenses.values_list("fund__code").annotate(Sum("amount_cents"))
    assert spent == dict(booked) == {"housing": 133_33, "general": 66_67}
    assert len({fact.household for fact in facts}) == 1


def test_its_page_and_the_list_name_both_funds(
    paid: Disbursement, finn: User, signed_in: SignIn
) -> None:
    found = find(paid.reference)
    assert found
    (funds,) = [fact for fact in page(found, finn).facts if fact["key"] == "Funds"]
    assert funds["value"] == "$200.00 from Housing\n$100.00 from General fund"
    browser = signed_in(finn)
    assert "Housing + General fund" in browser.get("/payments/").content.decode()
    assert len(browser.get("/payments/?fund=general").context["listing"].rows) == 1
    asked = browser.get(f"/payments/{paid.reference}/refund/").content.decode()
    assert "to each of them, in proportion to what it paid" in asked
