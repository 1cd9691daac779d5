"""The votes of a request's present round, counted among those who may decide it today."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from applications import policy
from applications.models import Application, Need
from applications.reviewers import eligible_reviewers
from applications.states import Verdict
from fund.models import User
from fund.roles import Can

from .locking import rules_of


@dataclass(frozen=True)
class Count:
    """How the votes stand: by line, who may vote, who has not yet said a word on every line.

    `last` cast the latest vote that counts, `chair` the chair's that would break a tie.
    """

    lines: dict[int, policy.Line]
    committee: policy.Committee
    missing: list[User]
    last: User | None
    chair: User | None

    @property
    def outcome(self) -> dict[int, int] | None:
        """The cents of each line; None while one is open."""
        return policy.outcome(self.lines, self.committee)

    @property
    def waits_for(self) -> policy.Waits | None:
        """Whom it waits for; None if nothing is open."""
        return policy.waits_for(self.lines, self.committee)

    @property
    def is_tie(self) -> bool:
        """Whether the chair's vote filled a seat that nobody took."""
        return policy.is_tie(self.lines, self.committee)

    @property
    def votes(self) -> int:
        """The votes on the line that has the fewest, at most one for each seat."""
        fewest = min((len(line.votes) for line in self.lines.values()), default=0)
        return min(fewest, self.committee.seats)


def count(
    application: Application, needs: Iterable[Need], eligible: list[User] | None = None
) -> Count:
    """Count the votes of those who are eligible today; one query, and those of eligible_reviewers
    unless they are at hand."""
    people = eligible_reviewers(application) if eligible is None else eligible
    members = {member.pk: member for member in people}
    said = [row for row in _said(application) if row.word.reviewer in members]
    cast = [row for row in said if row.word.cents is not None]
    lines, committee = policy.tally(
        [row.word for row in said],
        {member.pk: member.can(Can.CHAIR) for member in people},
        {need.pk: need.amount_cents for need in needs},
        seats=policy.seats(rules_of(application.policy), application.requested_cents),
        is_escalated=application.escalated_at is not None,
    )
    verdicts = Counter(row.word.reviewer for row in cast)
    abstain = {row.word.reviewer for row in said if row.word.need is None}
    voted = [members[row.word.reviewer] for row in cast]
    return Count(
        lines=lines,
        committee=committee,
        missing=[m for m in people if m.pk not in abstain and verdicts[m.pk] < len(lines)],
        last=members[max(cast, key=lambda row: row.at).word.reviewer] if cast else None,
        chair=next((member for member in voted if member.can(Can.CHAIR)), None),
    )


class _Row(NamedTuple):
    """A word with when it was last changed."""

    word: policy.Said
    at: datetime


def _said(application: Application) -> list[_Row]:
    """What was said in this round, in the order in which the seats were taken."""
    rows = application.reviews.filter(round=application.review_round)
    found = rows.order_by("lines__seated_at", "lines__pk").values_list(
        "reviewer", "lines__need", "lines__amount_cents", "lines__verdict", "cast_at"
    )
    return [
        _Row(policy.Said(reviewer, need, None if verdict == Verdict.ASK else cents), at)
        for reviewer, need, cents, verdict, at in found
    ]
