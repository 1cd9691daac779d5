"""How votes on a line become its outcome. Pure.

A line gets the largest amount that a majority of the seats supports: a reviewer who would pay
$400 supports every amount up to $400. It is the median of full seats, so no single vote can move
the outcome past the majority's, and a reduced line needs no second ballot (Black, "On the
Rationale of Group Decision-making", Journal of Political Economy 56, 1948). Majority, ties and
abstentions: Robert's Rules of Order, 12th ed., 40, 44 and 45. See docs/decisions/0010.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum


@dataclass(frozen=True)
class Vote:
    """The cents that one eligible reviewer would pay on a line."""

    cents: int
    is_chairs: bool = False


@dataclass(frozen=True)
class Line:
    """One line: the cents asked, and the votes on it in the order in which they took a seat.

    Whoever has asked a question about the line, or not voted, has no vote here yet.
    """

    asked_cents: int
    votes: Sequence[Vote] = ()


@dataclass(frozen=True)
class Committee:
    """Who decides a request today.

    `voters` counts the eligible members without those who abstain, `has_chair` says whether one
    of them chairs. `is_escalated`: its clock is over, or nobody was left; the chair was told.
    """

    seats: int
    voters: int
    has_chair: bool = False
    is_escalated: bool = False

    @property
    def is_short(self) -> bool:
        """Whether too few may vote for a majority of the seats, whatever they say."""
        return self.voters < majority(self.seats)


@dataclass(frozen=True)
class Said:
    """A reviewer's word on one line; `cents` is None while her question keeps it open, and
    `need` None if she abstains from all of them."""

    reviewer: int
    need: int | None
    cents: int | None


class Waits(IntEnum):
    """Whom an undecided request waits for; the higher says it for all of its lines."""

    MEMBERS = 1
    CHAIR = 2
    OUTSIDE = 3
    """Nobody who may vote can settle it: an administrator names another member or chair."""


def majority(seats: int) -> int:
    """More than half of the seats."""
    return seats // 2 + 1


def tally(
    said: Sequence[Said],
    voting: Mapping[int, bool],
    asked: Mapping[int, int],
    *,
    seats: int,
    is_escalated: bool,
) -> tuple[dict[int, Line], Committee]:
    """The votes on each line and the committee that cast them.

    `said` is in the order in which seats were taken; `voting` are those who may decide today, by
    id, with whether each chairs: what anybody else said is not counted. `asked` are the cents of
    each line.
    """
    abstain = {word.reviewer for word in said if word.need is None}
    voters = {reviewer: chairs for reviewer, chairs in voting.items() if reviewer not in abstain}
    votes: dict[int, list[Vote]] = {need: [] for need in asked}
    for word in said:
        if word.reviewer in voters and word.need is not None and word.cents is not None:
            votes[word.need].append(Vote(word.cents, voters[word.reviewer]))
    lines = {need: Line(cents, tuple(votes[need])) for need, cents in asked.items()}
    return lines, Committee(seats, len(voters), any(voters.values()), is_escalated)


def line_bounds(cast: Sequence[int], seats: int, asked_cents: int) -> tuple[int, int]:
    """The least and the most that a line can still come to, whatever the missing votes say."""
    missing = seats - len(cast)
    needed = majority(seats)
    least = sorted([*cast, *[0] * missing], reverse=True)[needed - 1]
    most = sorted([*cast, *[asked_cents] * missing], reverse=True)[needed - 1]
    return least, most


def settle(line: Line, committee: Committee) -> int | None:
    """The cents that a line gets, or None while a missing vote could still change it.

    The earliest votes fill the seats. Seats that nobody is left to fill, or that are empty when
    the request is escalated, are a tie that the chair's vote breaks: if a majority has voted, or,
    once escalated, too few may vote for one. Never decided for want of votes.
    """
    if (cents := _by_votes(line, committee)) is not None:
        return cents
    chairs = next((vote.cents for vote in line.votes if vote.is_chairs), None)
    if chairs is None or not _chair_breaks_it(line, committee):
        return None
    cast = [vote.cents for vote in line.votes]
    filled = [*cast, *[chairs] * (committee.seats - len(cast))]
    return line_bounds(filled, committee.seats, line.asked_cents)[0]


def _chair_breaks_it(line: Line, committee: Committee) -> bool:
    if len(line.votes) < majority(committee.seats):
        return committee.is_escalated and committee.is_short
    return committee.is_escalated or len(line.votes) == committee.voters


def outcome(lines: Mapping[int, Line], committee: Committee) -> dict[int, int] | None:
    """The cents that each line gets, or None while one of them is not settled."""
    settled = {need: settle(line, committee) for need, line in lines.items()}
    found = {need: cents for need, cents in settled.items() if cents is not None}
    return found if len(found) == len(settled) else None


def waits_for(lines: Mapping[int, Line], committee: Committee) -> Waits | None:
    """Whom the request waits for; None if nothing of it is open."""
    still_open = [line for line in lines.values() if settle(line, committee) is None]
    return max((_line_waits_for(line, committee) for line in still_open), default=None)


def _line_waits_for(line: Line, committee: Committee) -> Waits:
    if committee.is_short:
        return Waits.CHAIR if committee.has_chair else Waits.OUTSIDE
    if len(line.votes) == committee.voters:
        return Waits.OUTSIDE  # a tie, and no chair among them
    chair_is_missing = committee.has_chair and not any(vote.is_chairs for vote in line.votes)
    return Waits.CHAIR if committee.is_escalated and chair_is_missing else Waits.MEMBERS


def is_tie(lines: Mapping[int, Line], committee: Committee) -> bool:
    """Whether a line is settled only because the chair's vote filled a seat that nobody took."""
    return any(_by_votes(line, committee) is None for line in lines.values())


def _by_votes(line: Line, committee: Committee) -> int | None:
    cast = [vote.cents for vote in line.votes[: committee.seats]]
    least, most = line_bounds(cast, committee.seats, line.asked_cents)
    return least if least == most else None
