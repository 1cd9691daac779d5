"""What an undecided request waits for and on whom, in words that name nobody. Pure."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.states import State
from applications.words import by_when


@dataclass(frozen=True)
class Waiting:
    """What the words are made from: votes cast of the seats that count, whether the reader cast
    one of them, since when a question is open, when the chair was told, and when somebody on call
    last was."""

    state: State
    seats: int
    cast: int = 0
    voted: bool = False
    asked_at: datetime | None = None
    escalated_at: datetime | None = None
    told_at: datetime | None = None


def in_words(waiting: Waiting, now: datetime) -> str:
    """`2 of 3 votes; waits for 1 more member`."""
    return _("%(votes)s; %(rest)s") % {"votes": _votes(waiting), "rest": _waits_for(waiting, now)}


def _votes(waiting: Waiting) -> str:
    words = ngettext("%(cast)d of %(seats)d vote", "%(cast)d of %(seats)d votes", waiting.seats)
    return words % {"cast": waiting.cast, "seats": waiting.seats}


def _waits_for(waiting: Waiting, now: datetime) -> str:
    if waiting.state == State.INFORMATION_REQUESTED:
        if waiting.asked_at is None:
            return _("waiting for the agency’s answer")
        since = {"moment": by_when(waiting.asked_at, now)}
        return _("waiting for the agency’s answer since %(moment)s") % since
    if waiting.escalated_at:
        told = {"moment": by_when(waiting.escalated_at, now)}
        return _("late, the chair was told at %(moment)s") % told
    if waiting.told_at:
        told = {"moment": by_when(waiting.told_at, now)}
        return _("somebody on call was told at %(moment)s") % told
    return _members(waiting)


def _members(waiting: Waiting) -> str:
    missing = max(waiting.seats - waiting.cast, 1)
    if waiting.voted:
        words = ngettext(
            "waits for %(count)d more member", "waits for %(count)d more members", missing
        )
        return words % {"count": missing}
    if missing == 1:
        return _("waits for you or one other member")
    words = ngettext(
        "waits for you and %(count)d other member",
        "waits for you and %(count)d other members",
        missing - 1,
    )
    return words % {"count": missing - 1}
