"""The committee's inbox. Its filters live in the address, so that a link keeps them."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from applications.queries import inbox as queries
from applications.queries.asked import funds_now
from applications.queries.changing import stamp
from applications.queries.looking import STATES, Looking
from applications.queries.oncall import on_call_now
from applications.queries.own import regions
from applications.queries.views import tabs, views_of
from applications.states import Lane
from applications.views.filters import filter_of
from fund.access import StaffRequest, page
from fund.models import NeedCategory
from fund.roles import Can


@page(Can.REVIEW)
def inbox(request: StaffRequest) -> HttpResponse:
    """What needs me now by time left, what waits on others, and the money there is."""
    looking = Looking.of(request.GET)
    values = _board(request, looking) | {
        "filters": _filters(looking),
        "on_call": on_call_now(request.user),
        "may_export": request.user.can(Can.CHAIR),
    }
    return render(request, "applications/inbox.html", values)


@page(Can.REVIEW, quiet=True)
def fresh(request: StaffRequest) -> HttpResponse:
    """The part of the inbox that changes, for a page that stays open; nothing (204) if it is as
    the page has `seen` it."""
    if request.GET.get("seen") == stamp(request.user):
        return HttpResponse(status=204)
    values = _board(request, Looking.of(request.GET))
    return render(request, "applications/board.html", values)


def kept_filters(asked: QueryDict) -> str:
    """`?lane=…&region=…` for links away from the inbox and back; empty without a filter."""
    return Looking.of(asked).address


def _board(request: StaffRequest, looking: Looking) -> dict[str, Any]:
    seen = stamp(request.user)  # before the list: what comes in meanwhile is fetched once more
    user, rows = request.user, queries.committee_requests(request.user)
    views = views_of(user)
    heads = queries.heads_of(rows, user, looking, [(view.key, view.looking) for view in views])
    shown = queries.sections(rows, user, looking, heads)
    return {
        "looking": looking,
        "sections": [section for section in shown if section.cards or section.empty],
        "tabs": tabs(views, looking, heads),
        "businesses": looking.businesses,
        "funds": [] if looking.alone else funds_now(queries.undecided(rows)),
        "seen": seen,
        "kept": looking.address,
    }


def _filters(looking: Looking) -> list[dict[str, object]]:
    lanes = [(lane.value, lane.label) for lane in Lane]
    areas = [(str(region.pk), region.name) for region in regions()]
    states = [(state.value, state.label) for state in STATES]
    kinds = [(kind.value, kind.label) for kind in NeedCategory]
    return [
        filter_of("lane", _("How soon"), [("", _("Any time")), *lanes], looking.lane),
        filter_of("region", _("Region"), [("", _("Every region")), *areas], looking.region),
        filter_of("state", _("State"), [("", _("Any state")), *states], looking.state),
        filter_of("category", _("For"), [("", _("Anything")), *kinds], looking.category),
    ]
