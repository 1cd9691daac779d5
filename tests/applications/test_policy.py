"""The committee's arithmetic, against brute force."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.policy import (
    Ballot,
    Request,
    Reviewer,
    Rules,
    Spent,
    cap_findings,
    caps_left,
    conflict,
    line_bounds,
    outcome,
    room_cents,
    room_in_words,
    seats,
    why_not_alone,
)

RULES = Rules(
    cap_application_cents=1_000_00,
    cap_twelve_months_cents=1_500_00,
    cap_lifetime_cents=3_000_00,
    emergency_alone_up_to_cents=500_00,
    one_reviewer_up_to_cents=500_00,
    quorum=3,
    payable_categories=frozenset({"motel"}),
)
ASKED = {1: 600_00}


def ballots(*amounts: int, chair_at: int | None = None) -> list[Ballot]:
    return [Ballot({1: amount}, is_chair=i == chair_at) for i, amount in enumerate(amounts)]


def decide(*amounts: int, chair_at: int | None = None, nobody_left: bool = False) -> int | None:
    found = outcome(
        ballots(*amounts, chair_at=chair_at), asked=ASKED, seats=3, nobody_left=nobody_left
    )
    return found[1] if found else None


def test_one_reviewer_decides_up_to_500_dollars_and_a_quorum_above() -> None:
    assert seats(RULES, 500_00) == 1
    assert seats(RULES, 500_01) == 3


def test_two_equal_votes_of_three_close_the_vote() -> None:
    assert decide(450_00, 450_00) == 450_00


def test_two_different_votes_wait_for_the_third() -> None:
    assert decide(450_00, 400_00) is None
    assert decide(450_00, 400_00, 600_00) == 450_00


def test_one_vote_of_three_decides_nothing() -> None:
    assert decide(600_00) is None


def test_two_refusals_decline_whatever_the_third_says() -> None:
    assert decide(0, 0) == 0


def test_a_tie_goes_to_the_chair_when_nobody_is_left_to_vote() -> None:
    assert decide(450_00, 0, chair_at=0, nobody_left=True) == 450_00
    assert decide(450_00, 0, chair_at=1, nobody_left=True) == 0


def test_without_a_chair_a_tie_waits_and_is_never_approved_by_itself() -> None:
    assert decide(450_00, 0, nobody_left=True) is None


def test_a_lone_chair_is_no_quorum() -> None:
    assert decide(450_00, chair_at=0, nobody_left=True) is None


votes = st.integers(0, 5)


@given(st.lists(votes, min_size=0, max_size=5), st.sampled_from([1, 3, 5]))
def test_an_early_close_never_differs_from_the_full_count(cast: list[int], chairs: int) -> None:
    """Brute force: every way in which the missing seats could vote."""
    cast = cast[:chairs]
    least, most = line_bounds(cast, chairs, 5)
    majority = chairs // 2
    results = {
        sorted([*cast, *rest], reverse=True)[majority]
        for rest in product(range(6), repeat=chairs - len(cast))
    }
    assert (least, most) == (min(results), max(results))


@given(st.lists(votes, min_size=3, max_size=3))
def test_a_majority_supports_the_outcome_and_none_supports_more(cast: list[int]) -> None:
    found = outcome([Ballot({1: v}) for v in cast], asked={1: 5}, seats=3, nobody_left=False)
    assert found is not None
    assert sum(vote >= found[1] for vote in cast) >= 2
    assert sum(vote > found[1] for vote in cast) < 2


def test_room_is_what_the_tightest_cap_leaves() -> None:
    assert room_cents(RULES, Spent()) == 1_000_00
    assert room_cents(RULES, Spent(1_200_00, 1_200_00)) == 300_00
    assert room_cents(RULES, Spent(0, 2_900_00)) == 100_00
    assert room_cents(RULES, Spent(2_000_00, 5_000_00)) == 0


MARCH_3 = date(2027, 3, 3)


@pytest.mark.parametrize(
    ("spent", "has_card", "words"),
    [
        (Spent(), False, "Up to $1,000.00 a request."),
        (Spent(), True, "With the card: $1,500.00 left for 12 months."),
        (Spent(860_00, 860_00, MARCH_3), True, "With the card: $640.00 left until March 3."),
        (Spent(1_500_00, 1_500_00, MARCH_3), True, "With the card: nothing left until March 3."),
        (Spent(1_640_00, 1_640_00, MARCH_3), True, "With the card: nothing left until March 3."),
        (Spent(500_00, 2_900_00, MARCH_3), True, "With the card: $100.00 left in all."),
        (Spent(0, 3_000_00), True, "With the card: nothing left in all."),
    ],
)
def test_what_is_left_in_words(spent: Spent, has_card: bool, words: str) -> None:
    said = room_in_words(RULES, spent, has_card=has_card)
    assert said.startswith("Up to $1,000.00 a request.") and said.endswith(words)
    assert ("card" in said) == has_card


cents = st.integers(0, 5_000_00)


@given(st.lists(st.tuples(cents, cents, cents), max_size=8))
def test_no_household_is_ever_awarded_more_than_the_caps_and_what_was_granted(
    requests: list[tuple[int, int, int]],
) -> None:
    """Any requests, grants and votes, one after another within twelve months."""
    awarded = granted = 0
    for asked, wished, voted in requests:
        spent = Spent(awarded, awarded)
        lifted = min(wished, max(0, asked - room_cents(RULES, spent)))
        most = room_cents(RULES, spent, lifted)
        approved = min(voted, asked, most)
        assert approved <= RULES.cap_application_cents + lifted
        awarded, granted = awarded + approved, granted + lifted
        assert awarded <= RULES.cap_twelve_months_cents + granted
        assert awarded <= RULES.cap_lifetime_cents + granted


@given(st.builds(Spent, cents, cents), cents)
def test_what_is_left_is_never_negative_and_a_grant_adds_just_itself(
    spent: Spent, lifted: int
) -> None:
    left = caps_left(RULES, spent)
    least = min(left.application_cents, left.twelve_months_cents, left.lifetime_cents)
    assert least >= 0
    assert room_cents(RULES, spent) == least
    assert room_cents(RULES, spent, lifted) == least + lifted


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        ({}, "stop", "by $140.00: needs an exception."),
        (
            {"asks_more": True},
            "wait",
            "by $140.00: needs an exception, and the agency asks for one.",
        ),
        (
            {"asks_more": True, "lifted_cents": 140_00},
            "info",
            "by $140.00: the chair allows $140.00 above what is left.",
        ),
        (
            {"asks_more": True, "lifted_cents": 100_00},
            "stop",
            "the chair allows $100.00 above what is left, which is not enough.",
        ),
    ],
)
def test_a_cap_that_is_passed_says_whether_an_exception_is_asked_or_granted(
    given: dict[str, int], kind: str, words: str
) -> None:
    spent = Spent(1_000_00, 1_000_00)
    (found,) = cap_findings(RULES, spent, 640_00, **given)  # type: ignore[arg-type]
    assert found.kind == kind and found.words.endswith(words)


def test_a_request_is_over_by_what_it_asks_at_most() -> None:
    """An earlier exception has passed the cap of the year: that part is not this request's."""
    findings = cap_findings(RULES, Spent(1_640_00, 1_640_00), 100_00)
    assert [f.words for f in findings] == [
        "Over the 12-month cap of $1,500.00 by $100.00: needs an exception."
    ]


