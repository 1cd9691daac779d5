"""The second signature."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from disbursements.actions import Refused
from disbursements.actions.release import release
from disbursements.models import Disbursement
from disbursements.queries import payments as queries
from disbursements.queries.stopped import stopped
from fund.access import StaffRequest, command, page, typed_before
from fund.roles import Can


@page(Can.RELEASE_PAYMENT)
def show(request: StaffRequest) -> HttpResponse:
    """What waits for a second signature, the longest wait first."""
    typed = typed_before(request)
    context = {
        "listing": queries.to_release(request.GET, request.user),
        "stopped": stopped(),
        "ticked": typed.getlist("payment") if typed else [],
    }
    return render(request, "disbursements/releases.html", context)


@command(Can.RELEASE_PAYMENT, fresh=True)
def sign(request: StaffRequest) -> HttpResponse:
    """Release one payment, or every ticked one; each stands on its own."""
    only = request.POST.get("only")
    references = [only] if only else request.POST.getlist("payment")
    payments = list(Disbursement.objects.filter(reference__in=references).order_by("pk"))
    if only and not payments:
        raise Http404
    if not payments:
        messages.warning(request, _("Tick the payments that you want to release first."))
    released = [payment.reference for payment in payments if _release(request, payment)]
    if len(released) == 1:
        messages.success(
            request,
            _("%(reference)s is released and will be sent now.") % {"reference": released[0]},
        )
    elif released:
        messages.success(
            request,
            _("%(count)d payments are released and will be sent now.") % {"count": len(released)},
        )
    if request.POST.get("back") == "payment" and len(payments) == 1:
        return redirect("disbursements:payment", payments[0].reference)
    return redirect("disbursements:releases")


def _release(request: StaffRequest, payment: Disbursement) -> bool:
    try:
        release(payment.pk, actor=request.user)
    except Refused as refused:
        messages.error(
            request,
            _("%(reference)s was not released. %(why)s")
            % {"reference": payment.reference, "why": refused},
        )
        return False
    return True
