"""An exception to a cap: the agency asks with a reason, the chair grants with another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import actions, sealing
from applications.forms.exception import ExceptionForm, GrantForm
from applications.models import Application, Place
from applications.queries.room import exception_of, room_of
from applications.states import UNDECIDED, State
from applications.views.opening import form_page, of_agency, of_committee
from fund.access import StaffRequest, command, page, typed_before
from fund.money import usd
from fund.roles import Can


@page(Can.FILE)
@of_agency
def ask(request: StaffRequest, application: Application) -> HttpResponse:
    """The question why more is needed, with the words that stand."""
    if not _is_open(application):
        return redirect("applications:show", application.reference)
    typed = typed_before(request)
    words = sealing.read(application, Place.EXCEPTION, reader=request.user)
    asked = exception_of(application, words)
    form = ExceptionForm(typed, initial={"reason": asked.why if asked else ""})
    return _ask_page(request, application, form, kept=bool(typed), trouble=words.trouble)


@command(Can.FILE)
@of_agency
def save(request: StaffRequest, application: Application) -> HttpResponse:
    """Ask for more than the caps leave."""
    form = ExceptionForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.ask_exception(application.pk, reason, actor=request.user)
            messages.success(request, _("You ask for an exception. The committee will read why."))
            return redirect(_back(application))
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _ask_page(request, application, form)


@command(Can.FILE)
@of_agency
def drop(request: StaffRequest, application: Application) -> HttpResponse:
    """Ask no more; the words go."""
    try:
        actions.drop_exception(application.pk, actor=request.user)
        messages.success(request, _("You no longer ask for an exception."))
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect(_back(application))


def _is_open(application: Application) -> bool:
    return application.state in (State.DRAFT, *UNDECIDED)


def _back(application: Application) -> str:
    name = "check" if application.state == State.DRAFT else "show"
    return reverse(f"applications:{name}", args=[application.reference])


def _ask_page(
    request: StaffRequest,
    application: Application,
    form: ExceptionForm,
    *,
    kept: bool = False,
    trouble: str = "",
) -> HttpResponse:
    return form_page(
        request,
        "applications/exception.html",
        form,
        kept=kept,
        trouble=trouble,
        application=application,
        room=room_of(application),
        back=_back(application),
    )


@page(Can.CHAIR)
@of_committee
def ask_grant(request: StaffRequest, application: Application) -> HttpResponse:
    """What is asked and why, and the question how much of it the chair allows."""
    missing = room_of(application, for_committee=True).over_cents
    if not application.is_undecided or not missing or not application.exception:
        return redirect("applications:review", application.reference)
    typed = typed_before(request)
    form = GrantForm(typed, missing_cents=missing, initial={"amount": missing})
    return _grant_page(request, application, form, kept=bool(typed))


@command(Can.CHAIR)
@of_committee
def grant(request: StaffRequest, application: Application) -> HttpResponse:
    """Lift the caps for this one request."""
    form = GrantForm(
        request.POST, missing_cents=room_of(application, for_committee=True).over_cents
    )
    if form.is_valid():
        cents, reason = form.cleaned_data["amount"], form.cleaned_data["reason"]
        try:
            actions.grant_exception(application.pk, cents, reason, actor=request.user)
            number = application.reference
            messages.success(request, f"{number} may get {usd(cents)} above the caps.")
            return redirect("applications:review", application.reference)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _grant_page(request, application, form)


def _grant_page(
    request: StaffRequest, application: Application, form: GrantForm, *, kept: bool = False
) -> HttpResponse:
    words = sealing.read(application, Place.EXCEPTION, Place.GRANT, reader=request.user)
    return form_page(
        request,
        "applications/grant.html",
        form,
        kept=kept,
        application=application,
        room=room_of(application, for_committee=True),
        asked=exception_of(application, words),
        trouble=words.trouble,
    )
