"""A card's code: long enough that nobody guesses one, and a slip of the pen shows."""

import re
from itertools import combinations
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund import fund_code
from fund.fund_code import CARD, LETTER, NEVER_USED, SIGNS, Mistyped, fresh, read

LENGTH = sum(CARD)

codes = st.text(SIGNS, min_size=LENGTH - 1, max_size=LENGTH - 1).map(
    lambda body: body + fund_code._missing(list(body), LENGTH - 1)
)


def test_a_code_is_random_by_more_than_fifty_bits_and_has_its_shape() -> None:
    assert (LENGTH - 1) * log2(len(SIGNS)) > 50
    made = [fresh() for _ in range(300)]
    assert len(set(made)) == 300
    for code in made:
        assert re.fullmatch(r"[A-Z0-9]{3}-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]", code)
        assert not set(code) & set(NEVER_USED)
        assert read(code) == code


def test_every_sign_comes_up_at_every_place_of_the_random_part() -> None:
    made = [fresh().replace("-", "") for _ in range(1500)]
    assert all({code[place] for code in made} == set(SIGNS) for place in range(LENGTH - 1))


@given(codes)
def test_every_single_wrong_sign_is_noticed(code: str) -> None:
    """All 336 of them, for each code tried."""
    for place in range(LENGTH):
        for sign in set(SIGNS) - {code[place]}:
            with pytest.raises(Mistyped):
                read(code[:place] + sign + code[place + 1 :])


@given(codes)
def test_every_swap_of_two_signs_is_noticed_neighbours_or_not(code: str) -> None:
    for left, right in combinations(range(LENGTH), 2):
        if code[left] == code[right]:
            continue
        swapped = list(code)
        swapped[left], swapped[right] = code[right], code[left]
        with pytest.raises(Mistyped):
            read("".join(swapped))


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(NEVER_USED))
def test_one_sign_that_no_card_has_is_read_from_the_others(
    code: str, place: int, sign: str
) -> None:
    assert read(code[:place] + sign + code[place + 1 :]).replace("-", "") == code


@given(codes)
def test_case_spaces_and_dashes_do_not_matter(code: str) -> None:
    wanted = read(code)
    for typed in (code.lower(), wanted.replace("-", " "), f" {wanted} ", wanted.replace("-", "–")):
        assert read(typed) == wanted


@given(st.text(max_size=20))
def test_any_other_text_is_refused_without_a_crash(text: str) -> None:
    try:
        assert fund_code._sum(list(read(text).replace("-", ""))) == 0
    except Mistyped:
        return


@pytest.mark.parametrize("typed", ["", "KQ4-7M2", "Ruth Miller", "0OI-1LS5-0OI1-5", "!" * LENGTH])
def test_what_can_not_be_a_card_is_a_typo(typed: str) -> None:
    with pytest.raises(Mistyped):
        read(typed)


def test_a_letters_code_is_random_by_more_than_sixty_four_bits_and_no_slip_passes() -> None:
    assert (sum(LETTER) - 1) * log2(len(SIGNS)) > 64
    for code in {fresh(LETTER) for _ in range(50)}:
        assert re.fullmatch(r"[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}", code)
        assert read(code.lower().replace("-", " "), LETTER) == code
        swapped = code[1] + code[0] + code[2:]
        for wrong in {swapped, code[:-1]} - {code}:
            with pytest.raises(Mistyped):
                read(wrong, LETTER)


def test_a_code_of_one_paper_is_none_of_the_other() -> None:
    for made, other in ((fresh(), LETTER), (fresh(LETTER), CARD)):
        with pytest.raises(Mistyped):
            read(made, other)
