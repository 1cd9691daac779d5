"""Choose what to publish: whole rows from the front of a declared order, the tail combined.

Source of the rule: docs/decisions/0101-breakdown-or-none.md, which holds the proof. In short: the
order is declared before the period and the algorithm looks only at how far down it may go, so
that pouring all of the combined row's households into any one of its cells gives the same
published page. Hence no cell behind that row can be shown to be empty, small or used at all.

The money of those who did not agree to be counted is poured into the combined row. Each of the
poured worlds has none of it and gives the same page, so no page shows that there was any.
"""

from reports.disclosure.rules import (
    Cell,
    Public,
    PublicTable,
    Row,
    Rules,
    Table,
    may_stand,
    merged,
    overlap_shown,
)

COMBINED = "Other (combined to protect privacy)"


def protect(tables: tuple[Table, ...], rules: Rules) -> Public:
    """Every table of one period, safe to publish together.

    All tables split the same households and the same cents; ValueError if they don't.
    """
    households, cents = _one_total(tables)
    released: list[PublicTable] = []
    for table in tables:
        released.append(_finest(table, rules, tuple(released)))
    shown = households if households >= rules.floor_combined else None
    return Public(households=shown, cents=cents, tables=tuple(released))


def _one_total(tables: tuple[Table, ...]) -> tuple[int, int]:
    totals = {(table.households, table.cents) for table in tables}
    if len(totals) != 1:
        raise ValueError("the tables of one period must split the same total")
    return totals.pop()


def _finest(table: Table, rules: Rules, beside: tuple[PublicTable, ...]) -> PublicTable:
    """The first rung that is safe: combine none, the last two, the last three, and so on."""
    size = len(table.cells)
    for tail in (0, *range(2, size)):
        candidate = _rung(table, rules, tail)
        if size > 1 and candidate and _clear_of(candidate, beside, table.households, rules):
            return candidate
    return PublicTable(table.name, covered=tuple(cell.label for cell in table.cells))


def _rung(table: Table, rules: Rules, tail: int) -> PublicTable | None:
    front, back = table.cells[: len(table.cells) - tail], table.cells[len(table.cells) - tail :]
    if table.uncounted and not back:
        return None
    if not all(may_stand(cell, rules, at_least=rules.threshold) for cell in front):
        return None
    other = merged(COMBINED, (*back, Cell("", 0, sum(table.uncounted), table.uncounted)))
    if back and not may_stand(other, rules, at_least=rules.floor_combined):
        return None
    return PublicTable(
        name=table.name,
        rows=tuple(Row(cell.label, cell.households, cell.cents) for cell in front),
        combined=Row(COMBINED, other.households, other.cents) if back else None,
        covered=tuple(cell.label for cell in back),
    )


def _clear_of(
    candidate: PublicTable, beside: tuple[PublicTable, ...], households: int, rules: Rules
) -> bool:
    """No row here and row there may together prove that a few people are in both."""
    return not any(
        0 < overlap_shown(households, here, there) < rules.threshold
        for here in candidate.rows
        for other in beside
        for there in other.rows
    )
