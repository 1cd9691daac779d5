"""A stay goes on, or ended early: what the agency asks or tells about it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications import actions
from applications.forms.stay import MoreNightsForm, UsedNightsForm
from applications.models import Application
from applications.queries.sheet import needs_of
from applications.queries.stays import StayRow, stays_of
from applications.views.opening import form_page, of_agency
from applications.views.steps import next_step
from fund.access import StaffRequest, command, page, typed_before
from fund.roles import Can
from fund.web.forms import Form


@page(Can.FILE)
@of_agency
def ask_more(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """How many more nights?"""
    form = MoreNightsForm(typed_before(request))
    return _page(request, application, position, form, "applications/more_nights.html")


@command(Can.FILE)
@of_agency
def ask_for_more(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """A new draft for the nights after check-out; what is left is to look at it and send it."""
    _row(application, position)
    form = MoreNightsForm(request.POST)
    if form.is_valid():
        try:
            draft = actions.more_nights(
                application.pk,
                position,
                form.cleaned_data["nights"],
                once=request.POST.get("_once", "")[:32],
                actor=request.user,
            )
            return redirect(next_step(draft))
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, application, position, form, "applications/more_nights.html")


@page(Can.FILE)
@of_agency
def ask_used(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """How many nights were used?"""
    nights = _row(application, position).terms.nights
    form = UsedNightsForm(typed_before(request), nights=nights)
    return _page(request, application, position, form, "applications/used_nights.html")


@command(Can.FILE)
@of_agency
def tell_used(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """Finance asks the motel for what was not used."""
    nights = _row(application, position).terms.nights
    form = UsedNightsForm(request.POST, nights=nights)
    if form.is_valid():
        try:
            used = form.cleaned_data["used"]
            actions.tell_used(application.pk, position, used, actor=request.user)
            messages.success(request, _("Thank you. Finance asks the motel for the rest."))
            return redirect("applications:show", application.reference)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, application, position, form, "applications/used_nights.html")


def _row(application: Application, position: int) -> StayRow:
    """The approved stay at this place of the request, or 404."""
    for row in stays_of(needs_of(application)):
        if row.position == position:
            return row
    raise Http404


def _page(
    request: StaffRequest, application: Application, position: int, form: Form, template: str
) -> HttpResponse:
    row = _row(application, position)
    return form_page(request, template, form, application=application, row=row)
