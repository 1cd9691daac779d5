"""What reports may know: settled money by month, coarse, and nobody in it."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application
from disbursements import sending
from disbursements.actions.outcome import apply_settlement
from disbursements.facts import SettledFact, settled_facts
from disbursements.models import Disbursement
from fund.models import CategoryGroup, NeedCategory
from tests.cards import card_for
from tests.disbursements.requests_cast import Approve
from tests.disbursements.stripe_cast import Pay
from tests.disbursements.test_outcome import standing
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)

JULY, AUGUST, SEPTEMBER, OCTOBER = (date(2026, month, 1) for month in (7, 8, 9, 10))


@pytest.fixture
def settled(stripe: SandboxProcess, pay: Pay) -> Any:
    """A payment that posted on a day, and may have come back on another: settled(day, back)."""

    def payment(day: int, cents: int = 120_50, back: datetime | None = None, **kw: Any) -> Any:
        made = pay(cents, **kw)
        sending.send_one(made.pk)
        made = Disbursement.objects.get(pk=made.pk)
        posted = standing(made, at=datetime(2026, 7, day, 16, tzinfo=UTC))
        apply_settlement(made.pk, posted)
        if back:
            apply_settlement(made.pk, replace(posted, state="returned", at=back))
        return made

    return payment


def facts(since: date = JULY, until: date = OCTOBER) -> list[SettledFact]:
    return list(settled_facts(since, until))


def test_a_settled_payment_is_one_fact(settled: Any) -> None:
    settled(9)
    (fact,) = facts()
    expected = (JULY, "general", CategoryGroup.HOUSING.value, "Portland", 120_50)
    assert (fact.month, fact.fund, fact.category_group, fact.region, fact.cents) == expected


def test_what_has_not_settled_is_no_fact(pay: Pay, stripe: SandboxProcess) -> None:
    payment = pay()
    sending.send_one(payment.pk)
    assert facts(date(2020, 1, 1), date(2100, 1, 1)) == []


def test_a_return_counts_in_the_month_in_which_it_is_booked(settled: Any) -> None:
    settled(30, back=datetime(2026, 9, 2, 16, tzinfo=UTC))
    assert [(f.month, f.cents) for f in facts()] == [(JULY, 120_50), (SEPTEMBER, -120_50)]
    assert [(f.month, f.cents) for f in facts(JULY, AUGUST)] == [(JULY, 120_50)]
    assert [(f.month, f.cents) for f in facts(SEPTEMBER, OCTOBER)] == [(SEPTEMBER, -120_50)]
    assert facts(AUGUST, SEPTEMBER) == []


def test_the_last_day_is_not_included(settled: Any) -> None:
    settled(9)
    assert facts(JULY, date(2026, 7, 9)) == []
    assert len(facts(date(2026, 7, 9), date(2026, 7, 10))) == 1


def test_the_same_household_has_one_key_in_a_reading_and_another_in_the_next(
    settled: Any, approve: Approve
) -> None:
    settled(3)
    code = card_for(Application.objects.get())
    settled(4, code=code)
    settled(5)
    first, second, other = (fact.household for fact in facts())
    assert first == second != other
    again = facts()[0].household
    assert again != first
    assert code.lower() not in str([asdict(fact) for fact in facts()]).lower()


def test_any_number_of_payments_is_one_query(settled: Any) -> None:
    for day in (3, 4, 5):
        settled(day, 9_00, category=NeedCategory.FOOD)
    with CaptureQueriesContext(connection) as seen:
        found = facts()
    assert {fact.category_group for fact in found} == {"daily"}
    assert len([q for q in seen if "disbursements_disbursement" in q["sql"]]) == 1
