"""An order cannot carry words about a person."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursements.rails.base import REFERENCE, Payee, PaymentOrder
from fund.references import payment_reference

GOOD = "D-7K3M9XQ2"


def test_an_order_has_no_field_for_free_text() -> None:
    fields = {field.name for field in dataclasses.fields(PaymentOrder)}
    assert fields == {"reference", "idempotency_key", "amount_cents", "payee"}
    assert {field.name for field in dataclasses.fields(Payee)} == {
        "provider_recipient",
        "provider_payout_method",
        "remit_name",
        "remit_lines",
    }


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "D-JANEDAVE",
        "D-JANEDAV7",
        "D-7ANEDAVE",
        "Jane Doe",
        f"{GOOD} Jane",
        GOOD.lower(),
        f"{GOOD}\n",
        "D-7K3M9XQ",
        "KX7-204",
    ],
)
def test_words_are_not_a_reference(reference: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        PaymentOrder(reference, f"{reference}-1", 100, Payee())


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ -", max_size=12))
def test_no_text_without_digits_is_a_reference(text: str) -> None:
    assert not REFERENCE.fullmatch(f"D-{text}")


@pytest.mark.parametrize(
    "key", ["", "jane-doe", "D-7K3M9XQ3-1", f"{GOOD}-0", f"{GOOD}-x", f"{GOOD}-1 "]
)
def test_an_idempotency_key_is_opaque(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        PaymentOrder(GOOD, key, 100, Payee())


@pytest.mark.parametrize("key", [f"{GOOD}-1", f"{GOOD}-12", "0b0f3c1e-9b5b-4c7e-8f0e-2f0a1d7c9e11"])
def test_a_uuid_or_a_counted_reference_is_a_key(key: str) -> None:
    assert PaymentOrder(GOOD, key, 100, Payee()).idempotency_key == key


@pytest.mark.parametrize("cents", [0, -1, True, 1.0, "100"])
def test_an_amount_is_whole_cents_above_zero(cents: int) -> None:
    with pytest.raises(ValueError, match="cents"):
        PaymentOrder(GOOD, f"{GOOD}-1", cents, Payee())


def test_every_reference_that_the_house_makes_is_one_that_a_rail_takes() -> None:
    assert all(REFERENCE.fullmatch(payment_reference()) for _ in range(2_000))
