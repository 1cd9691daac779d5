"""Bank lines and the payments and gifts that they may be: proposals, each with its reason. Pure.

A rule proposes only what is beyond doubt: the fund's own reference or check number on the line,
or an amount that fits one thing only within five days. A person confirms.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_noop

from fund.money import usd

WINDOW_DAYS = 5

_REFERENCE = re.compile(r"\b[DG]-[2-9A-Z]{8}\b")
_CHECK = re.compile(
    r"\b(?:check|chk|ck|cheque)\s*(?:no\.?|number|#)?\s*0*(\d{3,8})\b", re.IGNORECASE
)


SAME_REFERENCE = gettext_noop("Same reference and amount")
SAME_CHECK = gettext_noop("Check %(number)s, same amount")
BY_HAND = gettext_noop("Matched by hand")


class Kind(StrEnum):
    """What a bank line can stand for."""

    PAYMENT = "payment"
    RETURN = "return"
    GIFT = "gift"
    REFUND = "refund"


_ONLY = {
    Kind.PAYMENT: (
        gettext_noop("The only payment of %(amount)s, the same day"),
        gettext_noop("The only payment of %(amount)s, %(days)s day apart"),
        gettext_noop("The only payment of %(amount)s, %(days)s days apart"),
    ),
    Kind.RETURN: (
        gettext_noop("The only return of %(amount)s, the same day"),
        gettext_noop("The only return of %(amount)s, %(days)s day apart"),
        gettext_noop("The only return of %(amount)s, %(days)s days apart"),
    ),
    Kind.GIFT: (
        gettext_noop("The only gift of %(amount)s, the same day"),
        gettext_noop("The only gift of %(amount)s, %(days)s day apart"),
        gettext_noop("The only gift of %(amount)s, %(days)s days apart"),
    ),
    Kind.REFUND: (
        gettext_noop("The only refund of %(amount)s, the same day"),
        gettext_noop("The only refund of %(amount)s, %(days)s day apart"),
        gettext_noop("The only refund of %(amount)s, %(days)s days apart"),
    ),
}
REASONS = (SAME_CHECK, *(words for each in _ONLY.values() for words in each))
"""Kept with a match in English; a page says them in the reader's language (`fund.kept`)."""


@dataclass(frozen=True)
class Line:
    """A bank line: `amount_cents` below zero when money left. `words` is all the bank wrote."""

    id: int
    account: str
    dated_on: date
    amount_cents: int
    words: str


@dataclass(frozen=True)
class Candidate:
    """A payment, its return, a gift or a vendor's refund that no bank line has been found for.

    `amount_cents` is signed as the bank sees it. `by_amount` says whether amount and date are
    enough: a provider's payout has to carry the reference.
    """

    kind: Kind
    id: int
    reference: str
    account: str
    amount_cents: int
    dated_on: date
    check_number: str = ""
    by_amount: bool = True


@dataclass(frozen=True)
class Proposal:
    """A line and what it most likely is, with the reason in words."""

    line_id: int
    candidate: Candidate
    why: str


def propose(lines: Iterable[Line], candidates: Iterable[Candidate]) -> list[Proposal]:
    """Every proposal that is beyond doubt; a line and a candidate appear at most once."""
    open_lines = {line.id: line for line in lines}
    open_candidates = {(c.kind, c.id): c for c in candidates}
    found: list[Proposal] = []
    for step in (_by_reference, _by_check_number, _by_amount):
        for proposal in step(list(open_lines.values()), list(open_candidates.values())):
            del open_lines[proposal.line_id]
            del open_candidates[proposal.candidate.kind, proposal.candidate.id]
            found.append(proposal)
    return found


def references_in(words: str) -> list[str]:
    """The fund's own references that the bank's words carry, such as D-7K3M9XQ2."""
    return list(dict.fromkeys(_REFERENCE.findall(words.upper())))


