"""The card of a request: make it, show it once, count the request with it, stop it.

The page that offers a card holds its code already (`applications/offers.py`): the same form sent
twice makes one card and shows it again, and the code rests nowhere.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications import across, actions, offers
from applications.actions.cards import may_show_card
from applications.forms.card import CardForm
from applications.models import Application
from applications.states import State
from applications.views.opening import form_page, of_agency
from applications.views.steps import next_step
from fund import fund_code
from fund.access import StaffRequest, command, page
from fund.roles import Can


@page(Can.FILE)
@of_agency
def card(request: StaffRequest, application: Application) -> HttpResponse:
    """What a card is for, and what can be done with the one there is."""
    if application.state == State.DRAFT:
        return redirect(next_step(application))
    return _page(request, application, CardForm())


@command(Can.FILE)
@of_agency
def make(request: StaffRequest, application: Application) -> HttpResponse:
    """The one page that shows a code."""
    form = CardForm()
    code = offers.offered(_owner(request, application), request.POST.get("new_card", ""))
    if code is None:
        return _page(request, application, form, _("This page was open too long. Try again."))
    try:
        lost = "lost" in request.POST
        actions.make_card(application.pk, code, actor=request.user, lost=lost)
    except actions.Refused as refused:
        return _page(request, application, form, str(refused))
    return render(
        request, "applications/card_made.html", {"application": application, "code": code}
    )


@command(Can.FILE)
@of_agency
def use(request: StaffRequest, application: Application) -> HttpResponse:
    """She found her card: the request counts with it."""
    form = CardForm(request.POST)
    if form.is_valid():
        try:
            actions.use_card(application.pk, form.cleaned_data["fund_code"], actor=request.user)
            messages.success(request, _("The request counts with the card now."))
            return redirect("applications:show", application.reference)
        except actions.Refused as refused:
            form.add_error("fund_code", str(refused))
    return _page(request, application, form)


@command(Can.FILE)
@of_agency
def stop(request: StaffRequest, application: Application) -> HttpResponse:
    """The card works no more, and there is no new one."""
    actions.stop_card(application.pk, actor=request.user)
    messages.success(request, _("The card does not work any more."))
    return redirect("applications:card", application.reference)


def _page(
    request: StaffRequest, application: Application, form: CardForm, trouble: str = ""
) -> HttpResponse:
    return form_page(
        request,
        "applications/card.html",
        form,
        application=application,
        trouble=trouble,
        works=across.working_card(application.household_id) is not None,
        may_show=may_show_card(application),
        new_card=offers.offer(_owner(request, application), fund_code.CARD),
    )


def _owner(request: StaffRequest, application: Application) -> str:
    return f"{request.user.pk} {application.reference}"
