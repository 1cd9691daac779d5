"""The fund's rules about a request and its decision. Pure: values in, decisions with reasons out.

The voting rule is the "largest amount that a majority of the quorum supports": a reviewer who
would pay $400 supports every amount up to $400. It is the median of a full quorum, so no single
vote can move the outcome past the majority's, and it needs no second ballot on a reduced line
(Black, "On the Rationale of Group Decision-making", Journal of Political Economy 56, 1948).
Majority of a quorum: Robert's Rules of Order, 12th ed., 40 and 44. See docs/decisions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from fund import dates
from fund.money import usd

SIMILAR_DAYS = 30
SIMILAR_PERCENT = 10
SIMILAR_CENTS = 20_00
"""A line to the same vendor within so many days whose amount differs by so little (by percent or
by cents, whichever is more) is worth a look: the same bill may have come in twice."""


@dataclass(frozen=True)
class Rules:
    """The figures of one FundPolicy version that these functions need; amounts in cents."""

    cap_application_cents: int
    cap_twelve_months_cents: int
    cap_lifetime_cents: int
    emergency_alone_up_to_cents: int
    one_reviewer_up_to_cents: int
    quorum: int
    payable_categories: frozenset[str]


@dataclass(frozen=True)
class Spent:
    """What the household's other requests were awarded and used, in cents. `more_on` is the day
    on which the oldest award of the twelve months no longer counts."""

    twelve_months_cents: int = 0
    lifetime_cents: int = 0
    more_on: date | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that a reviewer should know, in words."""

    kind: Literal["ok", "info", "wait", "stop"]
    words: str


