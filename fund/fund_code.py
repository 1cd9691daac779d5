"""The code on a card: random, read aloud without doubt, and a typo shows. Pure.

Eleven random signs (53 bits) and one that checks them, such as `KQ4-7M2X-9TRB-C`. There are 29
signs, a prime: with a weight of its own for each place, the weighted sum modulo 29 is zero for
every code and for none with one wrong sign or with two signs swapped (J. Verhoeff, "Error
Detecting Decimal Codes", Mathematical Centre Tracts 29, 1969).
"""

import secrets

from fund.references import DIGITS, LETTERS

SIGNS = LETTERS + DIGITS
LENGTH = 12
NEVER_USED = "ILOS015"
"""Left out of the signs because they look like others, or like each other."""


class Mistyped(ValueError):
    """This can't be what stands on a card."""


def fresh() -> str:
    """A new code from the system's random source, derived from nothing."""
    signs = [secrets.choice(SIGNS) for _ in range(LENGTH - 1)]
    return _grouped("".join(signs) + _missing(signs, LENGTH - 1))


def read(typed: str) -> str:
    """The code as it stands on the card, from what somebody typed. Raises Mistyped.

    Lower case, spaces and dashes do not matter. One sign that no card has was misread from
    another: the eleven others say which.
    """
    signs = [sign for sign in typed.upper() if not sign.isspace() and sign not in "-–—."]
    strange = [place for place, sign in enumerate(signs) if sign not in SIGNS]
    if len(signs) != LENGTH or len(strange) > 1:
        raise Mistyped
    for place in strange:
        if signs[place] not in NEVER_USED:
            raise Mistyped
        signs[place] = _missing([*signs[:place], *signs[place + 1 :]], place)
    if _sum(signs) != 0:
        raise Mistyped
    return _grouped("".join(signs))


def _missing(others: list[str], place: int) -> str:
    """The one sign that makes a whole code of the other eleven."""
    for sign in SIGNS:
        if _sum([*others[:place], sign, *others[place:]]) == 0:
            return sign
    raise AssertionError("29 is a prime: every sum has its sign")


def _sum(signs: list[str]) -> int:
    weighted = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(signs, start=1))
    return weighted % len(SIGNS)


def _grouped(signs: str) -> str:
    return f"{signs[:3]}-{signs[3:7]}-{signs[7:11]}-{signs[11:]}"
