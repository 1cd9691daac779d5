"""The committee's inbox. Its filters live in the address, so that a link keeps them."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from applications.queries import inbox as queries
from applications.queries.oncall import on_call_now
from applications.queries.own import regions
from applications.states import Lane
from applications.views.filters import filter_of
from fund import books
from fund.access import StaffRequest, page
from fund.models import Region
from fund.roles import Can


@page(Can.REVIEW)
def inbox(request: StaffRequest) -> HttpResponse:
    """What needs me now by time left, what waits on others, and the money there is."""
    places = regions()
    sections = [
        section
        for section in queries.sections(request.user, request.GET)
        if section.cards or section.empty
    ]
    values = {
        "sections": sections,
        "filters": _filters(request.GET, places),
        "filtered": bool(request.GET.get("lane") or request.GET.get("region")),
        "shown": request.GET.get("show", ""),
        "funds": books.balances(),
        "kept": kept_filters(request.GET),
        "on_call": on_call_now(request.user),
    }
    return render(request, "applications/inbox.html", values)


def kept_filters(asked: QueryDict) -> str:
    """`?lane=…&region=…` for links away from the inbox and back; empty without a filter."""
    kept = QueryDict(mutable=True)
    for name in ("lane", "region"):
        if value := str(asked.get(name, "")):
            kept[name] = value
    return f"?{kept.urlencode()}" if kept else ""


def _filters(asked: QueryDict, places: list[Region]) -> list[dict[str, object]]:
    lanes = [(lane.value, lane.label) for lane in Lane]
    areas = [(str(region.pk), region.name) for region in places]
    return [
        filter_of("lane", "How soon", [("", "Any time"), *lanes], str(asked.get("lane", ""))),
        filter_of("region", "Region", [("", "Every region"), *areas], str(asked.get("region", ""))),
    ]
