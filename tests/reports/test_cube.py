"""The true tables: every cent once, every household once."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.cube import Cube, CubeError, Shape, build

SHAPE = Shape(regions=("North", "South"), groups=("housing", "daily"))
JANUARY, APRIL = date(2026, 1, 1), date(2026, 4, 1)


@dataclass(frozen=True)
class Settled:
    household: str
    cents: int
    region: str = "North"
    category_group: str = "housing"
    month: date = JANUARY
    fund: str = "general"
    counted: bool = True


def cube(*facts: Settled) -> Cube:
    return build(facts, SHAPE, since=JANUARY, until=APRIL)


def test_a_household_is_counted_once_where_most_of_its_help_went() -> None:
    made = cube(Settled("h1", 100), Settled("h1", 900, category_group="daily"), Settled("h2", 50))
    assert [cell.households for cell in made.group.cells] == [1, 1]
    assert [cell.cents for cell in made.group.cells] == [150, 900]
    assert [cell.households for cell in made.region.cells] == [2, 0]


def test_a_tie_goes_to_the_cell_declared_first() -> None:
    made = cube(Settled("h1", 100, category_group="daily"), Settled("h1", 100))
    assert [cell.households for cell in made.group.cells] == [1, 0]


def test_money_that_came_back_is_taken_off_and_shown() -> None:
    made = cube(Settled("h1", 500), Settled("h1", -500), Settled("h2", 300))
    assert (made.paid_cents, made.returned_cents) == (800, 500)
    assert made.region.cents == 300
    assert made.region.households == 1, "a household whose help all came back got none"


def test_a_payment_outside_the_quarter_is_refused() -> None:
    with pytest.raises(CubeError, match="outside the quarter"):
        cube(Settled("h1", 100, month=APRIL))


def test_a_region_nobody_declared_is_refused_without_naming_it() -> None:
    with pytest.raises(CubeError) as refused:
        cube(Settled("h1", 100, region="Atlantis"))
    assert "Atlantis" not in str(refused.value)


fact = st.builds(
    Settled,
    household=st.sampled_from(["h1", "h2", "h3", "h4"]),
    cents=st.integers(-300, 900).filter(bool),
    region=st.sampled_from(SHAPE.regions),
    category_group=st.sampled_from(SHAPE.groups),
)


@given(st.lists(fact, max_size=20))
def test_every_table_reconciles_to_the_cent_and_to_the_household(facts: list[Settled]) -> None:
    made = cube(*facts)
    assert made.region.cents == made.group.cents == made.paid_cents - made.returned_cents
    assert made.region.cents == sum(one.cents for one in facts)
    assert made.region.households == made.group.households
