"""The list of payments, and one payment with all that happened to it."""

from functools import partial

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from disbursements import policy, stops
from disbursements.actions import Refused
from disbursements.actions.outcome import mark_mailed
from disbursements.actions.release import void
from disbursements.checks import sheet_of
from disbursements.forms import PaymentFilter, UnpaidForm, VoidForm
from disbursements.models import Disbursement
from disbursements.queries import payment as payment_queries
from disbursements.queries import payments as queries
from disbursements.queries.refunds import owed
from disbursements.queries.stopped import stop_of, stopped
from disbursements.states import SETTLED, State
from fund.access import Afterwards, StaffRequest, command, page
from fund.roles import Can

_FINANCE = (Can.PREPARE_PAYMENT, Can.RELEASE_PAYMENT)


@page(Can.SEE_MONEY)
def listing(request: StaffRequest) -> HttpResponse:
    """All payments, newest first; the filter lives in the address."""
    context = {
        "listing": queries.payments(request.GET),
        "stopped": [] if request.GET else stopped(),
        "owed": [] if request.GET else owed(),
        "filter": PaymentFilter(initial=request.GET.dict()),
        "kept": {name: request.GET.get(name, "") for name in ("vendor", "fund", "month")},
    }
    return render(request, "disbursements/list.html", context)


@page(Can.SEE_MONEY)
def show(request: StaffRequest, reference: str) -> HttpResponse:
    """One payment: facts, timeline, attempts and journal."""
    payment = _find(reference)
    hands = policy.Hands(payment.approved_by_id, payment.prepared_by_id)
    state, is_frozen = State(payment.state), payment.frozen_at is not None
    context = {
        "page": payment_queries.page(payment, request.user),
        "payment": payment,
        "stop": stop_of(payment, request.user),
        "unpaid_form": UnpaidForm(),
        "go_on_words": _(stops.GO_ON),
        "unpaid_words": _(stops.UNPAID),
        "may_release": request.user.can(Can.RELEASE_PAYMENT)
        and not policy.why_not_release(
            hands, state=state, is_frozen=is_frozen, actor=request.user.pk
        ),
        "may_void": request.user.can(*_FINANCE) and state in (State.SCHEDULED, State.RELEASED),
        "may_refund": request.user.can(Can.PREPARE_PAYMENT)
        and state in SETTLED
        and not payment.given_back,
        "may_prepare": request.user.can(Can.PREPARE_PAYMENT),
        "may_open_sheet": request.user.can(*_FINANCE),
    }
    return render(request, "disbursements/payment.html", context)


@page(*_FINANCE)
def ask_void(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask why before a payment is voided."""
    return _void_page(request, _find(reference), VoidForm())


@command(*_FINANCE)
def do_void(request: StaffRequest, reference: str) -> HttpResponse:
    """Void a payment that has not been sent."""
    payment = _find(reference)
    form = VoidForm(request.POST)
    if form.is_valid():
        try:
            void(payment.pk, form.cleaned_data["reason"], actor=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("%(reference)s is voided. Its line is to be paid again.")
                % {"reference": reference},
            )
            return redirect("disbursements:payment", reference)
    return _void_page(request, payment, form)


@command(Can.PREPARE_PAYMENT)
def mailed(request: StaffRequest, reference: str) -> HttpResponse:
    """The check is in the mail: the books show it as paid."""
    payment = _find(reference)
    try:
        mark_mailed(payment.pk, actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Marked as mailed. The books show it as paid."))
    return redirect("disbursements:payment", reference)


@page(*_FINANCE)
def sheet(request: StaffRequest, reference: str) -> Afterwards:
    """The printed check with its stub, from the private storage."""
    return partial(_printed, reference, sheet_of(_find(reference)))


def _printed(reference: str, name: str) -> HttpResponse:
    """Fetched from the store when the page's transaction is over."""
    if not name or not default_storage.exists(name):
        raise Http404
    with default_storage.open(name) as file:
        response = HttpResponse(file.read(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{reference}.pdf"'
    return response


def _find(reference: str) -> Disbursement:
    payment = payment_queries.find(reference)
    if payment is None:
        raise Http404
    return payment


def _void_page(request: StaffRequest, payment: Disbursement, form: VoidForm) -> HttpResponse:
    return render(request, "disbursements/void.html", {"payment": payment, "form": form})
