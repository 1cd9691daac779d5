"""A reference says nothing, cannot be guessed and is not misread."""

import re

import pytest

from fund import references
from fund.references import DIGITS, LETTERS

SHAPES = {
    references.request_reference: r"[A-Z]{2}\d-\d{3}",
    references.payment_reference: r"D-\d[A-Z0-9]{6}\d",
    references.person_reference: r"P-\d[A-Z0-9]{6}\d",
}


@pytest.mark.parametrize(
    ("make", "shape"), SHAPES.items(), ids=lambda x: getattr(x, "__name__", "")
)
def test_a_reference_has_its_shape_and_no_letter_that_is_misread(make, shape) -> None:  # type: ignore[no-untyped-def]
    made = {make() for _ in range(200)}
    assert len(made) > 190
    for reference in made:
        assert re.fullmatch(shape, reference)
        assert set(reference.split("-", 1)[-1]) <= set(LETTERS + DIGITS + "-")


def test_letters_and_digits_that_look_alike_are_not_used() -> None:
    assert not set("ILOS015") & set(LETTERS + DIGITS)


def test_a_taken_reference_is_not_given_again() -> None:
    offered = iter(["A", "B", "C"])
    assert references.unused(lambda: next(offered), {"A", "B"}.__contains__) == "C"
