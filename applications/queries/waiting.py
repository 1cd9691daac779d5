"""Whom an undecided request waits for, in words for who looks at it."""

from django.utils.translation import gettext as _

from applications.actions.counting import Count
from applications.policy import Waits
from fund.models import User
from fund.roles import Can


def waits_in_words(counted: Count, user: User) -> str:
    """One or two sentences; empty while it only waits for the votes of others in its time."""
    committee = counted.committee
    is_chair = user.can(Can.CHAIR)
    match counted.waits_for:
        case None:
            return _("The votes that are in settle this. Save yours to close it.")
        case Waits.OUTSIDE:
            return _(
                "Nobody is left who can decide this. The administrators are asked to name another "
                "member."
            )
        case Waits.CHAIR if committee.is_short and committee.is_escalated:
            if is_chair:
                return _("Too few members may vote on this. Your vote decides it.")
            return _("Too few members may vote on this. The chair decides it.")
        case Waits.CHAIR if committee.is_short:
            if is_chair:
                return _("Too few members may vote on this. When its time is over, you decide it.")
            return _("Too few members may vote on this. When its time is over, the chair decides.")
        case Waits.CHAIR:
            if is_chair:
                return _("Its time is over. Your vote breaks a tie.")
            return _("Its time is over. The chair’s vote breaks a tie.")
    if committee.is_escalated and is_chair:
        names = ", ".join(member.name for member in counted.missing if member != user)
        return _("Its time is over. These members have not voted yet: %(names)s.") % {
            "names": names
        }
    return ""
