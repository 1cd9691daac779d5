"""Which fund pays which line. Pure: funds with what they have free, lines and a day in, cents out.

The money with the narrowest restriction is spent first, so that what may be used for anything is
left for what nothing else can pay. Lines of one request draw on the same money, so they are looked
at together: a line that could take its money elsewhere makes room for one that can't. That is a
maximum flow from funds to lines (Ford and Fulkerson, "Maximal flow through a network", Canadian
Journal of Mathematics 8, 1956), small enough to be found by hand. See docs/decisions/0063.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from django.utils.translation import gettext as _

from fund import dates
from fund.money import usd

Shares = dict[int, int]
"""Cents of one line by the fund (its id) that pays them."""


class Why(StrEnum):
    """Why a fund can't pay a line, as it is stored: one word each."""

    PURPOSE = "purpose"
    REGION = "region"
    NOT_YET = "not_yet"
    ENDED = "ended"
    SHORT = "short"
    LINE = "line"
    WEEK = "week"


@dataclass(frozen=True)
class Purse:
    """A fund: what it may pay for, and what it has free, in cents. `purpose` is a category group
    and `purpose_label` the same in words; what is empty or None does not restrict it."""

    id: int
    code: str
    name: str
    free_cents: int
    is_restricted: bool = False
    purpose: str = ""
    purpose_label: str = ""
    region_id: int | None = None
    region: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def rank(self) -> tuple[bool, int, date, str]:
        """In this order money is spent: the narrowest restriction first, of equally narrow ones
        what has to be spent sooner, and what is free of restrictions last."""
        limits = bool(self.purpose) + (self.region_id is not None)
        return (not self.is_restricted, -limits, self.ends_on or date.max, self.code)


@dataclass(frozen=True)
class Bill:
    """A line to be paid: the group of its category, its request's region, its cents. Lines of one
    `request` do not wait for each other."""

    id: int
    group: str
    region_id: int
    cents: int
    request: int = 0


def why_never(purse: Purse, bill: Bill, on: date) -> Why | None:
    """The restriction for which the fund can't pay the line, however much it has; None if none."""
    if purse.purpose and purse.purpose != bill.group:
        return Why.PURPOSE
    if purse.region_id is not None and purse.region_id != bill.region_id:
        return Why.REGION
    if purse.starts_on and on < purse.starts_on:
        return Why.NOT_YET
    if purse.ends_on and on > purse.ends_on:
        return Why.ENDED
    return None


def most_cents(purse: Purse, bill: Bill, on: date) -> int:
    """Up to what the fund can pay of the line by itself."""
    if why_never(purse, bill, on):
        return 0
    return max(0, min(purse.free_cents, bill.cents))


def in_words(why: str, purse: Purse) -> str:
    """Why this fund can't pay, as a sentence; `why` is a value of Why."""
    said = {
        Why.PURPOSE: _("%(fund)s pays only for: %(purpose)s."),
        Why.REGION: _("%(fund)s pays only in the %(region)s region."),
        Why.NOT_YET: _("%(fund)s starts on %(day)s."),
        Why.ENDED: _("%(fund)s ended on %(day)s."),
        Why.SHORT: _("%(fund)s has too little money left."),
        Why.LINE: _("%(fund)s: others waited for its money before."),
        Why.WEEK: _("%(fund)s: this week’s money is given out. It goes on next Monday."),
    }[Why(why)]
    day = purse.starts_on if why == Why.NOT_YET else purse.ends_on
    return said % {
        "fund": purse.name,
        "purpose": purse.purpose_label,
        "region": purse.region,
        "day": dates.written(day) if day else "",
    }


def answer(purse: Purse, bill: Bill, on: date) -> str:
    """What the fund can do for the line, as a sentence: pay it, pay a part of it, or why not."""
    if why := why_never(purse, bill, on):
        return in_words(why, purse)
    most = most_cents(purse, bill, on)
    if not most:
        return in_words(Why.SHORT, purse)
    if most == bill.cents:
        return _("Can pay all of it.")
    return _("Can pay up to %(amount)s.") % {"amount": usd(most)}


def reasons(
    bill: Bill, purses: Iterable[Purse], on: date, held: Mapping[int, Why] | None = None
) -> dict[str, str]:
    """Why the line has to wait, by the code of each fund: its restriction, or that its turn has
    not come (`Turn.held`), or too little money."""
    rest = (held or {}).get(bill.id, Why.SHORT)
    return {purse.code: (why_never(purse, bill, on) or rest).value for purse in purses}


class Queue(Protocol):
    """Who may be paid now: `fund.turns.Turn`."""

    def comes(self, bill: Bill, funds: Collection[int]) -> bool: ...
    def paid(self, bill: Bill) -> None: ...
    def waits(self, bill: Bill, funds: Collection[int]) -> None: ...


def suggest(
    bills: Sequence[Bill], purses: Sequence[Purse], on: date, queue: Queue | None = None
) -> dict[int, Shares]:
    """The shares of every line that can be paid, by line; a line that is missing has to wait.

    A line is paid whole or not at all, never instead of one before it, and only when its turn has
    come. Among all ways to pay the same lines this one takes the most from the first fund by
    rank, then from the second, and so on.
    """
    ranked = sorted(purses, key=lambda purse: purse.rank)
    may = {bill.id: [purse.id for purse in ranked if most_cents(purse, bill, on)] for bill in bills}
    tried = _Draft(may, ranked)
    paid = []
    for bill in bills:
        funds = _funds_of(bill, purses, on)
        if queue and not queue.comes(bill, funds):
            continue
        if tried.pay_whole(bill):
            paid.append(bill)
            if queue:
                queue.paid(bill)
        elif queue:
            queue.waits(bill, funds)
    draft = _Draft(may, ranked)
    for purse in ranked:
        for bill in paid:
            draft.draw(bill, [purse.id])
    return {bill.id: draft.shares[bill.id] for bill in paid}


