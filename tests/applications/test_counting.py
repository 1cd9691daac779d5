"""The count of a committee's votes, against brute force over all small committees."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.policy import (
    Committee,
    Line,
    Request,
    Reviewer,
    Said,
    Vote,
    Waits,
    is_tie,
    line_bounds,
    majority,
    outcome,
    settle,
    tally,
    waits_for,
    without_conflict,
)

ASKED = 2
AMOUNTS = range(ASKED + 1)
"""Nothing, a part, and all that was asked: no more is told apart."""


def committees(seats: tuple[int, ...], most: int) -> Iterator[tuple[Line, Committee]]:
    """Every line with every vote on it, at most one of them the chair's, in every order."""
    for size, voters, is_late in product(seats, range(most + 1), (False, True)):
        for cast in range(voters + 1):
            for amounts in product(AMOUNTS, repeat=cast):
                chairs = [*range(cast), *([None] if cast < voters else []), "none"]
                for chair in chairs:
                    votes = tuple(Vote(v, at == chair) for at, v in enumerate(amounts))
                    yield (
                        Line(ASKED, votes),
                        Committee(size, voters, chair != "none", is_late),
                    )


SMALL = list(committees((1, 3), 3))
ALL = pytest.param(((1, 3, 5), 5), marks=pytest.mark.long, id="up to five members and seats")
SIZES = pytest.mark.parametrize("size", [pytest.param(((1, 3), 3), id="up to three"), ALL])
Size = tuple[tuple[int, ...], int]


def by_hand(votes: Sequence[Vote], seats: int) -> set[int]:
    """What a line may come to if the seats left empty were filled in any way."""
    cast = [vote.cents for vote in votes[:seats]]
    return {
        max(a for a in AMOUNTS if 2 * sum(v >= a for v in [*cast, *rest]) > seats)
        for rest in product(AMOUNTS, repeat=seats - len(cast))
    }


def full_count(line: Line, committee: Committee) -> int | None:
    """The outcome when everybody has spoken: of the seats, or with the chair's vote in those that
    nobody could take; None if there is none."""
    seats, votes = committee.seats, line.votes
    chair = [vote for vote in votes if vote.is_chairs]
    found = by_hand(votes, seats)
    if len(found) > 1 and chair and 2 * len(votes) > seats:
        found = by_hand((*votes, *chair * (seats - len(votes))), seats)
    return found.pop() if len(found) == 1 else None


@cache
def ends(line: Line, committee: Committee) -> frozenset[int | None]:
    """Every outcome that the full count can have, whatever those who are left do."""
    left = committee.voters - len(line.votes)
    if not left:
        return frozenset({full_count(line, committee)})
    chair_left = committee.has_chair and not any(vote.is_chairs for vote in line.votes)
    who = [True] * chair_left + [False] * (left > chair_left)
    found: set[int | None] = set()
    for is_chairs in who:
        for cents in AMOUNTS:
            voted = Line(line.asked_cents, (*line.votes, Vote(cents, is_chairs)))
            found |= ends(voted, committee)
        has_chair = committee.has_chair and not is_chairs
        found |= ends(line, Committee(committee.seats, committee.voters - 1, has_chair))
    return frozenset(found)


@SIZES
def test_an_early_close_never_differs_from_the_full_count(size: Size) -> None:
    """Over every committee, and every way in which it can go on: votes and abstentions."""
    closed = 0
    for line, committee in committees(*size):
        if committee.is_escalated:
            continue
        early = settle(line, committee)
        possible = ends(line, committee)
        if early is not None:
            assert possible == {early}, (line, committee)
            closed += len(line.votes) < committee.voters
        elif len(line.votes) == committee.voters:
            assert possible == {None}, (line, committee)
    assert closed > 10, "the close is early in some of them"


