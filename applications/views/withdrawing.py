"""Two acts of the agency that ask once more before they happen."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications import actions
from applications.models import Application
from applications.states import State
from applications.views.opening import of_agency
from applications.words import by_when
from fund import clock
from fund.access import StaffRequest, command, page
from fund.roles import Can


@page(Can.FILE)
@of_agency
def ask_withdraw(request: StaffRequest, application: Application) -> HttpResponse:
    """Do you want to take it back?"""
    if not (application.is_undecided or application.state == State.DRAFT):
        return redirect("applications:show", application.reference)
    return render(request, "applications/withdraw.html", {"application": application})


@command(Can.FILE)
@of_agency
def do_withdraw(request: StaffRequest, application: Application) -> HttpResponse:
    """Take the request back."""
    try:
        gone = actions.withdraw(application.pk, actor=request.user)
        words = _("%(number)s is deleted.")
        if gone.submitted_at:
            words = _("%(number)s is withdrawn. Nothing will be paid.")
        messages.success(request, words % {"number": gone.reference})
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("applications:show", application.reference)
    return redirect("applications:list")


@page(Can.FILE)
@of_agency
def ask_second_look(request: StaffRequest, application: Application) -> HttpResponse:
    """Do you want the committee to look again?"""
    if not application.can_look_again:
        return redirect("applications:show", application.reference)
    hours = application.policy.clock_hours(application.lane)
    by = by_when(clock.now() + timedelta(hours=hours), clock.now())
    values = {"application": application, "by": by}
    return render(request, "applications/second_look.html", values)


@command(Can.FILE)
@of_agency
def do_second_look(request: StaffRequest, application: Application) -> HttpResponse:
    """Ask for the one second look."""
    try:
        actions.reconsider(application.pk, actor=request.user)
        messages.success(request, _("Sent back to the committee. The clock starts again."))
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("applications:show", application.reference)
