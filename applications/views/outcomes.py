"""Was the need met? One tap a line, two weeks after the payment, asked of the agency alone."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications import actions
from applications.actions.outcomes import paid_needs
from applications.models import Application
from applications.states import Outcome
from applications.views.opening import of_agency
from fund.access import StaffRequest, command, page
from fund.roles import Can


@page(Can.FILE)
@of_agency
def outcome(request: StaffRequest, application: Application) -> HttpResponse:
    """Each paid line with four answers."""
    needs = list(paid_needs(application))
    if not needs:
        return redirect("applications:show", application.reference)
    values = {"application": application, "needs": needs, "answers": Outcome.choices}
    return render(request, "applications/outcome.html", values)


@command(Can.FILE)
@of_agency
def answer(request: StaffRequest, application: Application) -> HttpResponse:
    """Keep one answer; with the last one the question is done."""
    line, said = request.POST.get("line", ""), request.POST.get("act", "")
    if said not in Outcome.values or not (line.isascii() and line.isdigit() and len(line) < 5):
        raise Http404
    try:
        done = actions.answer_outcome(application.pk, int(line), Outcome(said), actor=request.user)
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("applications:show", application.reference)
    if done:
        words = _("Thank you. All answers for %(number)s are saved.")
        messages.success(request, words % {"number": application.reference})
        return redirect("applications:list")
    messages.success(request, _("Saved: %(answer)s.") % {"answer": Outcome(said).label.lower()})
    return redirect("applications:outcome", application.reference)
