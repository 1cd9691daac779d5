"""Codes on paper: random, read aloud without doubt, and a typo shows. Pure.

A card's has eleven random signs (53 bits) and one that checks them, such as `KQ4-7M2X-9TRB-C`; a
letter's fourteen (68 bits) and one, such as `KQ47M-2X9TR-BC3FA`. There are 29 signs, a prime: with
a weight of its own for each place, the weighted sum modulo 29 is zero for every code and for none
with one wrong sign or with two signs swapped (J. Verhoeff, "Error Detecting Decimal Codes",
Mathematical Centre Tracts 29, 1969).
"""

import secrets
from itertools import accumulate

from fund.references import DIGITS, LETTERS

SIGNS = LETTERS + DIGITS
CARD = (3, 4, 4, 1)
LETTER = (5, 5, 5)
"""How many signs stand in each group; the last one of all checks the others."""
NEVER_USED = "ILOS015"
"""Left out of the signs because they look like others, or like each other."""


class Mistyped(ValueError):
    """This can't be what stands on the paper."""


def fresh(groups: tuple[int, ...] = CARD) -> str:
    """A new code from the system's random source, derived from nothing."""
    signs = [secrets.choice(SIGNS) for _ in range(sum(groups) - 1)]
    return _grouped("".join(signs) + _missing(signs, len(signs)), groups)


def read(typed: str, groups: tuple[int, ...] = CARD) -> str:
    """The code as it stands on the paper, from what somebody typed. Raises Mistyped.

    Lower case, spaces and dashes do not matter. One sign that no code has was misread from
    another: the others say which.
    """
    signs = [sign for sign in typed.upper() if not sign.isspace() and sign not in "-–—."]
    strange = [place for place, sign in enumerate(signs) if sign not in SIGNS]
    if len(signs) != sum(groups) or len(strange) > 1:
        raise Mistyped
    for place in strange:
        if signs[place] not in NEVER_USED:
            raise Mistyped
        signs[place] = _missing([*signs[:place], *signs[place + 1 :]], place)
    if _sum(signs) != 0:
        raise Mistyped
    return _grouped("".join(signs), groups)


def _missing(others: list[str], place: int) -> str:
    """The one sign that makes a whole code of the others."""
    for sign in SIGNS:
        if _sum([*others[:place], sign, *others[place:]]) == 0:
            return sign
    raise AssertionError("29 is a prime: every sum has its sign")


def _sum(signs: list[str]) -> int:
    weighted = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(signs, start=1))
    return weighted % len(SIGNS)


def _grouped(signs: str, groups: tuple[int, ...]) -> str:
    ends = accumulate(groups)
    return "-".join(signs[end - size : end] for end, size in zip(ends, groups, strict=True))