def with_references_apart(words: str) -> list[tuple[str, bool]]:
    """The bank's words in pieces; True marks a reference of ours, which no page may break."""
    pieces = re.split(f"({_REFERENCE.pattern})", words, flags=re.IGNORECASE)
    return [(piece, bool(place % 2)) for place, piece in enumerate(pieces) if piece]


def check_numbers_in(words: str) -> list[str]:
    """Check numbers that the bank's words carry, without leading zeros."""
    return list(dict.fromkeys(_CHECK.findall(words)))


def _by_reference(lines: list[Line], candidates: list[Candidate]) -> list[Proposal]:
    """The fund's own reference on the line, and the amount agrees. Any account will do."""
    by_key = _only_ones(((c.reference, c.amount_cents), c) for c in candidates)
    return _pair(
        lines,
        by_key,
        lambda line: [(reference, line.amount_cents) for reference in references_in(line.words)],
        lambda _: SAME_REFERENCE,
    )


def _by_check_number(lines: list[Line], candidates: list[Candidate]) -> list[Proposal]:
    """A check number of ours on a line of the account that the check is drawn on."""
    by_key = _only_ones(
        ((c.check_number, c.account, c.amount_cents), c) for c in candidates if c.check_number
    )
    return _pair(
        lines,
        by_key,
        lambda line: [(n, line.account, line.amount_cents) for n in check_numbers_in(line.words)],
        lambda c: SAME_CHECK % {"number": c.check_number},
    )


def _only_ones(keyed: Iterable[tuple[Hashable, Candidate]]) -> dict[Hashable, Candidate]:
    """Candidates whose key no other candidate has."""
    groups: dict[Hashable, list[Candidate]] = defaultdict(list)
    for key, candidate in keyed:
        groups[key].append(candidate)
    return {key: group[0] for key, group in groups.items() if len(group) == 1}


def _pair(
    lines: list[Line],
    by_key: Mapping[Hashable, Candidate],
    keys: Callable[[Line], Iterable[Hashable]],
    why: Callable[[Candidate], str],
) -> list[Proposal]:
    """Lines that point to one candidate, where no other line points to the same."""
    pointing: dict[Candidate, list[Line]] = defaultdict(list)
    for line in lines:
        targets = {by_key[key] for key in keys(line) if key in by_key}
        if len(targets) == 1:
            pointing[targets.pop()].append(line)
    return [
        Proposal(group[0].id, candidate, why(candidate))
        for candidate, group in pointing.items()
        if len(group) == 1
    ]


def _by_amount(lines: list[Line], candidates: list[Candidate]) -> list[Proposal]:
    """Amount and date, only where exactly one line and one candidate see each other."""
    by_key: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        if candidate.by_amount:
            by_key[candidate.account, candidate.amount_cents].append(candidate)
    seen_by_line: dict[int, list[Candidate]] = {}
    seen_by_candidate: dict[tuple[Kind, int], int] = defaultdict(int)
    for line in lines:
        if references_in(line.words) or check_numbers_in(line.words):
            continue
        near = [c for c in by_key[line.account, line.amount_cents] if _near(line, c)]
        seen_by_line[line.id] = near
        for candidate in near:
            seen_by_candidate[candidate.kind, candidate.id] += 1
    return [
        Proposal(line.id, only, _amount_words(line, only))
        for line in lines
        if len(near := seen_by_line.get(line.id, [])) == 1
        and seen_by_candidate[(only := near[0]).kind, only.id] == 1
    ]


def _near(line: Line, candidate: Candidate) -> bool:
    return abs((line.dated_on - candidate.dated_on).days) <= WINDOW_DAYS


def _amount_words(line: Line, candidate: Candidate) -> str:
    days = abs((line.dated_on - candidate.dated_on).days)
    return _ONLY[candidate.kind][min(days, 2)] % {
        "amount": usd(abs(line.amount_cents)),
        "days": days,
    }
