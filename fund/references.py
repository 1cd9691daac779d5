"""Opaque references: random, unmistakable when read aloud, derived from nothing.

A reference is all that may leave the house about a request or a payment (DESIGN section 8), so
nobody can learn anything from one.
"""

import secrets
from collections.abc import Callable

from django.db.models import Model

from fund import tenancy

LETTERS = "ABCDEFGHJKMNPQRTUVWXYZ"
DIGITS = "2346789"
_ALPHABET = LETTERS + DIGITS


def request_reference() -> str:
    """A request's number, such as `KX7-204`."""
    return f"{_pick(LETTERS, 2)}{_pick(DIGITS, 1)}-{_pick(DIGITS, 3)}"


def payment_reference() -> str:
    """A payment's reference, such as `D-7K3M9XQ2`: all that a rail or a bank ever sees.

    It begins and ends with a digit, so that a rail can refuse any name or word in its place.
    """
    return _marked("D")


def award_line_reference() -> str:
    """An award line's reference, such as `A-7K3MXQR2`."""
    return _marked("A")


def gift_reference() -> str:
    """A gift's reference, such as `G-7K3MXQR2`."""
    return _marked("G")


def refund_reference() -> str:
    """A refund's reference, such as `R-7K3MXQR2`."""
    return _marked("R")


def donor_reference() -> str:
    """A donor's reference, such as `N-7K3MXQR2`."""
    return _marked("N")


def vendor_reference() -> str:
    """A vendor's reference, such as `V-7K3MXQR2`."""
    return _marked("V")


def resource_reference() -> str:
    """A reference of an entry in the directory of other help, such as `R-7K3MXQR2`."""
    return _marked("R")


def person_reference() -> str:
    """A user's reference, such as `P-7K3MXQR2`: for addresses and the audit trail."""
    return _marked("P")


def agreement_reference() -> str:
    """A reference of an agency's agreement, such as `M-7K3MXQR2`."""
    return _marked("M")


def unused(make: Callable[[], str], taken: Callable[[str], bool]) -> str:
    """A fresh reference that nothing has yet; the unique constraint remains the wall."""
    while taken(reference := make()):
        pass
    return reference


def unused_in(make: Callable[[], str], model: type[Model], field: str = "reference") -> str:
    """A fresh reference that no row of `model` has yet."""
    rows = model._default_manager
    with tenancy.as_the_fund():
        return unused(make, lambda wanted: rows.filter(**{field: wanted}).exists())


def several_unused_in(make: Callable[[], str], model: type[Model], count: int) -> list[str]:
    """So many different references that no row of `model` has yet; mostly one query."""
    fresh: set[str] = set()
    while len(fresh) < count:
        made = {make() for _ in range(count - len(fresh))}
        with tenancy.as_the_fund():
            rows = model._default_manager.filter(reference__in=made)
            fresh |= made - set(rows.values_list("reference", flat=True))
    return list(fresh)


def _marked(letter: str) -> str:
    return f"{letter}-{_pick(DIGITS, 1)}{_pick(_ALPHABET, 6)}{_pick(DIGITS, 1)}"


def _pick(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
