"""Lanes close when the money left is short, the least urgent first, and open by themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications import scarcity
from applications.models import Application, LaneClosure
from applications.queries.lanes import closed_now
from applications.states import Lane
from fund import clock, runway
from fund.audit import record
from fund.models import FundPolicy

from .locking import Refused


@transaction.atomic(durable=True)
def keep_lanes() -> list[Lane]:
    """Close and open what today's money and policy ask for; the lanes that changed.

    Whoever files is told by mail after the transaction. Two workers at once make one change.
    """
    policy = FundPolicy.objects.select_for_update(no_key=True).get(pk=FundPolicy.in_force().pk)
    open_ones = {Lane(one.lane): one for one in LaneClosure.objects.filter(reopened_at=None)}
    left = runway.runways()[0].weeks
    closes_at = {
        Lane.STANDARD: policy.standard_closes_weeks,
        Lane.URGENT: policy.urgent_closes_weeks,
    }
    wanted = scarcity.closed_lanes(left, closes_at, frozenset(open_ones))
    for lane in wanted - open_ones.keys():
        LaneClosure.objects.create(lane=lane, closed_at=clock.now(), weeks_left=left or 0)
        record("lane.close", lane.value, actor=None)
    for lane in open_ones.keys() - wanted:
        LaneClosure.objects.filter(pk=open_ones[lane].pk).update(reopened_at=clock.now())
        record("lane.open", lane.value, actor=None)
    changed = [lane for lane in scarcity.CLOSABLE if (lane in wanted) != (lane in open_ones)]
    if changed:
        _tell()
    return changed


def require_open(application: Application) -> None:
    """Raises Refused if the request's lane takes no new one now; its draft stays."""
    if application.lane in closed_now():
        raise Refused(
            _(
                "Requests that can wait this long are closed for now: the money left is kept for "
                "what is more urgent. Your answers are kept. If the help is needed sooner, change "
                "“How soon”."
            )
        )


def _tell() -> None:
    from applications.tasks import tell_of_lanes

    tell_of_lanes.defer()
