"""A phone number has one spelling, however it was typed."""

import pytest

from fund import phones


@pytest.mark.parametrize(
    "typed", ["207-555-0100", "(207) 555 0100", "+1 207 555 0100", "207.555.0100", " 2075550100 "]
)
def test_one_number_one_spelling(typed: str) -> None:
    assert phones.normal(typed) == "(207) 555-0100"


def test_an_extension_and_a_foreign_number_stay_what_they_are() -> None:
    assert phones.normal("207 775 1234 ext 4") == "(207) 775-1234 ext. 4"
    assert phones.normal("+44 20 7946 0958") == "+44 20 7946 0958"


def test_nothing_stays_nothing() -> None:
    assert phones.normal("  ") == ""


@pytest.mark.parametrize("typed", ["555-0100", "ask for Pat", "1", "207-555-01000000", "\x00"])
def test_what_cannot_be_called_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(phones.PhoneError, match="like 207-555-0100"):
        phones.normal(typed)
