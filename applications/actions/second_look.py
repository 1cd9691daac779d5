"""Whose votes count on a second look, and the chair who is told when nobody new may vote."""

from collections.abc import Mapping, Sequence

from applications import notices
from applications import policy_second_look as rule
from applications.models import Application, Review
from applications.policy_second_look import Look
from applications.reviewers import eligible_reviewers
from fund import clock
from fund.audit import record
from fund.models import User
from fund.roles import Can

from .locking import Refused

FIRST = 1
NOBODY_NEW = "nobody_new"
"""The fact of an escalation: everybody who may vote has voted the first time."""


def look_of(application: Application, eligible: Mapping[int, User]) -> Look:
    """Who voted the first time and who may vote now; one query, on a second look only."""
    first: frozenset[int] = frozenset()
    if application.review_round > FIRST:
        cast = Review.objects.filter(application=application, round=FIRST)
        first = frozenset(cast.values_list("reviewer", flat=True))
    chairs = frozenset(pk for pk, user in eligible.items() if user.can(Can.CHAIR))
    return Look(first, frozenset(eligible), chairs)


def seat(
    application: Application,
    reviews: Sequence[Review],
    eligible: Mapping[int, User],
    seats: int,
) -> list[Review] | None:
    """The votes in the order in which they take the seats; None while a second look waits for the
    vote of somebody new. If nobody new may vote, the chair is told."""
    look = look_of(application, eligible)
    by_voter = {cast.reviewer_id: cast for cast in reviews}
    if not rule.may_close(by_voter, look):
        tell_chair(application, look)
        return None
    return [by_voter[voter] for voter in rule.seated(list(by_voter), look, seats)]


def require_new(application: Application, member: User) -> None:
    """Refuse to let somebody decide alone what she voted on the first time."""
    look = look_of(application, {member.pk: member})
    if why := rule.why_not_alone(member.pk, look):
        raise Refused(why)


def begin(application: Application) -> None:
    """A second look was asked for: if nobody new may vote, the chair hears of it at once."""
    eligible = {user.pk: user for user in eligible_reviewers(application)}
    tell_chair(application, look_of(application, eligible))


def tell_chair(application: Application, look: Look) -> None:
    """Escalate a second look that nobody new can vote on, once."""
    if not look.needs_the_chair or application.escalated_at:
        return
    application.escalated_at = clock.now()
    application.save(update_fields=["escalated_at"])
    record("application.escalate", application.reference, actor=None, reason=NOBODY_NEW)
    notices.late(application)
