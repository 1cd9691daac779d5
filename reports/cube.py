"""Settled facts of one closed quarter -> true one-way tables that share one total. Pure.

Money is counted where it was spent. A household is counted once a quarter in each table: in the
cell where most of its help went (a tie goes to the cell declared first), and only if what it got
in the quarter, less what came back, is more than nothing. So every table adds up to the same
households and to the same cents. A household helped in two quarters is counted in both. Who did
not agree to be counted is in no count and in no cell: only her money is, as `uncounted`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.disclosure.rules import Cell, Table


class Fact(Protocol):
    """One settled payment or return, as `disbursements.facts` gives it."""

    @property
    def month(self) -> date:
        """The first day of the month in which the money settled or came back."""

    @property
    def category_group(self) -> str: ...

    @property
    def region(self) -> str: ...

    @property
    def cents(self) -> int:
        """Positive when paid, negative when it came back."""

    @property
    def household(self) -> str:
        """An opaque key, good for counting only; it is not kept."""

    @property
    def counted(self) -> bool:
        """Whether the person agreed to be counted."""


@dataclass(frozen=True)
class Shape:
    """The tables of a release: labels in the order declared before the period."""

    regions: tuple[str, ...]
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Cube:
    """One quarter's true figures: `paid_cents` less `returned_cents` is what the tables split."""

    paid_cents: int
    returned_cents: int
    region: Table
    group: Table


class CubeError(ValueError):
    """The facts do not fit the declared shape; the message is for the person who prepares."""


def build(facts: Iterable[Fact], shape: Shape, *, since: date, until: date) -> Cube:
    """The true tables of the facts from month `since` up to, not including, month `until`."""
    rows = list(facts)
    if any(not since <= fact.month < until for fact in rows):
        raise CubeError(_("A payment is dated outside the quarter."))
    return Cube(
        paid_cents=sum(fact.cents for fact in rows if fact.cents > 0),
        returned_cents=-sum(fact.cents for fact in rows if fact.cents < 0),
        region=_table(gettext_noop("region"), rows, shape.regions, lambda fact: fact.region),
        group=_table(
            gettext_noop("kind of help"), rows, shape.groups, lambda fact: fact.category_group
        ),
    )


def _table(
    name: str, facts: list[Fact], labels: tuple[str, ...], label_of: Callable[[Fact], str]
) -> Table:
    shares: dict[str, dict[str, int]] = {label: defaultdict(int) for label in labels}
    uncounted: dict[str, int] = defaultdict(int)
    for fact in facts:
        if label_of(fact) not in shares:
            raise CubeError(
                _("A payment has a %(name)s that the report does not know.") % {"name": _(name)}
            )
        (shares[label_of(fact)] if fact.counted else uncounted)[fact.household] += fact.cents
    agreed = {fact.household for fact in facts if fact.counted}
    homes = [_home(household, shares) for household in agreed]
    return Table(
        name,
        tuple(
            Cell(label, homes.count(label), sum(held.values()), tuple(sorted(held.values())))
            for label, held in shares.items()
        ),
        tuple(sorted(uncounted.values())),
    )


def _home(household: str, shares: dict[str, dict[str, int]]) -> str | None:
    """The one cell in which this household is counted; None if it got nothing on balance."""
    held = {label: cells.get(household, 0) for label, cells in shares.items()}
    if sum(held.values()) <= 0:
        return None
    return max(held, key=lambda label: held[label])