def test_each_cap_that_is_passed_is_named_with_its_amount() -> None:
    words = [finding.words for finding in cap_findings(RULES, Spent(1_000_00, 1_000_00), 640_00)]
    assert words == ["Over the 12-month cap of $1,500.00 by $140.00: needs an exception."]


def test_one_person_decides_alone_only_an_emergency_up_to_the_limit() -> None:
    assert why_not_alone(RULES, lane="emergency", approved_cents=500_00) is None
    assert "Only an emergency" in (why_not_alone(RULES, lane="urgent", approved_cents=1) or "")
    assert "$500.00" in (why_not_alone(RULES, lane="emergency", approved_cents=500_01) or "")


def test_conflicts_are_derived_from_agency_vendor_tie_and_supervision() -> None:
    request = Request(agency_id=1, filed_by_id=10, vendor_agency_ids=frozenset({2}))

    def reviewer(agencies: set[int], supervised: set[int], me: int = 99) -> Reviewer:
        return Reviewer(me, frozenset(agencies), frozenset(supervised))

    assert conflict(reviewer(set(), set()), request) is None
    assert conflict(reviewer({3}, {11}), request) is None
    assert "agency that filed" in (conflict(reviewer({1}, set()), request) or "")
    assert "tie to a vendor" in (conflict(reviewer({2}, set()), request) or "")
    assert "supervise" in (conflict(reviewer(set(), {10}), request) or "")
    assert "You filed" in (conflict(reviewer(set(), set(), me=10), request) or "")
