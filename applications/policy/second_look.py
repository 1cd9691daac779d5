"""The rule of a second look: at least one vote that counts is by somebody new. Pure.

New is whoever did not vote the first time. One seat is kept for her, so that the same members can
neither fill every seat nor settle it among themselves before she has voted. Where nobody new may
vote, the chair's own vote takes that place, and the record says so.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

NOT_ALONE = gettext_noop("You voted on it the first time. A second look needs another member.")


@dataclass(frozen=True)
class Look:
    """People by key: who voted the first time, who may vote now, who of them is the chair."""

    voted_first: frozenset[int]
    eligible: frozenset[int]
    chairs: frozenset[int]

    @property
    def is_second(self) -> bool:
        """Whether anybody has decided it before."""
        return bool(self.voted_first)

    @property
    def somebody_new(self) -> frozenset[int]:
        """Who may vote now and did not vote the first time."""
        return self.eligible - self.voted_first

    @property
    def must_vote(self) -> frozenset[int]:
        """One of these has to be among the votes that count; empty where no second look is."""
        if not self.is_second:
            return frozenset()
        return self.somebody_new or self.chairs & self.eligible

    @property
    def needs_the_chair(self) -> bool:
        """Whether nobody new may vote, so that it goes to the chair."""
        return self.is_second and not self.somebody_new


def seated(cast: Sequence[int], look: Look, seats: int) -> list[int]:
    """The voters, by key, in the order in which they take the seats: as they came (`cast`), but
    the last seat is kept for one of those who must vote. Everybody stays in the list."""
    ahead = [voter for voter in cast if voter in look.must_vote][:1]
    if not ahead or ahead[0] in cast[:seats]:
        return list(cast)
    rest = [voter for voter in cast if voter not in ahead]
    return [*rest[: seats - 1], *ahead, *rest[seats - 1 :]]


def may_close(cast: Collection[int], look: Look) -> bool:
    """Whether the votes cast so far may decide it at all, whatever they say."""
    return not look.is_second or not look.must_vote.isdisjoint(cast)


def why_not_alone(member: int, look: Look) -> str | None:
    """Why this member may not decide it alone; None if she may."""
    return _(NOT_ALONE) if member in look.voted_first else None
