"""Lines to pay: prepare one, or all that are ticked."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import AwardLine
from disbursements.actions import Refused
from disbursements.actions.schedule import schedule
from disbursements.models import PayoutMethod
from disbursements.queries import payable as queries
from disbursements.queries.stopped import stopped
from fund.access import StaffRequest, command, page
from fund.roles import Can


@page(Can.PREPARE_PAYMENT)
def show(request: StaffRequest) -> HttpResponse:
    """What is to be paid, the oldest clock first; and what waits for money, with the reason."""
    return render(
        request,
        "disbursements/payable.html",
        {
            "payable": queries.payable(request.GET),
            "waiting": queries.waiting(),
            "stopped": stopped(),
        },
    )


@command(Can.PREPARE_PAYMENT)
def prepare(request: StaffRequest) -> HttpResponse:
    """Prepare the payment of one line, or of every ticked line; each stands on its own."""
    only = request.POST.get("only")
    references = [only] if only else request.POST.getlist("line")
    lines = queries.lines_by_reference(references)
    if only and not lines:
        raise Http404
    if not lines:
        messages.warning(request, _("Tick the lines that you want to pay first."))
    prepared = [line for line in lines if _prepare(request, line)]
    if prepared:
        words = ngettext(
            "%(count)d payment is prepared. A second person has to release it.",
            "%(count)d payments are prepared. A second person has to release it.",
            len(prepared),
        )
        messages.success(request, words % {"count": len(prepared)})
    return redirect("disbursements:payable")


def _prepare(request: StaffRequest, line: AwardLine) -> bool:
    chosen = request.POST.get(f"method-{line.reference}", "")
    try:
        if not chosen.isascii() or not chosen.isdigit() or len(chosen) > 18:
            raise Refused(_("Choose how to pay it."))
        schedule(line.pk, int(chosen), actor=request.user)
    except PayoutMethod.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.error(
            request,
            _("%(reference)s was not prepared. %(why)s")
            % {"reference": line.reference, "why": refused},
        )
        return False
    return True
