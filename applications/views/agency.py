"""A supervisor's pages: the agency's requests, its people, its spending, its figures as a file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import actions, exports
from applications.forms.agency import ExportForm, HandOverForm
from applications.queries import agency as queries
from applications.queries import spending as sums
from applications.views.filters import filter_of
from applications.views.opening import form_page
from fund import clock, dates
from fund.access import StaffRequest, command, page, typed_before
from fund.models import User
from fund.roles import Can


@page(Can.LEAD_AGENCY)
def requests(request: StaffRequest) -> HttpResponse:
    """The agency's requests, newest first; the filters live in the address."""
    state, who, month = (str(request.GET.get(name, "")) for name in ("state", "who", "month"))
    cards, pages = queries.list_of(request.user, request.GET)
    standings = [(name, _(label)) for name, (label, _states) in queries.STANDINGS.items()]
    people = queries.people_of(request.user).order_by("name", "pk")
    names = list(people.values_list("reference", "name"))
    months = [
        (f"{first:%Y-%m}", dates.written(first, "YEAR_MONTH_FORMAT"))
        for first in queries.month_starts()
    ]
    values = {
        "cards": cards,
        "pages": pages,
        "filters": [
            filter_of("state", _("State"), [("", _("Any state")), *standings], state),
            filter_of("who", _("Looked after by"), [("", _("Anybody")), *names], who),
            filter_of("month", _("Sent in"), [("", _("Any month")), *months], month),
        ],
        "filtered": bool(state or who or month),
    }
    return _render(request, "requests", values)


@page(Can.LEAD_AGENCY)
def people(request: StaffRequest) -> HttpResponse:
    """Who works here and what each has in hand."""
    rows, pages = queries.colleagues(request.user, request.GET)
    return _render(request, "people", {"rows": rows, "pages": pages})


@page(Can.LEAD_AGENCY)
def ask_hand_over(request: StaffRequest, reference: str) -> HttpResponse:
    """What one colleague has in hand, and who could take it."""
    gave, row = _colleague(request, reference)
    form = HandOverForm(typed_before(request), people=_takers(request, gave))
    return form_page(request, "agency/hand_over.html", form, row=row)


@command(Can.LEAD_AGENCY)
def hand_over(request: StaffRequest, reference: str) -> HttpResponse:
    """All of it goes to one colleague; both are told."""
    gave, row = _colleague(request, reference)
    form = HandOverForm(request.POST, people=_takers(request, gave))
    if form.is_valid():
        took: User = form.cleaned_data["to"]
        try:
            count = actions.hand_over(gave, took, actor=request.user)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            done = ngettext(
                "%(name)s now looks after %(count)d request. Both are told.",
                "%(name)s now looks after %(count)d requests. Both are told.",
                count,
            )
            messages.success(request, done % {"name": took.name, "count": count})
            return redirect("agency:people")
    return form_page(request, "agency/hand_over.html", form, row=row)


@page(Can.LEAD_AGENCY)
def spending(request: StaffRequest) -> HttpResponse:
    """Approved and paid in one year, by month and by kind of need."""
    asked = str(request.GET.get("year", ""))
    years = [(str(year), str(year)) for year in clock.recent_years()]
    year = int(asked) if asked in dict(years) else clock.today().year
    values = {
        "spending": sums.spending(request.user, year),
        "filters": [filter_of("year", _("Year"), years, str(year))],
    }
    return _render(request, "spending", values)


@page(Can.LEAD_AGENCY)
def ask_export(request: StaffRequest) -> HttpResponse:
    """What the file holds, and what it holds only if asked."""
    return _render(request, "export", {"form": ExportForm(typed_before(request))})


@command(Can.LEAD_AGENCY, fresh=True)
def export(request: StaffRequest) -> HttpResponseBase:
    """The file, under a name that says nothing of the agency."""
    form = ExportForm(request.POST)
    with_names = form.is_valid() and bool(form.cleaned_data["with_names"])
    exports.begin_export(request.user, with_names=with_names)
    pieces = exports.export(request.user, with_names=with_names)
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    name = f"figures-{clock.today():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _colleague(request: StaffRequest, reference: str) -> tuple[User, queries.Colleague]:
    found = queries.colleague(request.user, reference)
    if found is None:
        raise Http404
    return found


def _takers(request: StaffRequest, gave: User) -> list[User]:
    return list(queries.who_can_take_over(request.user, gave))


def _render(request: StaffRequest, tab: str, values: dict[str, Any]) -> HttpResponse:
    """One of the pages that stand side by side."""
    names = [
        str(grant.agency)
        for grant in request.user.current_grants
        if grant.agency_id in request.user.agencies_led
    ]
    heading = {"tab": tab, "agency": ", ".join(dict.fromkeys(names))}
    return render(request, f"agency/{tab}.html", heading | values)
