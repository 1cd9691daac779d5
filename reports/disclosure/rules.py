"""The rules a published number must meet, and the shapes that numbers come in.

Units: households are whole people-counts, money is integer cents. A `Table` is the true,
private table; a `PublicTable` is what anyone may read. The two are different types so that a
true table can't be printed by mistake.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rules:
    """The parameters of protection. They are policy, and public.

    `threshold`: fewer households than this, zero included, is a sensitive count.
    `known_cases`: how many whole cases a reader is assumed to know already.
    `dominance_percent`: the p of the p% rule (Hundepool and others, *Statistical Disclosure
    Control*, 2012, ch. 4): nobody who knows one household's dollars may come closer than p%
    to another's.
    """

    threshold: int = 11
    known_cases: int = 2
    dominance_percent: int = 15

    @property
    def floor_combined(self) -> int:
        """Fewest households that a combined row may hold: what is unknown must reach T."""
        return self.threshold + self.known_cases


@dataclass(frozen=True)
class Cell:
    """One true cell: households counted here, cents spent here, and each household's cents."""

    label: str
    households: int
    cents: int
    shares: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """One true one-way table, its cells in the order that was declared before the period.

    `uncounted` are the cents of each household that did not agree to be counted: no row of its own
    and no count holds it, but the money adds up with it.
    """

    name: str
    cells: tuple[Cell, ...]
    uncounted: tuple[int, ...] = ()

    @property
    def households(self) -> int:
        return sum(cell.households for cell in self.cells)

    @property
    def cents(self) -> int:
        return sum(cell.cents for cell in self.cells) + sum(self.uncounted)


@dataclass(frozen=True)
class Row:
    """One published row."""

    label: str
    households: int
    cents: int


@dataclass(frozen=True)
class PublicTable:
    """What is published of one table. `covered` are the labels that have no row of their own.

    Without rows there is no breakdown at all, and `combined` is None too.
    """

    name: str
    rows: tuple[Row, ...] = ()
    combined: Row | None = None
    covered: tuple[str, ...] = ()


@dataclass(frozen=True)
class Public:
    """All that one release says. `households` is None when there were too few to say."""

    households: int | None
    cents: int
    tables: tuple[PublicTable, ...]


def merged(label: str, cells: Iterable[Cell]) -> Cell:
    """Several cells as one."""
    parts = tuple(cells)
    return Cell(
        label,
        sum(cell.households for cell in parts),
        sum(cell.cents for cell in parts),
        tuple(share for cell in parts for share in cell.shares),
    )


def dominated(cell: Cell, rules: Rules) -> bool:
    """True when the second-largest household could estimate the largest within p%."""
    shares = sorted((share for share in cell.shares if share > 0), reverse=True)
    if not shares:
        return True
    return 100 * sum(shares[2:]) < rules.dominance_percent * shares[0]


def may_stand(cell: Cell, rules: Rules, *, at_least: int) -> bool:
    """True when `cell` may be a row: enough households, a positive sum, nobody dominating it."""
    return (
        cell.households >= at_least and cell.cents >= cell.households and not dominated(cell, rules)
    )


def overlap_shown(households: int, first: Row, second: Row) -> int:
    """How many households a reader can prove to be in both rows of two tables of one total.

    This is the lower Frechet bound: two groups that together exceed the total must overlap.
    """
    return max(0, first.households + second.households - households)
