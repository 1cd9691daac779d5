"""What the person agreed to, on the agency's pages: see, record, take back, print."""

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from applications import actions, agreements
from applications.agreements import Agreement
from applications.forms.consent import ConsentForm
from applications.models import Application, Purpose
from applications.states import State
from applications.views.opening import form_page, of_agency
from applications.views.steps import next_step
from fund import pdf
from fund.access import Afterwards, StaffRequest, command, page, typed_before
from fund.roles import Can


@page(Can.SEE_AGENCY)
@of_agency
def consents(request: StaffRequest, application: Application) -> HttpResponse:
    """What holds until when, and everything that was recorded."""
    if application.state == State.DRAFT:
        return redirect(next_step(application))
    values = {
        "application": application,
        "agreements": agreements.agreements(application),
        "recorded": agreements.recorded(application),
        "can_change": request.user.can(Can.FILE),
    }
    return render(request, "applications/consents.html", values)


@page(Can.FILE)
@of_agency
def ask_consent(request: StaffRequest, application: Application, purpose: Purpose) -> HttpResponse:
    """The two days of a signed paper."""
    if application.state == State.DRAFT:
        return redirect(next_step(application))
    typed, asked = typed_before(request), _of(application, purpose)
    form = ConsentForm(typed, agreement=asked)
    return _consent_page(request, application, asked, form, kept=bool(typed))


@command(Can.FILE)
@of_agency
def record_consent(
    request: StaffRequest, application: Application, purpose: Purpose
) -> HttpResponse:
    """Record that there is a signed paper."""
    asked = _of(application, purpose)
    form = ConsentForm(request.POST, agreement=asked)
    if form.is_valid():
        try:
            actions.give_consent(application.pk, purpose, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Saved. Keep the signed form in your own file."))
            return redirect("applications:consents", application.reference)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _consent_page(request, application, asked, form)


def _consent_page(
    request: StaffRequest,
    application: Application,
    asked: Agreement,
    form: ConsentForm,
    *,
    kept: bool = False,
) -> HttpResponse:
    values = {"application": application, "agreement": asked}
    return form_page(request, "applications/consent.html", form, kept=kept, **values)


@page(Can.FILE)
@of_agency
def ask_revoke(request: StaffRequest, application: Application, purpose: Purpose) -> HttpResponse:
    """Does the person take it back? What follows, before it happens."""
    asked = _of(application, purpose)
    if asked.until is None:
        return redirect("applications:consents", application.reference)
    ends_it = asked.needed and application.is_undecided
    values = {"application": application, "agreement": asked, "ends_it": ends_it}
    return render(request, "applications/revoke.html", values)


@command(Can.FILE)
@of_agency
def revoke(request: StaffRequest, application: Application, purpose: Purpose) -> HttpResponse:
    """The person took it back."""
    try:
        after = actions.revoke_consent(application.pk, purpose, actor=request.user)
        messages.success(request, _("Taken back. Nothing more leaves for this."))
        if after.state == State.WITHDRAWN:
            messages.info(request, _("%(number)s is withdrawn.") % {"number": after.reference})
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("applications:consents", application.reference)


@page(Can.SEE_AGENCY)
@of_agency
def consent_pdf(request: StaffRequest, application: Application) -> Afterwards:
    """The form to print and sign, in the language of the person who signs: the request's number,
    and blank lines for the rest."""
    asked = str(request.GET.get("in", ""))
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language):
        values = {"application": application, "agreements": agreements.agreements(application)}
    name = f"agreement-{application.reference}.pdf"
    return partial(_printed, language, values, name)


def _printed(language: str | None, values: dict[str, Any], name: str) -> HttpResponse:
    with translation.override(language):
        return pdf.answer("pdf/consent.html", values, name)


def _of(application: Application, purpose: Purpose) -> Agreement:
    return next(one for one in agreements.agreements(application) if one.purpose is purpose)
