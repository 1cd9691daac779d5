"""What the figures of a policy leave a request, and who may not decide it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.policy import (
    Request,
    Reviewer,
    Rules,
    Spent,
    cap_findings,
    caps_left,
    conflict,
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


def test_one_reviewer_decides_up_to_500_dollars_and_a_quorum_above() -> None:
    assert seats(RULES, 500_00) == 1
    assert seats(RULES, 500_01) == 3


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
