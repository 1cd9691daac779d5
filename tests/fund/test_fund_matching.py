"""Which fund pays which line: the narrowest money first, and no line waits that could be paid."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fund.matching import Bill, Purse, Shares, Why, answer, give_back, plan, reasons, suggest

TODAY = date(2026, 11, 25)
HOUSING, DAILY = "housing", "daily"
PORTLAND, BANGOR = 1, 2


def general(cents: int, number: int = 1) -> Purse:
    return Purse(number, "general", "General fund", cents)


def housing(cents: int, number: int = 2, ends_on: date | None = None) -> Purse:
    return Purse(
        number,
        f"housing-{number}",
        f"Housing {number}",
        cents,
        is_restricted=True,
        purpose=HOUSING,
        purpose_label="Shelter and housing",
        ends_on=ends_on,
    )


def bangor(cents: int, number: int = 3, purpose: str = "") -> Purse:
    return Purse(
        number,
        f"bangor-{number}",
        "Northern fund",
        cents,
        is_restricted=True,
        purpose=purpose,
        region_id=BANGOR,
        region="Bangor",
    )


def motel(cents: int, number: int = 1, region: int = PORTLAND) -> Bill:
    return Bill(number, HOUSING, region, cents)


def food(cents: int, number: int = 2, region: int = PORTLAND) -> Bill:
    return Bill(number, DAILY, region, cents)


def test_a_line_is_paid_from_restricted_money_first_and_the_rest_from_the_general_fund() -> None:
    assert suggest([motel(300)], [general(500), housing(200)], TODAY) == {1: {2: 200, 1: 100}}


def test_the_narrower_restriction_is_spent_first_and_then_what_ends_sooner() -> None:
    both = bangor(10, number=7, purpose=HOUSING)
    soon, later = housing(10, 8, date(2026, 12, 31)), housing(10, 9)
    funds = [general(10), later, bangor(10), soon, both]
    (shares,) = suggest([motel(50, region=BANGOR)], funds, TODAY).values()
    assert sorted(shares) == [1, 3, 7, 8, 9]
    assert suggest([motel(15, region=BANGOR)], funds, TODAY) == {1: {7: 10, 8: 5}}


def test_a_line_that_could_take_its_money_elsewhere_makes_room_for_one_that_cannot() -> None:
    """First come, first served would give the northern fund to the motel and leave the food."""
    funds = [bangor(100), housing(100, ends_on=None)]
    lines = [motel(100, region=BANGOR), food(100, region=BANGOR)]
    assert suggest(lines, funds, TODAY) == {1: {2: 100}, 2: {3: 100}}


def test_a_line_is_paid_whole_or_not_at_all_and_a_smaller_one_behind_it_still_is() -> None:
    assert suggest([motel(300), food(80)], [general(250)], TODAY) == {2: {1: 80}}


def test_a_fund_that_is_overdrawn_pays_nothing() -> None:
    assert suggest([motel(10)], [general(-50), housing(9)], TODAY) == {}


@pytest.mark.parametrize(
    ("purse", "words"),
    [
        (general(0), "General fund has too little money left."),
        (general(120), "Can pay up to $1.20."),
        (general(300), "Can pay all of it."),
        (housing(500), "Can pay all of it."),
        (bangor(500), "Northern fund pays only in the Bangor region."),
        (housing(500, ends_on=date(2026, 11, 24)), "Housing 2 ended on November 24, 2026."),
        (
            Purse(5, "next", "Next year", 500, starts_on=date(2027, 1, 1)),
            "Next year starts on January 1, 2027.",
        ),
    ],
)
def test_each_fund_says_what_it_can_do_for_a_line(purse: Purse, words: str) -> None:
    assert answer(purse, motel(300), TODAY) == words


def test_a_fund_for_something_else_says_what_it_is_for() -> None:
    words = answer(housing(500), food(300), TODAY)
    assert words == "Housing 2 pays only for: Shelter and housing."


def test_a_fund_pays_on_its_first_and_on_its_last_day() -> None:
    purse = Purse(5, "day", "One day", 500, starts_on=TODAY, ends_on=TODAY)
    assert answer(purse, motel(300), TODAY) == "Can pay all of it."


def test_a_line_that_waits_says_why_of_every_fund() -> None:
    funds = [general(10), housing(5), bangor(500)]
    assert reasons(food(300), funds, TODAY) == {
        "general": Why.SHORT,
        "housing-2": Why.PURPOSE,
        "bangor-3": Why.REGION,
    }


def test_the_funds_that_were_chosen_pay_and_the_other_lines_get_what_is_left() -> None:
    funds = [general(400), housing(300)]
    found = plan([motel(300), food(100)], funds, TODAY, {1: {1: 300}})
    assert found.shares == {1: {1: 300}, 2: {1: 100}}
    assert not found.not_as_chosen


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param({1: 301}, id="more than the line"),
        pytest.param({1: 200}, id="less than the line"),
        pytest.param({1: 400, 2: -100}, id="a negative share"),
        pytest.param({3: 300}, id="a fund for another region"),
        pytest.param({9: 300}, id="no such fund"),
        pytest.param({2: 250, 1: 50}, id="more than the fund has free"),
    ],
)
def test_a_choice_that_cannot_be_kept_gives_way_to_the_suggestion(chosen: Shares) -> None:
    funds = [general(400), housing(200), bangor(900)]
    found = plan([motel(300)], funds, TODAY, {1: chosen})
    assert found.shares == {1: {2: 200, 1: 100}}
    assert found.not_as_chosen == {1}


def test_two_lines_cannot_choose_the_same_money() -> None:
    chosen = {1: {1: 200}, 2: {1: 200}}
    found = plan([motel(200), food(200)], [general(300), housing(500)], TODAY, chosen)
    assert found.shares == {1: {1: 200}}
    assert found.not_as_chosen == {2}


def _worlds() -> st.SearchStrategy[tuple[list[Bill], list[Purse]]]:
    """Up to three lines and three funds of a few cents each."""
    line = st.tuples(
        st.sampled_from([HOUSING, DAILY]), st.sampled_from([PORTLAND, BANGOR]), st.integers(1, 4)
    )
    fund = st.tuples(
        st.sampled_from(["", HOUSING, DAILY]),
        st.sampled_from([None, PORTLAND, BANGOR]),
        st.integers(-1, 5),
    )

    def made(
        lines: list[tuple[str, int, int]], funds: list[tuple[str, int | None, int]]
    ) -> tuple[list[Bill], list[Purse]]:
        bills = [Bill(number, *line) for number, line in enumerate(lines, start=1)]
        purses = [
            Purse(n, f"f{n}", f"F{n}", cents, bool(p or r is not None), p, p, r)
            for n, (p, r, cents) in enumerate(funds, start=1)
        ]
        return bills, purses

    return st.builds(made, st.lists(line, max_size=3), st.lists(fund, max_size=3))


def _fits(bill: Bill, purse: Purse) -> bool:
    return purse.purpose in ("", bill.group) and purse.region_id in (None, bill.region_id)


def _splits(bill: Bill, purses: Sequence[Purse]) -> Iterator[tuple[int, ...]]:
    """Every way in which the funds can pay the whole line, and the one in which none does."""
    yield (0,) * len(purses)
    most = [max(0, p.free_cents) if _fits(bill, p) else 0 for p in purses]
    for split in product(*(range(min(m, bill.cents) + 1) for m in most)):
        if sum(split) == bill.cents:
            yield split


def _best(bills: Sequence[Bill], purses: Sequence[Purse]) -> tuple[list[bool], list[int]]:
    """By trying all ways: which lines are paid, and what each fund spends, by rank."""
    ranked = sorted(purses, key=lambda purse: purse.rank)
    tried = []
    for splits in product(*(_splits(bill, ranked) for bill in bills)):
        spent = [sum(split[n] for split in splits) for n in range(len(ranked))]
        if all(s <= max(0, p.free_cents) for s, p in zip(spent, ranked, strict=True)):
            tried.append(([any(split) for split in splits], spent))
    return max(tried)


@given(_worlds())
def test_no_way_of_paying_funds_a_line_that_the_suggestion_leaves(
    world: tuple[list[Bill], list[Purse]],
) -> None:
    """Against every way there is: the first lines by their order, from the narrowest money."""
    bills, purses = world
    found = suggest(bills, purses, TODAY)
    ranked = sorted(purses, key=lambda purse: purse.rank)
    spent = [sum(shares.get(p.id, 0) for shares in found.values()) for p in ranked]
    assert ([bill.id in found for bill in bills], spent) == _best(bills, purses)
    by_id = {purse.id: purse for purse in purses}
    for bill in bills:
        shares = found.get(bill.id, {})
        assert sum(shares.values()) in (0, bill.cents)
        assert all(cents > 0 and _fits(bill, by_id[f]) for f, cents in shares.items())


@given(_worlds(), st.permutations([0, 1, 2]))
def test_if_all_lines_can_be_paid_they_are_in_whatever_order_they_come(
    world: tuple[list[Bill], list[Purse]], order: list[int]
) -> None:
    bills, purses = world
    if all(_best(bills, purses)[0]):
        turned = [bills[n] for n in order if n < len(bills)]
        assert len(suggest(turned, purses, TODAY)) == len(bills)


@given(st.dictionaries(st.integers(1, 5), st.integers(1, 500_00), min_size=1), st.data())
def test_what_comes_back_goes_to_the_funds_that_paid_in_proportion(
    shares: Shares, data: st.DataObject
) -> None:
    total = sum(shares.values())
    cents = data.draw(st.integers(1, total))
    back = give_back(cents, shares)
    assert sum(back.values()) == cents
    for fund, share in shares.items():
        assert abs(back.get(fund, 0) - cents * share / total) < 1
        assert back.get(fund, 0) <= share
    assert give_back(total, shares) == shares


def test_the_cent_that_does_not_divide_goes_to_the_largest_remainder() -> None:
    assert give_back(100, {1: 100, 2: 200}) == {1: 33, 2: 67}
    assert give_back(1, {2: 100, 1: 100}) == {1: 1}