@dataclass(frozen=True)
class Plan:
    """Who pays what, by line; and the lines whose chosen funds could not pay any more."""

    shares: dict[int, Shares]
    not_as_chosen: frozenset[int]


def plan(
    bills: Sequence[Bill],
    purses: Sequence[Purse],
    on: date,
    chosen: Mapping[int, Mapping[int, int]],
    queue: Queue | None = None,
) -> Plan:
    """As `suggest`, but a line in `chosen` is paid by the funds chosen for it, if they can.

    A choice that does not add up to the line, or that a fund can't bear now, is left for the
    suggestion.
    """
    left = {purse.id: purse for purse in purses}
    kept: dict[int, Shares] = {}
    for bill in bills:
        shares = {fund: cents for fund, cents in chosen.get(bill.id, {}).items() if cents}
        funds = _funds_of(bill, purses, on)
        if shares and _fits(shares, bill, left, on) and (not queue or queue.comes(bill, funds)):
            if queue:
                queue.paid(bill)
            kept[bill.id] = shares
            left = _after(left, shares)
    rest = [bill for bill in bills if bill.id not in kept]
    wanted = {bill.id for bill in rest if any(chosen.get(bill.id, {}).values())}
    return Plan(kept | suggest(rest, list(left.values()), on, queue), frozenset(wanted))


def give_back(cents: int, shares: Mapping[int, int]) -> Shares:
    """A refund, to the funds that had paid, each in proportion to its share; what does not divide
    goes cent by cent to the largest remainders, among equal ones to the smaller id.

    2 CFR 200.406: a credit goes to the award that bore the cost.
    """
    total = sum(shares.values())
    back = {fund: cents * share // total for fund, share in shares.items()}
    remainder = {fund: cents * share % total for fund, share in shares.items()}
    over = cents - sum(back.values())
    for fund in sorted(remainder, key=lambda fund: (-remainder[fund], fund))[:over]:
        back[fund] += 1
    return {fund: part for fund, part in back.items() if part}


def _funds_of(bill: Bill, purses: Iterable[Purse], on: date) -> list[int]:
    """The funds that may pay for such a thing, however little they have."""
    return [purse.id for purse in purses if why_never(purse, bill, on) is None]


def _fits(shares: Shares, bill: Bill, left: Mapping[int, Purse], on: date) -> bool:
    return sum(shares.values()) == bill.cents and all(
        fund in left and 0 < cents <= most_cents(left[fund], bill, on)
        for fund, cents in shares.items()
    )


def _after(left: Mapping[int, Purse], shares: Shares) -> dict[int, Purse]:
    return {
        fund: replace(purse, free_cents=purse.free_cents - shares.get(fund, 0))
        for fund, purse in left.items()
    }


class _Draft:
    """Lines and the funds that pay them so far. `may` names for each line its funds, by rank."""

    def __init__(self, may: Mapping[int, Sequence[int]], purses: Iterable[Purse]) -> None:
        self.may = may
        self.free = {purse.id: max(0, purse.free_cents) for purse in purses}
        self.shares: dict[int, Shares] = {bill: {} for bill in may}

    def pay_whole(self, bill: Bill) -> bool:
        """Pay the line; or leave it, and every line before it paid as much as it was."""
        self.draw(bill, list(self.free))
        whole = sum(self.shares[bill.id].values()) == bill.cents
        if not whole:
            for fund, cents in self.shares[bill.id].items():
                self.free[fund] += cents
            self.shares[bill.id] = {}
        return whole

    def draw(self, bill: Bill, sources: Collection[int]) -> None:
        """As much as is missing for the line from these funds; other lines may change funds for
        it, but no other fund pays more or less than before."""
        missing = bill.cents - sum(self.shares[bill.id].values())
        while missing and (path := self._path(bill.id, sources)):
            missing -= self._move(path, missing)

    def _path(self, bill: int, sources: Collection[int]) -> list[tuple[int, int]]:
        """Pairs of a line and the fund that is to pay more of it; each fund but the last, which
        has money free, is at present paying the next line. Empty if there is none."""
        gives: dict[int, int | None] = {bill: None}
        wanted_by: dict[int, int] = {}
        queue = deque([bill])
        while queue:
            wanting = queue.popleft()
            for fund in self.may[wanting]:
                if fund in wanted_by:
                    continue
                wanted_by[fund] = wanting
                if fund in sources and self.free[fund]:
                    return self._back(fund, wanted_by, gives)
                for other, shares in self.shares.items():
                    if other not in gives and shares.get(fund):
                        gives[other] = fund
                        queue.append(other)
        return []

    @staticmethod
    def _back(
        last: int, wanted_by: Mapping[int, int], gives: Mapping[int, int | None]
    ) -> list[tuple[int, int]]:
        path, fund = [], last
        while True:
            bill = wanted_by[fund]
            path.append((bill, fund))
            before = gives[bill]
            if before is None:
                return path[::-1]
            fund = before

    def _move(self, path: Sequence[tuple[int, int]], most: int) -> int:
        source = path[-1][1]
        given_up = [(bill, fund) for (_bill, fund), (bill, _fund) in pairwise(path)]
        cents = min(most, self.free[source], *(self.shares[b][f] for b, f in given_up))
        for bill, fund in path:
            self.shares[bill][fund] = self.shares[bill].get(fund, 0) + cents
        for bill, fund in given_up:
            self.shares[bill][fund] -= cents
            if not self.shares[bill][fund]:
                del self.shares[bill][fund]
        self.free[source] -= cents
        return cents
