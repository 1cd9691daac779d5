"""A vote as rows: the verdicts with their seats, the sealed reasons, the questions; inside the
caller's transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from applications import notices, sealing
from applications.commands import CastVote, LineVote
from applications.models import Application, Need, Place, Review, ReviewLine
from applications.states import SAYS_LESS, State, Verdict, Why
from fund import clock
from fund.audit import record
from fund.models import User
from fund.money import usd

from .counting import Spoken
from .locking import Refused
from .talking import said_already, say

Standing = Mapping[int, ReviewLine]


def standing_vote(spoken: Iterable[Spoken], actor: User) -> dict[int, ReviewLine]:
    """Her verdicts by need; none if she has not voted or abstains."""
    hers = (word.line for word in spoken if word.reviewer == actor.pk)
    return {line.need_id: line for line in hers if line}


def is_same(vote: CastVote, standing: Standing) -> bool:
    """Whether the vote says what stands already, words aside."""
    said = {(line.need_id, line.verdict, line.amount_cents, _why(line)) for line in vote.lines}
    rows = standing.values()
    return said == {(row.need_id, row.verdict, row.amount_cents, row.why) for row in rows}


def check(needs: Iterable[Need], vote: CastVote, room_cents: int) -> None:
    """Refuse a vote that leaves a line out, does not fit what was asked, gives no reason for less,
    or comes to more than the caps leave."""
    asked = {need.pk: need.amount_cents for need in needs}
    if sorted(line.need_id for line in vote.lines) != sorted(asked):
        raise Refused(_("Decide every line of the request."))
    for line in vote.lines:
        fits = {
            Verdict.APPROVE: line.amount_cents == asked[line.need_id],
            Verdict.REDUCE: 0 < line.amount_cents < asked[line.need_id],
            Verdict.DECLINE: line.amount_cents == 0,
            Verdict.ASK: line.amount_cents == 0,
        }[line.verdict]
        if not fits:
            raise Refused(_("The amount of a line does not fit what you decided on it."))
        if line.reason.strip():
            continue
        if line.verdict in SAYS_LESS and line.why == Why.OTHER:
            raise Refused(_("Give a reason for each line that you don't approve in full."))
        if line.verdict == Verdict.ASK:
            raise Refused(_("Write your question before you send it."))
    total = sum(line.amount_cents for line in vote.lines)
    if total > room_cents:
        amounts = {"total": usd(total), "room": usd(room_cents)}
        raise Refused(
            _(
                "These amounts come to %(total)s, but the caps leave room for %(room)s. "
                "Approve less."
            )
            % amounts
        )


def cast(application: Application, vote: CastVote, standing: Standing, actor: User) -> list[Spoken]:
    """Write the vote over the one that stands. A verdict that was there keeps its seat."""
    review = _put(application, actor, abstained=False)
    _clear(application, standing)
    made = ReviewLine.objects.bulk_create(
        ReviewLine(
            review=review,
            need_id=line.need_id,
            verdict=line.verdict,
            amount_cents=line.amount_cents,
            why=_why(line),
            seated_at=_seat(line, standing.get(line.need_id)),
        )
        for line in vote.lines
    )
    for row, line in zip(made, vote.lines, strict=True):
        if row.why and line.reason.strip():
            sealing.put(application, Place.REASON, line.reason.strip(), row.pk)
    return [Spoken(actor.pk, review.cast_at, row) for row in made]


def abstain(application: Application, standing: Standing, actor: User) -> None:
    """Write down that she has no view; what she had voted is gone, and her seats with it."""
    _put(application, actor, abstained=True)
    _clear(application, standing)


def ask(application: Application, vote: CastVote, actor: User) -> None:
    """Send the agency each question of the vote, once; a message for each line."""
    asked = [
        say(application, line.reason, actor, from_committee=True, about=line.need_id)
        for line in vote.lines
        if line.verdict == Verdict.ASK
        and not said_already(application, line.reason, actor, about=line.need_id)
    ]
    if not asked:
        return
    if application.state != State.INFORMATION_REQUESTED:
        application.request_information()
        application.save()
    record("application.request_information", application.reference, actor=actor)
    notices.asked(application)


def _put(application: Application, actor: User, *, abstained: bool) -> Review:
    """Her row of the round, new or as it stands, in one statement."""
    row = Review(
        application=application,
        round=application.review_round,
        reviewer=actor,
        cast_at=clock.now(),
        abstained=abstained,
    )
    (put,) = Review.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["application", "round", "reviewer"],
        update_fields=["cast_at", "abstained"],
    )
    return put


def _clear(application: Application, standing: Standing) -> None:
    rows = [row.pk for row in standing.values()]
    if any(row.why for row in standing.values()):
        sealing.remove(application, Place.REASON, rows)
    if rows:
        ReviewLine.objects.filter(pk__in=rows).delete()


def _why(line: LineVote) -> str:
    return line.why if line.verdict in SAYS_LESS else ""


def _seat(line: LineVote, before: ReviewLine | None) -> datetime | None:
    if line.verdict == Verdict.ASK:
        return None
    return (before and before.seated_at) or clock.now()
