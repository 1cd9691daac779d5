"""The roster on a phone: who is on call, hand a shift over, take one; the chair keeps it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import actions
from applications.forms.oncall import OfferForm, ShiftForm
from applications.models import Application
from applications.queries import oncall as queries
from applications.queries.inbox import to_ratify
from applications.views.opening import form_page, of_committee
from fund.access import StaffRequest, command, page, typed_before
from fund.roles import Can


@page(Can.REVIEW)
def on_call(request: StaffRequest) -> HttpResponse:
    """This week and the next, with the hours that nobody has."""
    mine, offered = queries.own_shifts(request.user)
    values = {
        "on_call": queries.on_call_now(request.user),
        "weeks": queries.weeks(),
        "mine": mine,
        "offered": offered,
        "colleagues": queries.colleagues(request.user) if mine else [],
        "may_keep": request.user.can(Can.CHAIR),
        "to_look_at": to_ratify(request.user).count(),
    }
    return render(request, "applications/on_call.html", values)


@page(Can.CHAIR)
def ask_shift(request: StaffRequest) -> HttpResponse:
    """Who, when, how often."""
    typed = typed_before(request)
    return form_page(request, "applications/on_call_add.html", ShiftForm(typed), kept=bool(typed))


@command(Can.CHAIR)
def add_shift(request: StaffRequest) -> HttpResponse:
    """Put it into the roster."""
    form = ShiftForm(request.POST)
    if form.is_valid():
        wanted = form.command()
        try:
            made = actions.add_shift(wanted, actor=request.user)
            words = ngettext(
                "%(name)s is on call: %(count)d shift is in the roster.",
                "%(name)s is on call: %(count)d shifts are in the roster.",
                len(made),
            )
            messages.success(request, words % {"name": wanted.member.name, "count": len(made)})
            return redirect("applications:on_call")
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return form_page(request, "applications/on_call_add.html", form)


@command(Can.CHAIR)
def remove_shift(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a shift out, or end it now."""
    done = _("The shift is taken out of the roster.")
    return _do(request, done, actions.remove_shift, pk)


@command(Can.REVIEW)
def offer_shift(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask a colleague to take it over."""
    form = OfferForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who takes the shift over."))
        return redirect("applications:on_call")
    to = form.cleaned_data["to"]
    done = _("%(name)s was asked. You stay on call until the answer is yes.") % {"name": to.name}
    return _do(request, done, actions.offer_shift, pk, to)


@command(Can.REVIEW)
def take_shift(request: StaffRequest, pk: int) -> HttpResponse:
    """Yes, it is mine now."""
    return _do(request, _("The shift is yours. Thank you."), actions.take_shift, pk)


@command(Can.REVIEW)
def keep_shift(request: StaffRequest, pk: int) -> HttpResponse:
    """No, or not any more."""
    return _do(request, _("The shift stays as it was."), actions.keep_shift, pk)


@command(Can.REVIEW)
@of_committee
def take_up(request: StaffRequest, application: Application) -> HttpResponse:
    """I am on it."""
    done = _("It is kept that you are on it. You are not told again.")
    return _do(request, done, actions.take_up, application.pk, then=application)


@command(Can.REVIEW)
@of_committee
def tell_next(request: StaffRequest, application: Application) -> HttpResponse:
    """Somebody else shall look, now."""
    done = _("The next on call is told.")
    return _do(request, done, actions.tell_next, application.pk, then=application)


def _do(
    request: StaffRequest,
    done: str,
    action: Callable[..., Any],
    *given: Any,
    then: Application | None = None,
) -> HttpResponse:
    """Do it, say so or say why not, and go back to where the button was."""
    try:
        action(*given, actor=request.user)
        messages.success(request, done)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    if then:
        return redirect("applications:review", then.reference)
    return redirect("applications:on_call")