@SIZES
def test_nothing_is_ever_decided_for_want_of_votes(size: Size) -> None:
    """Below a majority of votes only the chair decides, only when it was escalated and no
    majority exists; and nobody gets more than a voter supports."""
    for line, committee in committees(*size):
        cents = settle(line, committee)
        if cents is None:
            continue
        supporters = [vote for vote in line.votes if vote.cents >= cents]
        assert line.votes and supporters
        if len(line.votes) < majority(committee.seats):
            assert committee.is_escalated and committee.voters < majority(committee.seats)
            assert [vote.cents for vote in line.votes if vote.is_chairs]
        elif 2 * len(supporters) <= committee.seats:
            assert any(vote.is_chairs for vote in supporters), "a tie is the chair's to break"


@SIZES
def test_every_line_ends_decided_or_escalated(size: Size) -> None:
    """When everybody has spoken it is settled, or waits for the chair or for somebody new."""
    for line, committee in committees(*size):
        if len(line.votes) == committee.voters:
            waits = waits_for({1: line}, committee)
            assert (waits is None) == (settle(line, committee) is not None)
            assert waits in (None, Waits.CHAIR, Waits.OUTSIDE), (line, committee)


@SIZES
def test_there_is_a_way_out_of_every_count(size: Size) -> None:
    """Whom it waits for can bring it nearer to its end: the chair and a chair who is newly named by
    one vote, the members by theirs, after which a tie without a chair waits for somebody new."""
    for line, committee in committees(*size):
        match waits_for({1: line}, committee):
            case Waits.OUTSIDE:
                assert not committee.has_chair
                named = Committee(committee.seats, committee.voters + 1, True, is_escalated=True)
                joined = Line(ASKED, (*line.votes, Vote(ASKED, is_chairs=True)))
                assert waits_for({1: joined}, named) in (None, Waits.MEMBERS)
            case Waits.CHAIR:
                late = Committee(committee.seats, committee.voters, True, True)
                chairs = any(vote.is_chairs for vote in line.votes)
                voted = line if chairs else Line(ASKED, (*line.votes, Vote(ASKED, True)))
                assert settle(voted, late) is not None or len(voted.votes) < late.voters
            case Waits.MEMBERS:
                assert len(line.votes) < committee.voters
                can_end = bool(ends(line, committee) - {None})
                assert can_end or not committee.has_chair, (line, committee)


@pytest.mark.parametrize(("line", "committee"), SMALL[::7])
def test_the_bounds_of_a_line_are_what_its_missing_votes_can_make_of_it(
    line: Line, committee: Committee
) -> None:
    cast = [vote.cents for vote in line.votes[: committee.seats]]
    found = by_hand(line.votes, committee.seats)
    assert line_bounds(cast, committee.seats, ASKED) == (min(found), max(found))


def said(*cents: int, chair: int | None = None) -> Line:
    return Line(600_00, tuple(Vote(each, at == chair) for at, each in enumerate(cents)))


def test_two_equal_votes_of_three_close_the_vote() -> None:
    assert settle(said(450_00, 450_00), Committee(3, 3)) == 450_00


def test_two_different_votes_wait_for_the_third() -> None:
    assert settle(said(450_00, 400_00), Committee(3, 3)) is None
    assert settle(said(450_00, 400_00, 600_00), Committee(3, 3)) == 450_00


def test_two_refusals_decline_whatever_the_third_says() -> None:
    assert settle(said(0, 0), Committee(3, 3)) == 0


def test_one_vote_of_three_decides_nothing() -> None:
    assert settle(said(600_00), Committee(3, 3)) is None
    assert waits_for({1: said(600_00)}, Committee(3, 3)) is Waits.MEMBERS


def test_a_tie_is_the_chairs_when_nobody_is_left() -> None:
    for_all, for_none = said(450_00, 0, chair=0), said(450_00, 0, chair=1)
    assert settle(for_all, Committee(3, 2, has_chair=True)) == 450_00
    assert settle(for_none, Committee(3, 2, has_chair=True)) == 0
    assert is_tie({1: for_all}, Committee(3, 2, has_chair=True))


