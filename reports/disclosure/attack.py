"""Attack a release before it is published: play a reader who has the program and the rules.

This shares no code with the planner. For every cell that is not on the page it must *exhibit
two worlds of whole people*, one with nobody in the cell and one with at least T, that give
exactly the same page when the program is run again; and the same for every pair of a row of one
table with a row of another. A world that can't be exhibited means: do not publish.
The reader is assumed to know `known_cases` whole cases, wherever they are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, product

from reports.disclosure.rules import Cell, Public, PublicTable, Rules, Table

Rerun = Callable[[tuple[Table, ...]], Public]


@dataclass(frozen=True)
class World:
    """One table as it might have been; `known` of its households the reader knew already."""

    table: Table
    known: tuple[int, ...]

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(cell.households for cell in self.table.cells)


@dataclass(frozen=True)
class Finding:
    """Something a reader could work out, in words for the person who prepares the report."""

    table: str
    label: str
    why: str


@dataclass(frozen=True)
class Verdict:
    """`worlds_checked` were exhibited and re-run; the release holds only without findings."""

    findings: tuple[Finding, ...]
    worlds_checked: int

    @property
    def holds(self) -> bool:
        return not self.findings


def attack(public: Public, rules: Rules, rerun: Rerun) -> Verdict:
    """What a reader could derive from `public`, given the rules and the program `rerun`."""
    findings = list(_sums_that_fail(public))
    if public.households is None:
        if any(table.rows or table.combined for table in public.tables):
            findings.append(Finding("total", "households", "a breakdown shows a withheld total"))
        return Verdict(tuple(findings), 0)
    worlds = [
        [
            world
            for world in _worlds(table, public, rules)
            if _same_page(world, number, public, rerun)
        ]
        for number, table in enumerate(public.tables)
    ]
    for table, possible in zip(public.tables, worlds, strict=True):
        findings += _pinned_cells(table, possible, rules)
    if not findings:
        findings += _pinned_pairs(public, worlds, rules)
    return Verdict(tuple(findings), sum(len(possible) for possible in worlds))


def _sums_that_fail(public: Public) -> Iterator[Finding]:
    for table in public.tables:
        lines = (*table.rows, *((table.combined,) if table.combined else ()))
        if not lines:
            continue
        if sum(line.households for line in lines) != public.households:
            yield Finding(table.name, "total", "the households do not add up")
        if sum(line.cents for line in lines) != public.cents:
            yield Finding(table.name, "total", "the dollars do not add up")


def _worlds(table: PublicTable, public: Public, rules: Rules) -> Iterator[World]:
    """Candidate worlds: the known cases anywhere, everybody else poured into one hidden cell."""
    shown = tuple(_evenly(row.label, row.households, row.cents) for row in table.rows)
    hidden = len(table.covered)
    if not hidden:
        yield World(Table(table.name, shown), (0,) * len(shown))
        return
    people = table.combined.households if table.combined else public.households or 0
    cents = table.combined.cents if table.combined else public.cents
    unknown = people - rules.known_cases
    if unknown < 0:
        return
    for places in combinations_with_replacement(range(hidden), rules.known_cases):
        known = tuple(places.count(cell) for cell in range(hidden))
        for target in range(hidden):
            counts = [*known]
            counts[target] += unknown
            back = _share_out(table.covered, counts, cents)
            yield World(Table(table.name, (*shown, *back)), ((0,) * len(shown)) + known)


def _evenly(label: str, people: int, cents: int) -> Cell:
    each, extra = divmod(cents, people) if people else (0, 0)
    return Cell(label, people, cents, tuple(each + (n < extra) for n in range(people)))


def _share_out(labels: tuple[str, ...], counts: list[int], cents: int) -> tuple[Cell, ...]:
    each, extra = divmod(cents, sum(counts))
    cells = [_evenly(label, n, each * n) for label, n in zip(labels, counts, strict=True)]
    fullest = counts.index(max(counts))
    cells[fullest] = _evenly(labels[fullest], counts[fullest], each * counts[fullest] + extra)
    return tuple(cells)


def _same_page(world: World, number: int, public: Public, rerun: Rerun) -> bool:
    """Whole people, the same totals, and the very same page when the program runs again."""
    if any(cell.households < 0 or cell.cents < cell.households for cell in world.table.cells):
        return False
    beside = [
        world.table if n == number else _any_world(table, public)
        for n, table in enumerate(public.tables)
    ]
    try:
        return rerun(tuple(beside)) == public
    except ValueError:
        return False


def _any_world(table: PublicTable, public: Public) -> Table:
    """One possible true table behind `table`: everybody hidden is in the first hidden cell."""
    return next(_worlds(table, public, Rules(known_cases=0))).table


def _pinned_cells(table: PublicTable, worlds: list[World], rules: Rules) -> Iterator[Finding]:
    """Cells of which no empty world, or no well-filled one, exists for some known cases."""
    first = len(table.rows)
    if not worlds:
        yield Finding(table.name, "all", "no other world gives this page")
    placements = combinations_with_replacement(range(len(table.covered)), rules.known_cases)
    for places in placements:
        known = tuple(places.count(cell) for cell in range(len(table.covered)))
        here = [world for world in worlds if world.known[first:] == known]
        for index, label in enumerate(table.covered):
            unknown = [world.counts[first + index] - known[index] for world in here]
            if 0 not in unknown:
                yield Finding(table.name, label, "a reader can tell that somebody is here")
            if not any(count >= rules.threshold for count in unknown):
                yield Finding(table.name, label, "a reader can tell that few people are here")


def _pinned_pairs(public: Public, worlds: list[list[World]], rules: Rules) -> Iterator[Finding]:
    """Pairs (a cell of one table, a cell of another) that must hold somebody, but perhaps few."""
    for one, two in combinations(range(len(worlds)), 2):
        first, second = worlds[one], worlds[two]
        for i, j in product(range(len(first[0].counts)), range(len(second[0].counts))):
            joint = [(a.counts, b.counts) for a, b in product(first, second)]
            least = min(_joint(a, b, i, j, least=True) for a, b in joint)
            most = max(_joint(a, b, i, j, least=False) for a, b in joint)
            if 0 < least < rules.threshold or most < rules.threshold:
                yield Finding(
                    f"{public.tables[one].name} and {public.tables[two].name}",
                    f"{first[0].table.cells[i].label}, {second[0].table.cells[j].label}",
                    "two rows together show that a few people are in both",
                )


def _joint(rows: tuple[int, ...], columns: tuple[int, ...], i: int, j: int, *, least: bool) -> int:
    """Cell (i, j) of an exhibited whole-number table with these margins, least or most filled.

    Northwest-corner rule with row i first and column j last (least) or first (most).
    """
    row_left, column_left = list(rows), list(columns)
    row_order = [i, *(n for n in range(len(rows)) if n != i)]
    others = [n for n in range(len(columns)) if n != j]
    grid: dict[tuple[int, int], int] = {}
    for r in row_order:
        for c in [*others, j] if least else [j, *others]:
            grid[r, c] = min(row_left[r], column_left[c])
            row_left[r] -= grid[r, c]
            column_left[c] -= grid[r, c]
    if any(row_left) or any(column_left):
        raise ValueError("the margins do not agree")
    return grid[i, j]
