"""Text becomes cents exactly or not at all."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fund.money import LARGEST_CENTS, MoneyError, dollars, parse_cents, usd

cents = st.integers(min_value=1, max_value=LARGEST_CENTS)
GROUPED = re.compile(r"\$? *([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]{1,2})?")


@given(cents)
def test_what_is_shown_is_read_back_to_the_cent(amount: int) -> None:
    assert parse_cents(dollars(amount)) == amount
    assert parse_cents(usd(amount)) == amount
    assert parse_cents(f"  {dollars(amount).replace(',', '')} ") == amount


@given(st.text(alphabet="0123456789.,$- ()+eE٣３½\u00a0\u2212", max_size=16))
@example("1,2,3")
@example("1,200,50")
@example("12,00.00")
@example("0x10")
def test_what_is_not_plainly_an_amount_is_refused_never_repaired(text: str) -> None:
    try:
        amount = parse_cents(text)
    except MoneyError:
        return
    plain = text.strip()
    assert GROUPED.fullmatch(plain), f"{text!r} was taken for {amount}"
    whole, _point, part = plain.lstrip("$ ").replace(",", "").partition(".")
    assert amount == int(whole) * 100 + int((part + "00")[:2])
    assert 0 < amount <= LARGEST_CENTS


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_one_sentence(text: str) -> None:
    try:
        assert parse_cents(text) > 0
    except MoneyError as error:
        assert str(error)
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("120", 120_00), ("120.5", 120_50), ("$1,200.50", 1_200_50), ("0.01", 1), ("007", 7_00)],
)
def test_usual_ways_to_write_an_amount_are_read(text: str, expected: int) -> None:
    assert parse_cents(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Enter an amount"),
        ("-5", "without a minus sign"),
        ("$-5", "without a minus sign"),
        ("(5.00)", "without a minus sign"),
        ("−5", "without a minus sign"),
        ("0", "above zero"),
        ("0.00", "above zero"),
        ("12.345", "two numbers after the point"),
        ("1000000000000", "too large"),
        ("9" * 5000, "too large"),
        ("0" * 5000, "above zero"),
        ("1,2,3", "dollars and cents"),
        ("12,50", "dollars and cents"),
        ("١٢", "dollars and cents"),
        ("１２", "dollars and cents"),
        ("1e3", "dollars and cents"),
        ("12.", "dollars and cents"),
        (".50", "dollars and cents"),
        ("n/a", "dollars and cents"),
        ("1 200", "dollars and cents"),
        ("5 USD", "dollars and cents"),
    ],
)
def test_each_wrong_amount_is_refused_with_a_reason(text: str, words: str) -> None:
    with pytest.raises(MoneyError, match=words):
        parse_cents(text)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "$0.00"), (5, "$0.05"), (120_050, "$1,200.50"), (-120_050, "−$1,200.50")],
)
def test_cents_are_shown_as_dollars(amount: int, text: str) -> None:
    assert usd(amount) == text
