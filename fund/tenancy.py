"""Who acts, told to PostgreSQL for each transaction: row-level security shows the rows of that
person and no other (`applications/migrations/row_level_security.sql`).

Nothing set means no rows. What the person may see is derived in the database, by `act_as`, from
the grants in force on the day; a process can only name who acts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from fund import clock


@dataclass(frozen=True)
class Acting:
    """A person by her key, on a day; or the fund itself, which sees every row."""

    person: int | None = None
    day: date | None = None
    is_fund: bool = False


NOBODY = Acting()
UNKNOWN = Acting(person=-1)
THE_FUND = Acting(is_fund=True)

TELL = "SELECT act_as(%s, %s, %s)"

_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)
_otherwise = NOBODY


def current() -> Acting:
    """Who acts here and now."""
    return _acting.get() or _otherwise


def as_parameters(acting: Acting) -> list[object]:
    """The parameters of TELL."""
    return [acting.person, acting.day, acting.is_fund]


@contextmanager
def acting(person: int | None) -> Iterator[None]:
    """Inside the block this person acts; None is nobody, who sees no row."""
    with _set(Acting(person, clock.today()) if person is not None else NOBODY):
        yield


@contextmanager
def as_the_fund() -> Iterator[None]:
    """Inside the block the fund itself acts: for what no single person may see, such as a cap that
    counts over all agencies. Show nobody a row that was found here; give back a figure or a yes.

    `tests/architecture/test_tenancy.py` lists every place that may.
    """
    with _set(THE_FUND):
        yield


def this_process_is_the_fund() -> None:
    """For the worker and the commands of whoever operates the fund: nobody's request is served."""
    global _otherwise
    _otherwise = THE_FUND


@contextmanager
def _set(acting: Acting) -> Iterator[None]:
    token = _acting.set(acting)
    try:
        yield
    finally:
        _acting.reset(token)
