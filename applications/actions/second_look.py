"""Whose votes count on a second look, and the chair who is told when nobody new may vote."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from applications import notices
from applications.models import Application, Review
from applications.policy import Look, Waits
from applications.policy import second_look as rule
from applications.reviewers import eligible_reviewers
from fund import clock
from fund.audit import record
from fund.models import User
from fund.roles import Can

from .locking import Refused

if TYPE_CHECKING:
    from .counting import Spoken

FIRST = 1
NOBODY_NEW = "nobody_new"
"""The fact of an escalation: everybody who may vote has voted the first time."""


def look_of(application: Application, voters: Iterable[User]) -> Look:
    """Who voted the first time and who may vote now (`voters`, without those who have no view);
    one query, on a second look only."""
    members = {user.pk: user for user in voters}
    first: frozenset[int] = frozenset()
    if application.review_round > FIRST:
        cast = Review.objects.filter(application=application, round=FIRST)
        first = frozenset(cast.values_list("reviewer", flat=True))
    chairs = frozenset(pk for pk, user in members.items() if user.can(Can.CHAIR))
    return Look(first, frozenset(members), chairs)


def in_order(said: Sequence["Spoken"], look: Look, seats: int) -> list["Spoken"]:
    """What was said in the order in which votes take the seats, line by line."""
    if not look.is_second:
        return list(said)
    found = [word for word in said if word.cents is None]
    for votes in _by_line(said).values():
        found += [votes[voter] for voter in rule.seated(list(votes), look, seats)]
    return found


def may_close(said: Iterable["Spoken"], look: Look, needs: Iterable[int]) -> bool:
    """Whether each line has a vote that a second look must have."""
    cast = _by_line(said)
    return all(rule.may_close(cast.get(need, ()), look) for need in needs)


def _by_line(said: Iterable["Spoken"]) -> dict[int, dict[int, "Spoken"]]:
    """The votes on each line by who cast them, in the order in which they came."""
    votes: dict[int, dict[int, Spoken]] = {}
    for word in said:
        if word.line and word.cents is not None:
            votes.setdefault(word.line.need_id, {})[word.reviewer] = word
    return votes


def waits_for(look: Look) -> Waits:
    """Whom a second look waits for that only lacks the vote of somebody new."""
    if look.somebody_new:
        return Waits.MEMBERS
    return Waits.CHAIR if look.must_vote else Waits.OUTSIDE


def require_new(application: Application, member: User) -> None:
    """Refuse to let somebody decide alone what she voted on the first time."""
    if why := rule.why_not_alone(member.pk, look_of(application, [member])):
        raise Refused(why)


def begin(application: Application) -> None:
    """A second look was asked for: if nobody new may vote, the chair hears of it at once."""
    tell_chair(application, look_of(application, eligible_reviewers(application)))


def tell_chair(application: Application, look: Look) -> None:
    """Escalate a second look that nobody new can vote on, once."""
    if not look.needs_the_chair or application.escalated_at:
        return
    application.escalated_at = clock.now()
    application.save(update_fields=["escalated_at"])
    record("application.escalate", application.reference, actor=None, reason=NOBODY_NEW)
    notices.late(application)
