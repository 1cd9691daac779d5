"""The committee's look at an emergency that one member decided alone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from applications import actions
from applications.forms.committee import RatifyForm
from applications.models import Application
from applications.queries import sheet
from applications.queries.history import history
from applications.views.opening import form_page, of_committee
from fund.access import StaffRequest, command, page, typed_before
from fund.money import usd
from fund.roles import Can


@page(Can.REVIEW)
@of_committee
def ratify_page(request: StaffRequest, application: Application) -> HttpResponse:
    """What was decided, by whom, and the question whether the committee agrees."""
    if not application.decided_alone or _is_done(application):
        return redirect("applications:review", application.reference)
    typed = typed_before(request)
    return _page(request, application, RatifyForm(typed), kept=bool(typed))


@command(Can.REVIEW)
@of_committee
def do_ratify(request: StaffRequest, application: Application) -> HttpResponse:
    """Keep the committee's word."""
    form = RatifyForm(request.POST)
    if form.is_valid():
        agreed = form.cleaned_data["agreed"]
        try:
            actions.ratify(application.pk, agreed=agreed, actor=request.user)
            messages.success(request, f"Your word on {application.reference} is kept.")
            return redirect("applications:inbox")
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, application, form)


def _is_done(application: Application) -> bool:
    return bool(application.ratified_at or application.ratification_refused_at)


def _page(
    request: StaffRequest, application: Application, form: RatifyForm, *, kept: bool = False
) -> HttpResponse:
    return form_page(
        request,
        "applications/ratify.html",
        form,
        kept=kept,
        application=application,
        lines=sheet.lines_of(sheet.needs_of(application)),
        lead=f"{application.decided_by} approved {usd(application.approved_cents)} alone.",
        events=history(application.reference, for_committee=True),
    )
