"""Which lanes take no new request now."""

from django.db.models import Exists, OuterRef

from applications.models import LaneClosure
from applications.states import Lane


def closed_now() -> frozenset[Lane]:
    """The lanes that are closed; one query."""
    rows = LaneClosure.objects.filter(reopened_at=None).values_list("lane", flat=True)
    return frozenset(Lane(lane) for lane in rows)


def is_closed() -> Exists:
    """For a query of requests, as its column `lane_is_closed`."""
    return Exists(LaneClosure.objects.filter(reopened_at=None, lane=OuterRef("lane")))


def closures() -> list[LaneClosure]:
    """Those of now with since when, and the last ones that ended."""
    return list(LaneClosure.objects.order_by("-closed_at")[:10])