def test_a_tie_without_a_chair_waits_for_somebody_new() -> None:
    assert settle(said(450_00, 0), Committee(3, 2)) is None
    assert waits_for({1: said(450_00, 0)}, Committee(3, 2)) is Waits.OUTSIDE


def test_after_the_clock_a_tie_does_not_wait_for_the_silent() -> None:
    tie = said(450_00, 0, chair=0)
    assert settle(tie, Committee(3, 3, has_chair=True)) is None
    assert settle(tie, Committee(3, 3, has_chair=True, is_escalated=True)) == 450_00


def test_a_lone_chair_decides_only_when_no_majority_exists_and_the_clock_is_over() -> None:
    alone = said(450_00, chair=0)
    assert settle(alone, Committee(3, 1, True)) is None
    assert settle(alone, Committee(3, 1, True, is_escalated=True)) == 450_00
    assert settle(alone, Committee(3, 2, True, is_escalated=True)) is None, "another could vote"


def test_one_open_line_keeps_the_others_waiting() -> None:
    lines = {1: said(600_00, 600_00), 2: said(600_00)}
    assert outcome(lines, Committee(3, 3)) is None
    assert outcome({1: lines[1]}, Committee(3, 3)) == {1: 600_00}


def test_an_abstention_gives_up_the_seat_and_is_no_vote() -> None:
    words = [Said(1, None, None), Said(2, 7, 600_00)]
    lines, committee = tally(
        words, {1: True, 2: False, 3: False}, {7: 600_00}, seats=3, is_escalated=False
    )
    assert lines == {7: Line(600_00, (Vote(600_00),))}
    assert (committee.voters, committee.has_chair) == (2, False)


def test_a_question_is_no_vote_and_its_seat_is_free() -> None:
    words = [Said(1, 7, None), Said(2, 7, 0), Said(3, 7, 0)]
    lines, committee = tally(
        words, dict.fromkeys((1, 2, 3), False), {7: 600_00}, seats=3, is_escalated=False
    )
    assert outcome(lines, committee) == {7: 0} and committee.voters == 3


WORDS = st.one_of(
    st.none(),
    st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=2, max_size=2),
)
MEMBER = st.tuples(
    st.frozensets(st.integers(1, 3), max_size=2),
    st.frozensets(st.integers(10, 12), max_size=2),
    st.booleans(),
    WORDS,
)


def spoken(members: list[tuple[frozenset[int], frozenset[int], bool, list[int | None] | None]]):  # type: ignore[no-untyped-def]
    reviewers, words = [], []
    for at, (agencies, supervised, _chairs, said_of) in enumerate(members, start=10):
        reviewers.append(Reviewer(at, agencies, supervised))
        if said_of is None:
            words.append(Said(at, None, None))
        else:
            words += [Said(at, need, cents) for need, cents in enumerate(said_of)]
    return reviewers, words


@given(st.lists(MEMBER, max_size=6), st.sampled_from([1, 3, 5]), st.booleans())
def test_nobody_with_a_conflict_is_ever_counted(members, seats, is_escalated) -> None:  # type: ignore[no-untyped-def]
    """What they said makes no difference, nor does their being there."""
    request = Request(agency_id=1, filed_by_id=11, vendor_agency_ids=frozenset({2}))
    reviewers, words = spoken(members)
    free = without_conflict(reviewers, request)
    for at, (agencies, supervised, _chairs, _said) in enumerate(members, start=10):
        is_tied = bool(agencies & {1, 2}) or at == 11 or 11 in supervised
        assert (at in free) is not is_tied
    voting = {at: members[at - 10][2] for at in free}
    counted = tally(words, voting, {0: 3, 1: 3}, seats=seats, is_escalated=is_escalated)
    theirs = [word for word in words if word.reviewer in free]
    assert counted == tally(theirs, voting, {0: 3, 1: 3}, seats=seats, is_escalated=is_escalated)
    lines, committee = counted
    assert committee.voters <= len(free)
    assert all(len(line.votes) <= committee.voters for line in lines.values())
