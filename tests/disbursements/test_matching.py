"""Only what is beyond doubt is proposed, and it says why."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from disbursements.matching import (
    Candidate,
    Kind,
    Line,
    check_numbers_in,
    propose,
    references_in,
    with_references_apart,
)

MAY_5 = date(2026, 5, 5)


def line(
    pk: int, cents: int, words: str = "ACH DEBIT", days: int = 0, account: str = "1000"
) -> Line:
    return Line(pk, account, MAY_5 + timedelta(days=days), cents, words)


def payment(pk: int, cents: int, reference: str = "", check: str = "", **more: object) -> Candidate:
    facts: dict[str, object] = {
        "kind": Kind.PAYMENT,
        "account": "1000",
        "dated_on": MAY_5,
        "check_number": check,
        **more,
    }
    return Candidate(
        id=pk,
        reference=reference or f"D-2AAAAAA{pk}",
        amount_cents=-cents,
        **facts,  # type: ignore[arg-type]
    )


def pairs(lines: list[Line], candidates: list[Candidate]) -> dict[int, int]:
    return {p.line_id: p.candidate.id for p in propose(lines, candidates)}


def test_a_line_that_carries_the_reference_is_proposed_whatever_its_date() -> None:
    lines = [line(1, -5000, "STRIPE PAYOUT d-7k3m9xq2", days=40, account="1010")]
    (found,) = propose(lines, [payment(9, 5000, "D-7K3M9XQ2")])
    assert found.candidate.id == 9
    assert found.why == "Same reference and amount"


def test_a_reference_with_another_amount_is_not_proposed() -> None:
    assert pairs([line(1, -5001, "D-7K3M9XQ2")], [payment(9, 5000, "D-7K3M9XQ2")]) == {}


def test_a_line_with_a_reference_is_never_matched_by_amount_with_something_else() -> None:
    lines = [line(1, -5000, "STRIPE D-7K3M9XQ2")]
    assert pairs(lines, [payment(8, 5000, "D-2BBBBBB2")]) == {}


def test_a_check_is_known_by_its_number() -> None:
    (found,) = propose([line(1, -5000, "CHECK # 0001001", 30)], [payment(9, 5000, check="1001")])
    assert found.why == "Check 1001, same amount"


def test_another_check_of_the_same_amount_is_not_proposed() -> None:
    assert pairs([line(1, -5000, "check 1002")], [payment(9, 5000, check="1001")]) == {}


def test_the_only_payment_of_an_amount_within_five_days_is_proposed() -> None:
    (found,) = propose([line(1, -5000, days=5)], [payment(9, 5000)])
    assert found.why == "The only payment of $50.00, 5 days apart"
    assert pairs([line(1, -5000, days=6)], [payment(9, 5000)]) == {}


def test_two_payments_of_one_amount_are_left_to_a_person() -> None:
    assert pairs([line(1, -5000)], [payment(8, 5000), payment(9, 5000)]) == {}
    assert pairs([line(1, -5000), line(2, -5000)], [payment(9, 5000)]) == {}


def test_a_reference_settles_which_of_two_equal_payments_it_is() -> None:
    lines = [line(1, -5000, "D-2AAAAAA9"), line(2, -5000)]
    assert pairs(lines, [payment(8, 5000), payment(9, 5000)]) == {1: 9, 2: 8}


def test_a_provider_payout_is_never_matched_by_amount_alone() -> None:
    assert pairs([line(1, -5000)], [payment(9, 5000, by_amount=False)]) == {}


def test_money_that_comes_back_is_matched_with_the_return_not_with_the_payment() -> None:
    back = Candidate(Kind.RETURN, 9, "D-2AAAAAA9", "1000", 5000, MAY_5)
    (found,) = propose([line(1, 5000, "RETURNED D-2AAAAAA9")], [payment(9, 5000), back])
    assert found.candidate.kind == Kind.RETURN


def test_a_deposit_is_matched_with_its_gift() -> None:
    gift = Candidate(Kind.GIFT, 4, "G-2AAAAAA4", "1000", 100_000, MAY_5)
    (found,) = propose([line(1, 100_000, "DEPOSIT", days=2)], [gift])
    assert found.why == "The only gift of $1,000.00, 2 days apart"


def test_words_of_the_bank_are_searched_for_our_marks_only() -> None:
    assert references_in("pay d-7k3m9xq2 and D-7K3M9XQ2, not AD-7K3M9XQ22") == ["D-7K3M9XQ2"]
    assert check_numbers_in("CHK#001234 paid; recheck 99; checkcard 5555") == ["1234"]


LINES = st.lists(
    st.tuples(
        st.sampled_from([-5000, -700, 900]),
        st.sampled_from(["x", "D-2AAAAAA2", "D-2AAAAAA3 D-2AAAAAA2", "check 101"]),
        st.integers(0, 9),
    ),
    max_size=8,
)
CANDIDATES = st.lists(
    st.tuples(st.sampled_from([5000, 700]), st.sampled_from(["", "101"])), max_size=6
)


@given(LINES, CANDIDATES)
def test_nothing_is_proposed_twice_and_amounts_always_agree(
    lines: list[tuple[int, str, int]], candidates: list[tuple[int, str]]
) -> None:
    bank = [line(n, cents, words, days) for n, (cents, words, days) in enumerate(lines)]
    books = [payment(n, cents, check=check) for n, (cents, check) in enumerate(candidates, start=2)]
    found = propose(bank, books)
    assert len({p.line_id for p in found}) == len({p.candidate.id for p in found}) == len(found)
    cents_of = {item.id: item.amount_cents for item in bank}
    assert all(cents_of[p.line_id] == p.candidate.amount_cents for p in found)
    assert found == propose(bank, books)


def test_a_reference_is_set_apart_and_no_letter_of_the_bank_is_lost() -> None:
    words = "ORIG STRIPE d-7k3m9xq2 NIGHT-STAY"
    pieces = with_references_apart(words)
    assert [piece for piece, is_reference in pieces if is_reference] == ["d-7k3m9xq2"]
    assert "".join(piece for piece, _ in pieces) == words
    assert with_references_apart("") == []
