"""The guard sees what could find a person, and leaves everyday words in peace."""

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fund.guard import Kind, hint, look_at
from tests.fund.guard_table import HARMLESS, TELLING, UNSEEN_HARMLESS, UNSEEN_TELLING

TODAY = date(2026, 11, 25)


def kinds(text: str) -> list[Kind]:
    return [sign.kind for sign in look_at(text, today=TODAY)]


@pytest.mark.parametrize(("text", "kind"), TELLING)
def test_it_sees_what_could_find_a_person(text: str, kind: Kind) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_it_leaves_everyday_words_in_peace(text: str) -> None:
    assert not kinds(text)


def test_on_words_it_was_not_made_for_it_sees_most_and_disturbs_seldom() -> None:
    seen = sum(bool(kinds(text)) for text in UNSEEN_TELLING)
    disturbed = sum(bool(kinds(text)) for text in UNSEEN_HARMLESS)
    assert seen / len(UNSEEN_TELLING) >= 0.65, "recall"
    assert seen / (seen + disturbed) >= 0.9, "precision"


@pytest.mark.parametrize("text", ["000-12-3456", "666-12-3456", "912-12-3456", "219-00-1234"])
def test_nine_digits_that_nobody_was_given_are_no_social_security_number(text: str) -> None:
    assert Kind.SSN not in kinds(text)


def test_what_is_one_thing_is_not_also_another() -> None:
    assert kinds("Jane Doe, born 3/14/1994, 219-09-9999, 14 Maple Street") == [
        Kind.BIRTH_DATE,
        Kind.SSN,
        Kind.STREET,
    ]


def test_the_hint_does_not_repeat_what_was_seen() -> None:
    text = "call 207-774-1234"
    (sign,) = look_at(text, today=TODAY)
    assert hint(text, sign) == "207…34"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789 -/.()+@AbSt,’\nMaplreoadPO$", max_size=400))
def test_any_text_gives_signs_inside_it_in_order_and_apart(text: str) -> None:
    signs = look_at(text, today=TODAY)
    assert all(0 <= sign.start < sign.end <= len(text) for sign in signs)
    assert all(one.end <= two.start for one, two in pairwise(signs))


HOSTILE = (
    "1 " * 1000,
    "1" * 2000,
    "(1) " * 500,
    "207-774-1234 " * 150,
    "a@" * 1000,
    "@" * 2000,
    "1 a b c " * 250,
    "Aa Aa " * 330,
    "born " * 400,
    "plate " * 330,
    "May 1 " * 330,
    "1/1/" * 500,
    "p o box " * 250,
    "1-" * 1000,
    "+1 " * 660,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_keeps_it_busy_much_longer_than_an_ordinary_one_of_its_length(text: str) -> None:
    ordinary = " ".join(words for words in HARMLESS if words)
    assert fastest(text) < 100 * fastest((ordinary * 2)[: len(text)])


def fastest(text: str) -> float:
    """Seconds of the processor, the best of a few runs: other work is not measured."""
    times = []
    for _run in range(5):
        began = time.process_time()
        look_at(text, today=TODAY)
        times.append(time.process_time() - began)
    return min(times)
