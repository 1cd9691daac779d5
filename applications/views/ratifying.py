"""The committee's look at emergencies that one member decided alone: the queue, and each."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications import actions
from applications.forms.committee import RatifyForm
from applications.models import Application
from applications.queries import ratified, sheet
from applications.queries.history import history
from applications.queries.oncall import told_of
from applications.views.opening import form_page, of_committee
from fund.access import StaffRequest, command, page, typed_before
from fund.money import usd
from fund.roles import Can


@page(Can.REVIEW)
def queue(request: StaffRequest) -> HttpResponse:
    """What waits for the committee's word, by when; the chair sees what was said as well."""
    cards, found, count = ratified.queue(request.user, request.GET)
    is_chair = request.user.can(Can.CHAIR)
    values = {
        "cards": cards,
        "page": found,
        "count": count,
        "is_chair": is_chair,
        "months": ratified.by_month(ratified.a_year_ago()) if is_chair else [],
        "refusals": ratified.refusals() if is_chair else [],
    }
    return render(request, "applications/to_ratify.html", values)


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
        try:
            actions.ratify(application.pk, **form.cleaned_data, actor=request.user)
            words = _("Your word on %(number)s is kept.") % {"number": application.reference}
            messages.success(request, words)
            return redirect("applications:to_ratify")
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, application, form)


def _is_done(application: Application) -> bool:
    return bool(application.ratified_at or application.ratification_refused_at)


def _page(
    request: StaffRequest, application: Application, form: RatifyForm, *, kept: bool = False
) -> HttpResponse:
    lead = _("%(name)s approved %(amount)s alone.") % {
        "name": application.decided_by,
        "amount": usd(application.approved_cents),
    }
    return form_page(
        request,
        "applications/ratify.html",
        form,
        kept=kept,
        application=application,
        lines=sheet.lines_of(sheet.needs_of(application)),
        lead=lead,
        told=told_of(application),
        events=history(application.reference, for_committee=True),
    )
