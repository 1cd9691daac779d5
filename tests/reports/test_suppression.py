"""What a reader who owns the program and the rules can, and can't, work out from a report."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure.attack import attack
from reports.disclosure.rules import Cell, Public, PublicTable, Row, Rules, Table, may_stand, merged
from reports.disclosure.suppress import COMBINED, protect

RULES = Rules()
SMALL = Rules(threshold=3, known_cases=0)
LABELS = "ABCDEFGH"


def table(*counts: int, name: str = "region", each: int = 100) -> Table:
    return Table(
        name,
        tuple(
            Cell(label, people, people * each, (each,) * people)
            for label, people in zip(LABELS, counts, strict=False)
        ),
    )


def rerun(rules: Rules) -> Callable[[tuple[Table, ...]], Public]:
    return lambda tables: protect(tables, rules)


def compositions(total: int, cells: int) -> Iterator[tuple[int, ...]]:
    return (c for c in product(range(total + 1), repeat=cells) if sum(c) == total)


def rows(public: Public, number: int = 0) -> dict[str, int]:
    return {row.label: row.households for row in public.tables[number].rows}


def test_large_counts_are_all_shown() -> None:
    public = protect((table(20, 15, 11, 12),), RULES)
    assert rows(public) == {"A": 20, "B": 15, "C": 11, "D": 12}
    assert public.tables[0].combined is None


def test_a_small_count_is_combined_with_another() -> None:
    public = protect((table(20, 15, 14, 3),), RULES)
    assert rows(public) == {"A": 20, "B": 15}
    assert public.tables[0].combined == Row(COMBINED, 17, 1700)
    assert public.tables[0].covered == ("C", "D")


def test_nobody_is_as_private_as_a_few() -> None:
    public = protect((table(20, 15, 14, 0),), RULES)
    assert public.tables[0].covered == ("C", "D")


def test_a_combined_row_that_is_still_small_takes_in_one_more() -> None:
    public = protect((table(20, 15, 7, 5),), RULES)
    assert rows(public) == {"A": 20}
    assert public.tables[0].combined == Row(COMBINED, 27, 2700)


def test_a_small_count_at_the_front_means_no_breakdown() -> None:
    public = protect((table(2, 30, 30, 30),), RULES)
    assert public.tables[0] == PublicTable("region", covered=("A", "B", "C", "D"))
    assert public.households == 92


def test_fewer_households_than_the_threshold_are_not_even_counted() -> None:
    public = protect((table(4, 3, 2, 1),), RULES)
    assert public.households is None
    assert public.cents == 1000
    assert not public.tables[0].rows


def test_one_household_may_not_dominate_a_published_sum() -> None:
    crowd = (100,) * 14
    cells = (
        Cell("A", 15, 1_000_000 + 1400, (1_000_000, *crowd)),
        Cell("B", 30, 3000, (100,) * 30),
    )
    public = protect((Table("region", cells),), RULES)
    assert not public.tables[0].rows


def test_two_tables_may_not_together_show_a_few_people_in_both() -> None:
    region, group = table(30, 20, name="region"), table(25, 12, 13, name="group")
    public = protect((region, group), RULES)
    assert rows(public, 0) == {"A": 30, "B": 20}
    assert rows(public, 1) == {}, "30 + 25 of 50 would prove that exactly 5 or more are in both"


def test_a_combined_row_never_stands_for_a_single_label() -> None:
    region, group = table(30, 20, name="region"), table(12, 13, 25, name="group")
    assert protect((region, group), RULES).tables[1].covered == ("B", "C")


def test_tables_of_different_totals_are_refused() -> None:
    with pytest.raises(ValueError, match="same total"):
        protect((table(20, 20), table(20, 21)), RULES)


@pytest.mark.parametrize("cells", [2, 3, 4])
@pytest.mark.parametrize("known", [0, 1])
def test_a_reader_who_runs_the_program_on_every_possible_truth_learns_no_small_count(
    cells: int, known: int
) -> None:
    """Brute force: group every table by its page; each hidden cell may be empty or well filled."""
    rules = Rules(threshold=3, known_cases=known)
    for total in range(13):
        truths: dict[Public, list[tuple[int, ...]]] = defaultdict(list)
        for counts in compositions(total, cells):
            truths[protect((table(*counts),), rules)].append(counts)
        for public, possible in truths.items():
            if public.households is None:
                continue
            for hidden in range(len(public.tables[0].rows), cells):
                seen = {counts[hidden] for counts in possible}
                assert 0 in seen, (public, hidden)
                assert max(seen) >= rules.threshold, (public, hidden)


def test_a_reader_of_two_tables_who_runs_the_program_learns_no_small_count_in_either() -> None:
    for total in range(3, 10):
        truths: dict[Public, list[tuple[tuple[int, ...], tuple[int, ...]]]] = defaultdict(list)
        for first, second in product(compositions(total, 3), repeat=2):
            public = protect((table(*first), table(*second, name="group")), SMALL)
            truths[public].append((first, second))
        for public, possible in truths.items():
            for number in (0, 1):
                for hidden in range(len(public.tables[number].rows), 3):
                    seen = {pair[number][hidden] for pair in possible}
                    assert 0 in seen and max(seen) >= 3, (public, number, hidden)


def test_no_row_of_one_table_and_row_of_another_prove_that_a_few_are_in_both() -> None:
    for total in range(3, 10):
        for first, second in product(compositions(total, 3), repeat=2):
            public = protect((table(*first), table(*second, name="group")), SMALL)
            for a, b in product(rows(public, 0).values(), rows(public, 1).values()):
                assert not 0 < a + b - total < 3


counts = st.lists(st.integers(0, 40), min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(counts, st.integers(0, 30), st.sampled_from([0, 2]))
def test_whatever_the_program_publishes_survives_the_attack(
    first: list[int], shift: int, known: int
) -> None:
    rules = Rules(known_cases=known)
    second = [*first[shift % len(first) :], *first[: shift % len(first)]]
    public = protect((table(*first), table(*second, name="group")), rules)
    verdict = attack(public, rules, rerun(rules))
    assert verdict.holds, verdict.findings


@given(counts)
def test_published_rows_always_add_up(people: list[int]) -> None:
    public = protect((table(*people),), RULES)
    shown = public.tables[0]
    if shown.rows:
        lines = [*shown.rows, *([shown.combined] if shown.combined else [])]
        assert sum(line.households for line in lines) == public.households == sum(people)
        assert sum(line.cents for line in lines) == public.cents
        assert all(line.households >= RULES.threshold for line in lines)


def with_hidden(true: Table, hidden: set[str]) -> Public:
    """The page of `true` with one combined row for the hidden labels."""
    other = merged(COMBINED, (cell for cell in true.cells if cell.label in hidden))
    return Public(
        true.households,
        true.cents,
        (
            PublicTable(
                true.name,
                tuple(
                    Row(cell.label, cell.households, cell.cents)
                    for cell in true.cells
                    if cell.label not in hidden
                ),
                Row(COMBINED, other.households, other.cents) if hidden else None,
                tuple(cell.label for cell in true.cells if cell.label in hidden),
            ),
        ),
    )


def smallest_partner(tables: tuple[Table, ...], rules: Rules = SMALL) -> Public:
    """The method of most offices: hide the small cells and the smallest other one."""
    (true,) = tables
    hidden = {cell.label for cell in true.cells if not may_stand(cell, rules, at_least=3)}
    if len(hidden) == 1:
        rest = [cell for cell in true.cells if cell.label not in hidden]
        hidden.add(min(rest, key=lambda cell: (cell.households, cell.label)).label)
    return with_hidden(true, hidden)


def test_the_attack_breaks_the_method_of_hiding_the_smallest_partner() -> None:
    """The choice of partner tells: had D been empty, A and not C would have been hidden with it."""
    public = smallest_partner((table(4, 7, 1, 3),))
    assert public.tables[0].covered == ("C", "D")
    found = attack(public, SMALL, smallest_partner).findings
    assert ("D", "a reader can tell that somebody is here") in {(f.label, f.why) for f in found}


def fixed_partner(tables: tuple[Table, ...]) -> Public:
    """Hide the small cells, and the first of the others in a fixed order if there is only one."""
    (true,) = tables
    hidden = {cell.label for cell in true.cells if cell.households < 3}
    if len(hidden) == 1:
        hidden.add(next(cell.label for cell in true.cells if cell.label not in hidden))
    return with_hidden(true, hidden)


def test_the_attack_breaks_a_partner_in_fixed_order_too() -> None:
    """Had A been empty, B would have been hidden with it, not C."""
    public = fixed_partner((table(5, 7, 1, 6),))
    assert public.tables[0].covered == ("A", "C")
    found = attack(public, SMALL, fixed_partner).findings
    assert {(f.label, f.why) for f in found} >= {
        ("A", "a reader can tell that somebody is here"),
        ("C", "a reader can tell that few people are here"),
    }


def test_the_attack_breaks_a_combined_row_that_is_small() -> None:
    public = Public(
        50,
        5000,
        (
            PublicTable(
                "region",
                (Row("A", 25, 2500), Row("B", 20, 2000)),
                Row(COMBINED, 5, 500),
                ("C", "D"),
            ),
        ),
    )
    assert not attack(public, RULES, lambda _: public).holds


def test_the_attack_breaks_a_single_hidden_cell() -> None:
    public = Public(
        50, 5000, (PublicTable("region", (Row("A", 30, 3000),), Row(COMBINED, 20, 2000), ("B",)),)
    )
    assert not attack(public, RULES, lambda _: public).holds


def test_the_attack_breaks_two_tables_that_show_a_few_people_in_both() -> None:
    one = PublicTable("region", (Row("A", 30, 3000), Row("B", 20, 2000)))
    two = PublicTable("group", (Row("A", 25, 2500), Row("B", 25, 2500)))
    public = Public(50, 5000, (one, two))
    found = attack(public, RULES, lambda _: public).findings
    assert "in both" in found[0].why


def test_the_attack_finds_figures_that_do_not_add_up() -> None:
    public = Public(50, 5000, (PublicTable("region", (Row("A", 30, 3000), Row("B", 19, 2000))),))
    found = attack(public, RULES, lambda _: public).findings
    assert [finding.why for finding in found] == ["the households do not add up"]
