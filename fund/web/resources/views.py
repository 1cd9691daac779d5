"""The directory of other help: read by whoever files, kept by an administrator."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fund import clock, resources
from fund.access import StaffRequest, command, page, typed_before
from fund.models import FundPolicy, Resource
from fund.resources import Entry, ResourceError
from fund.roles import Can
from fund.web.keyset import page_of

from .forms import ResourceFilter, ResourceForm, VersionForm
from .rows import history, region_names, resource_rows


@page(Can.SEE_AGENCY, Can.MANAGE_POLICY)
def show_list(request: StaffRequest) -> HttpResponse:
    """Every entry that fits the filter, by name."""
    regions, keeps = region_names(), request.user.can(Can.MANAGE_POLICY)
    stale_days = FundPolicy.in_force().resources_stale_days
    asked = ResourceFilter(request.GET, regions=regions, keeps=keeps)
    found = page_of(_rows(asked, stale_days), request.GET, order=("name", "pk"))
    values = {
        "filter": asked,
        "rows": resource_rows(found.rows, regions, stale_days=stale_days),
        "pages": found,
        "keeps": keeps,
    }
    return render(request, "resources/list.html", values)


def _rows(asked: ResourceFilter, stale_days: int) -> Any:
    show = asked.answer("show")
    rows = Resource.objects.newest().filter(is_ended=show == "ended")
    if show == "old":
        rows = rows.filter(assured_on__lt=resources.stale_before(stale_days))
    if category := asked.answer("category"):
        rows = rows.filter(categories__contains=[category])
    if region := asked.answer("region"):
        rows = rows.filter(Q(regions=[]) | Q(regions__contains=[region]))
    return rows


@page(Can.MANAGE_POLICY)
def show(request: StaffRequest, reference: str) -> HttpResponse:
    """One entry, what can be done with it, and all that it ever was."""
    versions = list(
        Resource.objects.filter(reference=reference).select_related("made_by", "assured_by")
        .order_by("version")
    )  # fmt: skip
    if not versions:
        raise Http404
    newest = versions[-1]
    stale_days = FundPolicy.in_force().resources_stale_days
    (row,) = resource_rows([newest], region_names(), stale_days=stale_days)
    values = {
        "row": row,
        "seen": VersionForm(initial={"based_on": newest.version}),
        "assured_by": newest.assured_by.name,
        "history": history(versions),
    }
    return render(request, "resources/show.html", values)


@page(Can.MANAGE_POLICY)
def ask_new(request: StaffRequest) -> HttpResponse:
    """An empty entry."""
    form = _form(typed_before(request), initial={"assured_on": clock.today()})
    return _form_page(request, form)


@command(Can.MANAGE_POLICY)
def add(request: StaffRequest) -> HttpResponse:
    """Put a new entry on the list."""
    form = _form(request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    made = resources.add(form.entry(), actor=request.user)
    messages.success(request, _("%(name)s is on the list.") % {"name": made.name})
    return redirect("resources:show", made.reference)


@page(Can.MANAGE_POLICY)
def ask_change(request: StaffRequest, reference: str) -> HttpResponse:
    """An entry as it stands, to be changed."""
    row = get_object_or_404(Resource.objects.newest(), reference=reference)
    initial = {name: getattr(row, name) for name in Entry.__dataclass_fields__}
    form = _form(typed_before(request), initial={**initial, "based_on": row.version})
    return _form_page(request, form, reference)


@command(Can.MANAGE_POLICY)
def change(request: StaffRequest, reference: str) -> HttpResponse:
    """Make the next version of an entry."""
    row = get_object_or_404(Resource.objects.newest(), reference=reference)
    form = _form(request.POST)
    if form.is_valid():
        based_on = form.cleaned_data["based_on"] or row.version
        try:
            made = resources.change(reference, form.entry(), based_on=based_on, actor=request.user)
            messages.success(request, _("%(name)s is changed.") % {"name": made.name})
            return redirect("resources:show", reference)
        except ResourceError as error:
            form.add_error(None, str(error))
    return _form_page(request, form, reference)


@command(Can.MANAGE_POLICY)
def assure(request: StaffRequest, reference: str) -> HttpResponse:
    """It is still right today."""
    return _next(
        request, reference, resources.assure, gettext_noop("%(name)s is checked as of today.")
    )


@command(Can.MANAGE_POLICY)
def end(request: StaffRequest, reference: str) -> HttpResponse:
    """Take it off the list; nothing of it is lost."""
    return _next(request, reference, resources.end, gettext_noop("%(name)s is taken off the list."))


def _next(
    request: StaffRequest, reference: str, act: Callable[..., Resource], done: str
) -> HttpResponse:
    get_object_or_404(Resource.objects.newest(), reference=reference)
    seen = VersionForm(request.POST)
    try:
        if not seen.is_valid():
            raise ResourceError(_("Look at the entry first."))
        made = act(reference, based_on=seen.cleaned_data["based_on"], actor=request.user)
        messages.success(request, _(done) % {"name": made.name})
    except ResourceError as error:
        messages.error(request, str(error))
    return redirect("resources:show", reference)


def _form(data: QueryDict | None, **kwargs: Any) -> ResourceForm:
    return ResourceForm(data, regions=region_names(), **kwargs)


def _form_page(request: HttpRequest, form: ResourceForm, reference: str = "") -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(
        request, "resources/form.html", {"form": form, "reference": reference}, status=status
    )
