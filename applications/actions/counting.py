"""The votes of a request's present round, counted among those who may decide it today."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from applications import policy
from applications.models import Application, Need, ReviewLine
from applications.reviewers import eligible_reviewers
from applications.states import Verdict
from fund.models import User
from fund.roles import Can

from . import second_look
from .locking import rules_of


@dataclass(frozen=True)
class Count:
    """How the votes stand: by line, who may vote, who has not yet said a word on every line.

    `eligible` may decide it, `abstain` are the ids of those of them who have no view. `last` cast
    the latest vote that counts, `chair` the chair's that would break a tie; `said` is in the order
    in which votes take their seats.
    """

    lines: dict[int, policy.Line]
    committee: policy.Committee
    eligible: list[User]
    abstain: set[int]
    missing: list[User]
    last: User | None
    chair: User | None
    said: list["Spoken"]
    look: policy.Look
    may_close: bool

    @property
    def outcome(self) -> dict[int, int] | None:
        """The cents of each line; None while one is open, or a second look lacks somebody new."""
        return policy.outcome(self.lines, self.committee) if self.may_close else None

    @property
    def waits_for(self) -> policy.Waits | None:
        """Whom it waits for; None if nothing is open."""
        waits = policy.waits_for(self.lines, self.committee)
        return waits or (None if self.may_close else second_look.waits_for(self.look))

    @property
    def is_tie(self) -> bool:
        """Whether the chair's vote filled a seat that nobody took."""
        return policy.is_tie(self.lines, self.committee)

    @property
    def votes(self) -> int:
        """The votes on the line that has the fewest, at most one for each seat."""
        fewest = min((len(line.votes) for line in self.lines.values()), default=0)
        return min(fewest, self.committee.seats)


class Spoken(NamedTuple):
    """What a reviewer said of one line and when she last did; no line: she abstains."""

    reviewer: int
    at: datetime
    line: ReviewLine | None

    @property
    def cents(self) -> int | None:
        """Her vote on the line; None if it is open."""
        is_cast = self.line and self.line.verdict != Verdict.ASK
        return self.line.amount_cents if self.line and is_cast else None


def spoken_of(application: Application) -> list[Spoken]:
    """Every word of the present round; one query."""
    rows = application.reviews.filter(round=application.review_round)
    names = ("pk", "review_id", "need_id", "verdict", "amount_cents", "why", "seated_at")
    found = rows.values_list("reviewer", "cast_at", *(f"lines__{name}" for name in names))
    return [
        Spoken(reviewer, at, ReviewLine(**dict(zip(names, line, strict=True))) if line[0] else None)
        for reviewer, at, *line in found
    ]


def count(
    application: Application,
    needs: Iterable[Need],
    eligible: list[User] | None = None,
    spoken: Iterable[Spoken] | None = None,
) -> Count:
    """Count the votes of those who are eligible today; one query, and those of eligible_reviewers,
    unless both are at hand."""
    people = eligible_reviewers(application) if eligible is None else eligible
    members = {member.pk: member for member in people}
    every = spoken_of(application) if spoken is None else spoken
    said = sorted((word for word in every if word.reviewer in members), key=_seat)
    seats = policy.seats(rules_of(application.policy), application.requested_cents)
    abstain = {word.reviewer for word in said if word.line is None}
    look = second_look.look_of(application, [m for m in people if m.pk not in abstain])
    said = second_look.in_order(said, look, seats)
    cast = [word for word in said if word.cents is not None]
    lines, committee = policy.tally(
        [
            policy.Said(word.reviewer, word.line.need_id if word.line else None, word.cents)
            for word in said
        ],
        {member.pk: member.can(Can.CHAIR) for member in people},
        {need.pk: need.amount_cents for need in needs},
        seats=seats,
        is_escalated=application.escalated_at is not None,
    )
    verdicts = Counter(word.reviewer for word in cast)
    voted = [members[word.reviewer] for word in cast]
    return Count(
        lines=lines,
        committee=committee,
        eligible=people,
        abstain=abstain,
        missing=[m for m in people if m.pk not in abstain and verdicts[m.pk] < len(lines)],
        last=members[max(cast, key=lambda word: word.at).reviewer] if cast else None,
        chair=next((member for member in voted if member.can(Can.CHAIR)), None),
        said=said,
        look=look,
        may_close=second_look.may_close(said, look, lines),
    )


def _seat(word: Spoken) -> tuple[bool, datetime, int]:
    """The order in which seats were taken; what has none comes last."""
    line = word.line
    seated_at = line.seated_at if line else None
    return seated_at is None, seated_at or word.at, (line and line.pk) or 0
