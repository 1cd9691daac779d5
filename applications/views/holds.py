"""Holds: an administrator stops the destruction of a request's words without seeing the request."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications import actions
from applications.forms.retention import HoldForm
from applications.models import LegalHold
from applications.views.opening import form_page
from fund import dates
from fund.access import StaffRequest, command, page, typed_before
from fund.roles import Can
from fund.web.keyset import page_of


@page(Can.MANAGE_POLICY, Can.SEE_AUDIT)
def all_holds(request: StaffRequest) -> HttpResponse:
    """Every hold, the newest first."""
    rows = page_of(LegalHold.objects.select_related("placed_by"), request.GET, order=("-id",))
    values = {"page": rows, "may_place": request.user.can(Can.MANAGE_POLICY)}
    return render(request, "retention/holds.html", values)


@page(Can.MANAGE_POLICY)
def ask_hold(request: StaffRequest) -> HttpResponse:
    """Which request, why and until when."""
    typed = typed_before(request)
    return form_page(request, "retention/place.html", HoldForm(typed), kept=bool(typed))


@command(Can.MANAGE_POLICY, fresh=True)
def place(request: StaffRequest) -> HttpResponse:
    """Place it."""
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            hold = actions.place_hold(form.command(), actor=request.user)
            messages.success(
                request,
                _("%(reference)s is on hold until %(ends_on)s.")
                % {"reference": hold.reference, "ends_on": dates.written(hold.ends_on)},
            )
            return redirect("retention:holds")
        except actions.Refused as refused:
            form.add_error("reference", str(refused))
    return form_page(request, "retention/place.html", form)


@page(Can.MANAGE_POLICY)
def ask_release(request: StaffRequest, pk: int) -> HttpResponse:
    """Shall it end before its day?"""
    hold = get_object_or_404(LegalHold, pk=pk)
    if not hold.is_in_force:
        return redirect("retention:holds")
    return render(request, "retention/release.html", {"hold": hold})


@command(Can.MANAGE_POLICY, fresh=True)
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Let the destruction go on."""
    hold = get_object_or_404(LegalHold, pk=pk)
    actions.release_hold(hold.pk, actor=request.user)
    messages.success(
        request, _("The hold on %(reference)s is lifted.") % {"reference": hold.reference}
    )
    return redirect("retention:holds")
