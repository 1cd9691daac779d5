"""What one member may decide alone: her turn on call, and the limits for one person."""

from django.utils.translation import gettext as _

from applications import across, oncall, roster
from applications.models import Application
from fund.models import User

from .locking import Refused


def require_alone(application: Application, approved_cents: int, actor: User) -> None:
    """Refuse unless she is on call for this emergency by the roster and within her limits.

    Counted under her own and the household's lock.
    """
    if not roster.may_decide_alone(actor, application):
        raise Refused(_("Only the member on call can decide alone."))
    why = oncall.why_not_again(
        across.alone_lately(actor, application),
        approved_cents=approved_cents,
        in_a_day_cents=application.policy.alone_in_a_day_cents,
        way_out=_("Vote with the committee, or tell the next on call."),
    )
    if why:
        raise Refused(why)