def similar_cents(cents: int) -> tuple[int, int]:
    """The least and the most that is similar to `cents`, both included."""
    margin = max(cents * SIMILAR_PERCENT // 100, SIMILAR_CENTS)
    return cents - margin, cents + margin


@dataclass(frozen=True)
class CapsLeft:
    """What each cap leaves, in cents; never negative."""

    application_cents: int
    twelve_months_cents: int
    lifetime_cents: int


def caps_left(rules: Rules, spent: Spent) -> CapsLeft:
    """What each cap of the fund leaves to one more request of this household."""
    return CapsLeft(
        rules.cap_application_cents,
        max(0, rules.cap_twelve_months_cents - spent.twelve_months_cents),
        max(0, rules.cap_lifetime_cents - spent.lifetime_cents),
    )


def room_cents(rules: Rules, spent: Spent, lifted_cents: int = 0) -> int:
    """The most that this request may be awarded: what every cap leaves, and above it what a
    recorded exception allows. Never negative."""
    left = caps_left(rules, spent)
    tightest = min(left.application_cents, left.twelve_months_cents, left.lifetime_cents)
    return tightest + lifted_cents


def room_in_words(rules: Rules, spent: Spent, *, has_card: bool) -> str:
    """What is left, as the advocate reads it: the cap of a request, and with a card the tighter
    one of the two that count by household."""
    words = _("Up to %(amount)s a request.") % {"amount": usd(rules.cap_application_cents)}
    if not has_card:
        return words
    left = caps_left(rules, spent)
    cents = min(left.lifetime_cents, left.twelve_months_cents)
    if cents == left.lifetime_cents:
        said = _("With the card: %(amount)s left in all.")
    elif spent.more_on:
        said = _("With the card: %(amount)s left until %(day)s.")
    else:
        said = _("With the card: %(amount)s left for 12 months.")
    day = dates.written(spent.more_on, "MONTH_DAY_FORMAT") if spent.more_on else ""
    rest = said % {"amount": usd(cents) if cents else _("nothing"), "day": day}
    return f"{words} {rest}"


def cap_findings(
    rules: Rules, spent: Spent, asked_cents: int, *, asks_more: bool = False, lifted_cents: int = 0
) -> list[Finding]:
    """Each cap that the request passes, by how much, and whether an exception is asked
    (`asks_more`) or granted (`lifted_cents`); or one word that it passes none."""
    caps = (
        ("a request", rules.cap_application_cents, asked_cents),
        (
            "12 months",
            rules.cap_twelve_months_cents,
            spent.twelve_months_cents + asked_cents,
        ),
        ("a lifetime", rules.cap_lifetime_cents, spent.lifetime_cents + asked_cents),
    )
    kind: Literal["info", "wait", "stop"] = "wait" if asks_more else "stop"
    rest = ": an exception is asked." if asks_more else "."
    if lifted_cents:
        kind = "info" if asked_cents <= room_cents(rules, spent, lifted_cents) else "stop"
        rest = f": an exception allows {usd(lifted_cents)} above what is left."
    over = [
        Finding(
            kind,
            f"Over the cap of {usd(cap)} for {name} by {usd(min(total - cap, asked_cents))}{rest}",
        )
        for name, cap, total in caps
        if total > cap
    ]
    return over or [Finding("ok", "Within every cap of the fund.")]


def seats(rules: Rules, asked_cents: int) -> int:
    """How many votes a decision counts: one for a small request, else the quorum (odd)."""
    return 1 if asked_cents <= rules.one_reviewer_up_to_cents else rules.quorum


@dataclass(frozen=True)
class Ballot:
    """One eligible reviewer's cents for each line (by need id); the chair's breaks a tie."""

    amounts: Mapping[int, int]
    is_chair: bool = False


def line_bounds(cast: Sequence[int], seats: int, asked_cents: int) -> tuple[int, int]:
    """The least and the most that a line can still come to, whatever the missing votes say."""
    majority = seats // 2 + 1
    missing = seats - len(cast)
    least = sorted([*cast, *[0] * missing], reverse=True)[majority - 1]
    most = sorted([*cast, *[asked_cents] * missing], reverse=True)[majority - 1]
    return least, most


def outcome(
    ballots: Sequence[Ballot],
    *,
    asked: Mapping[int, int],
    seats: int,
    nobody_left: bool,
) -> dict[int, int] | None:
    """The cents that each line gets, or None while a missing vote could still change one.

    `asked` are the cents asked for each line; `nobody_left` says that every eligible reviewer
    has voted. Then, if a majority of the quorum has voted, the chair's ballot fills the missing
    seats (the tie goes to the chair); without one the request waits and is escalated. Never
    approves for want of votes.
    """
    counted = list(ballots[:seats])
    chair = next((ballot for ballot in ballots if ballot.is_chair), None)
    if nobody_left and chair and len(counted) > seats // 2:
        counted += [chair] * (seats - len(counted))
    decided = {}
    for need, asked_cents in asked.items():
        least, most = line_bounds([b.amounts[need] for b in counted], seats, asked_cents)
        if least != most:
            return None
        decided[need] = least
    return decided


@dataclass(frozen=True)
class Reviewer:
    """What a conflict of interest is derived from."""

    id: int
    agency_ids: frozenset[int]
    supervised_ids: frozenset[int]


@dataclass(frozen=True)
class Request:
    """The request's side of it: whose it is and whom it would pay."""

    agency_id: int
    filed_by_id: int
    vendor_agency_ids: frozenset[int]


def conflict(reviewer: Reviewer, request: Request) -> str | None:
    """Why this person may not decide this request, derived and not declared; None if she may."""
    if reviewer.id == request.filed_by_id:
        return "You filed this request."
    if request.agency_id in reviewer.agency_ids:
        return "You work for the agency that filed this request."
    if reviewer.agency_ids & request.vendor_agency_ids:
        return "Your agency has a tie to a vendor of this request."
    if request.filed_by_id in reviewer.supervised_ids:
        return "You supervise the advocate who filed this request."
    return None


def why_not_alone(rules: Rules, *, lane: str, approved_cents: int) -> str | None:
    """Why one on-call member may not decide this alone; None if she may."""
    if lane != "emergency":
        return "Only an emergency can be decided by one person."
    if approved_cents > rules.emergency_alone_up_to_cents:
        return (
            "One person can approve at most "
            f"{usd(rules.emergency_alone_up_to_cents)}. Approve less, or vote with the committee."
        )
    return None
