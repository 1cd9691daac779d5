"""The two answers to a stopped payment."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from disbursements.actions import Refused
from disbursements.actions.doubt import confirm_unpaid, thaw
from disbursements.forms import UnpaidForm
from disbursements.models import Disbursement
from fund.access import StaffRequest, command
from fund.roles import Can


@command(Can.RELEASE_PAYMENT, fresh=True)
def go_on(request: StaffRequest, reference: str) -> HttpResponse:
    """What was wrong is put right: the system takes the payment up again."""
    try:
        thaw(_pk(reference), actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("%(reference)s goes on. It is stopped again if it is still wrong.")
            % {"reference": reference},
        )
    return redirect("disbursements:payment", reference)


@command(Can.RELEASE_PAYMENT, fresh=True)
def call_unpaid(request: StaffRequest, reference: str) -> HttpResponse:
    """Nobody paid it: its line is to be paid again."""
    pk = _pk(reference)
    if not UnpaidForm(request.POST).is_valid():
        messages.error(request, _("Search Stripe first, then tick that you did."))
        return redirect("disbursements:payment", reference)
    try:
        confirm_unpaid(pk, actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("%(reference)s was never paid. Its line is to be paid again.")
            % {"reference": reference},
        )
    return redirect("disbursements:payment", reference)


def _pk(reference: str) -> int:
    pk = Disbursement.objects.filter(reference=reference).values_list("pk", flat=True).first()
    if pk is None:
        raise Http404
    return pk
