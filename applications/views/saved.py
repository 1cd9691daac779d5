"""A member's own views of the committee's list: kept, renamed, deleted."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.actions import viewing
from applications.forms.views import ViewForm
from applications.models import SavedView
from applications.queries.looking import Looking
from applications.queries.views import views_of
from applications.refusals import Refused
from fund.access import StaffRequest, command, page, typed_before
from fund.roles import Can


@page(Can.REVIEW)
def views(request: StaffRequest) -> HttpResponse:
    """All of them, and a name for the filters that the address brings along."""
    return _page(request, ViewForm(typed_before(request)))


@command(Can.REVIEW)
def save(request: StaffRequest) -> HttpResponse:
    """Keep the filters of the address."""
    form, looking = ViewForm(request.POST), Looking.of(request.GET)
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            view = viewing.save_view(name, looking, actor=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
            return redirect(reverse("applications:inbox") + f"?{view.query}")
    return _page(request, form)


@page(Can.REVIEW)
def view(request: StaffRequest, number: int) -> HttpResponse:
    """One of them, to give it another name or to delete it."""
    found = _own(request, number)
    return _one(request, found, ViewForm(typed_before(request), initial={"name": found.name}))


@command(Can.REVIEW)
def change(request: StaffRequest, number: int) -> HttpResponse:
    """Another name, or gone; the button says which."""
    found = _own(request, number)
    if request.POST.get("act") == "delete":
        viewing.delete_view(found.pk, actor=request.user)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": found.name})
        return redirect("applications:views")
    form = ViewForm(request.POST)
    if form.is_valid():
        try:
            viewing.rename_view(found.pk, form.cleaned_data["name"], actor=request.user)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("applications:views")
    return _one(request, found, form)


def _own(request: StaffRequest, number: int) -> SavedView:
    found = SavedView.objects.filter(user=request.user, pk=number).first()
    if found is None:
        raise Http404
    return found


def _page(request: StaffRequest, form: ViewForm) -> HttpResponse:
    looking = Looking.of(request.GET).to_keep()
    values = {"form": form, "views": views_of(request.user), "kept": looking.address}
    return render(request, "applications/views.html", values, status=_status(request))


def _one(request: StaffRequest, found: SavedView, form: ViewForm) -> HttpResponse:
    values = {"form": form, "view": found}
    return render(request, "applications/view.html", values, status=_status(request))


def _status(request: StaffRequest) -> int:
    return 422 if request.method == "POST" else 200
