"""What a vendor gave back of a payment."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from disbursements.actions import Refused
from disbursements.actions.refunding import refund
from disbursements.forms import RefundForm
from disbursements.models import Disbursement
from disbursements.queries.payment import find
from disbursements.queries.refunds import owed_cents, stay_of
from disbursements.states import SETTLED
from fund.access import StaffRequest, command, page, typed_before
from fund.money import usd
from fund.roles import Can


@page(Can.PREPARE_PAYMENT)
def ask(request: StaffRequest, reference: str) -> HttpResponse:
    """How much came back, and when? What the unused nights cost is filled in."""
    payment = _find(reference)
    if payment.state not in SETTLED or payment.given_back:
        return redirect("disbursements:payment", reference)
    stay = stay_of(payment)
    kept = payment.amount_cents - payment.award_line.refunded_cents
    expected = owed_cents(stay, kept) if stay else 0
    form = RefundForm(typed_before(request), initial={"amount": expected or None})
    return _page(request, payment, form)


@command(Can.PREPARE_PAYMENT)
def keep(request: StaffRequest, reference: str) -> HttpResponse:
    """Book it to the funds that had paid."""
    payment, form = _find(reference), RefundForm(request.POST)
    if form.is_valid():
        try:
            made = refund(payment.pk, form.money(), actor=request.user)
        except Refused as refused:
            form.add_error("amount", str(refused))
        else:
            words = _("%(amount)s is back in %(fund)s.") % {
                "amount": usd(made.amount_cents),
                "fund": payment.funds_label,
            }
            messages.success(request, words)
            return redirect("disbursements:payment", reference)
    return _page(request, payment, form)


def _page(request: StaffRequest, payment: Disbursement, form: RefundForm) -> HttpResponse:
    stay = stay_of(payment)
    values = {
        "payment": payment,
        "several": len(payment.award_line.paid_by) > 1,
        "form": form,
        "told": stay.used_words if stay else "",
    }
    return render(request, "disbursements/refund.html", values)


def _find(reference: str) -> Disbursement:
    if payment := find(reference):
        return payment
    raise Http404
