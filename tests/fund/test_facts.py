"""Nothing about a person reaches the trail: nothing but our own words and references can."""

import pytest

from fund import audit, fund_code, references
from fund.facts import NotAFact, is_fact
from fund.models import AuditEvent
from fund.web.books.forms import FundForm

TYPED = (
    "Jane",
    "jane doe",
    "Jane Doe",
    "Maria's motel",
    "She left him on Friday",
    "jane@example.org",
    "207-555-0123",
    "2075550123",
    "(207) 555",
    "1990/01/02",
    "123-45-6789",
    "4 Main St",
    "ABC 123",
    "O’Neill",
    "motel\n",
    "x" * 31,
)
OURS = (
    "general",
    "finance_preparer",
    "information_requested",
    "report-2026-q1",
    "2026-03-04",
    "2026Q1",
    "B-1234",
    "note, message, account_memo",
    "ab" * 32,
    "6f0c3a52-9c3f-4d5e-8a55-0123456789ab",
    "",
    0,
    120_050,
    None,
)


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.django_db
def test_what_somebody_may_have_typed_is_refused_and_not_repeated(typed: str) -> None:
    with pytest.raises(NotAFact) as refused:
        audit.record("application.submit", "KX7-204", actor=None, why=typed)
    assert typed not in str(refused.value)
    with pytest.raises(NotAFact):
        audit.record("application.submit", typed, actor=None)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("ours", OURS)
def test_what_is_ours_is_taken(ours: str | int | None) -> None:
    assert is_fact(ours)


@pytest.mark.parametrize("value", [1.5, ["a"], {"a": 1}, b"a"])
def test_a_fact_is_a_number_or_a_word_and_nothing_else(value: object) -> None:
    assert not is_fact(value)


def test_every_reference_that_we_make_is_taken() -> None:
    makers = (
        references.request_reference,
        references.payment_reference,
        references.award_line_reference,
        references.gift_reference,
        references.donor_reference,
        references.vendor_reference,
        references.person_reference,
    )
    assert all(is_fact(make()) for make in makers for _ in range(200))


@pytest.mark.parametrize("paper", [fund_code.CARD, fund_code.LETTER])
def test_the_code_of_a_card_or_a_letter_is_not_taken(paper: tuple[int, ...]) -> None:
    """One is on a survivor's card, so it is about a person; the other opens a promise of money."""
    assert not any(is_fact(fund_code.fresh(paper)) for _ in range(200))


@pytest.mark.parametrize(
    ("typed", "taken"), [("safe-nights", True), ("2026", False), ("a--b", False)]
)
@pytest.mark.django_db
def test_a_fund_is_named_so_that_the_trail_can_name_it(typed: str, taken: bool) -> None:
    form = FundForm({"name": "Safe nights", "code": typed})
    form.is_valid()
    assert ("code" not in form.errors) is taken
