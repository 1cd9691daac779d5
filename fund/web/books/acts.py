"""What finance does to the books by hand: a fund, a gift, its reversal, a transfer."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from fund import finance
from fund.access import StaffRequest, command, once_token, page, typed_before
from fund.books import BooksError
from fund.models import Gift
from fund.money import usd
from fund.roles import Can
from fund.web.forms import Form

from .forms import FundForm, GiftForm, ReverseForm, TransferForm

Made = TypeVar("Made")


@page(Can.PREPARE_PAYMENT)
def ask_fund(request: StaffRequest) -> HttpResponse:
    return _show(request, "fund", FundForm(typed_before(request)))


@command(Can.PREPARE_PAYMENT)
def add_fund(request: StaffRequest) -> HttpResponse:
    form = FundForm(request.POST)
    made = _try(form, lambda: finance.add_fund(form.new_fund(), actor=request.user))
    if made is None:
        return _show(request, "fund", form)
    messages.success(
        request, _("%(name)s is open. Record a gift to put money in it.") % {"name": made.name}
    )
    return redirect("books:fund", made.code)


@page(Can.PREPARE_PAYMENT)
def ask_gift(request: StaffRequest) -> HttpResponse:
    return _show(request, "gift", GiftForm(typed_before(request)))


@command(Can.PREPARE_PAYMENT)
def record_gift(request: StaffRequest) -> HttpResponse:
    form = GiftForm(request.POST)
    once = _once(request)
    made = _try(form, lambda: finance.record_gift(form.new_gift(), once=once, actor=request.user))
    if made is None:
        return _show(request, "gift", form)
    messages.success(
        request,
        _("Gift %(reference)s: %(amount)s for %(name)s.")
        % {"reference": made.reference, "amount": usd(made.amount_cents), "name": made.fund.name},
    )
    return redirect("books:fund", made.fund.code)


@page(Can.PREPARE_PAYMENT)
def ask_transfer(request: StaffRequest) -> HttpResponse:
    return _show(request, "transfer", TransferForm(typed_before(request)))


@command(Can.PREPARE_PAYMENT)
def transfer(request: StaffRequest) -> HttpResponse:
    form = TransferForm(request.POST)
    once = _once(request)
    made = _try(form, lambda: finance.transfer(form.new_transfer(), once=once, actor=request.user))
    if made is None:
        return _show(request, "transfer", form)
    messages.success(request, _("The transfer is in the books."))
    return redirect("books:entry", made.pk)


@page(Can.PREPARE_PAYMENT)
def ask_reverse(request: StaffRequest, entry_id: int) -> HttpResponse:
    return _reverse_page(request, entry_id, ReverseForm(typed_before(request)))


@command(Can.PREPARE_PAYMENT)
def reverse(request: StaffRequest, entry_id: int) -> HttpResponse:
    form = ReverseForm(request.POST)
    get_object_or_404(Gift, entry_id=entry_id)
    made = _try(
        form,
        lambda: finance.reverse_gift(entry_id, form.cleaned_data["dated_on"], actor=request.user),
    )
    if made is None:
        return _reverse_page(request, entry_id, form)
    messages.success(request, _("The gift is taken back. Both entries stay in the books."))
    return redirect("books:entry", made.pk)


def _try(form: Form, act: Callable[[], Made]) -> Made | None:
    """What the act made; None if the form is wrong or the books say no, with the reason on it."""
    if not form.is_valid():
        return None
    try:
        return act()
    except BooksError as error:
        form.add_error(None, str(error))
        return None


def _once(request: HttpRequest) -> str:
    return request.POST.get("_once", "")[:40] or once_token()


def _show(request: HttpRequest, name: str, form: Form) -> HttpResponse:
    return render(request, f"books/new_{name}.html", {"form": form})


def _reverse_page(request: HttpRequest, entry_id: int, form: Form) -> HttpResponse:
    gift = get_object_or_404(Gift.objects.select_related("fund"), entry_id=entry_id)
    values = {
        "form": form,
        "entry_id": entry_id,
        "reference": gift.reference,
        "amount_cents": gift.amount_cents,
        "fund": gift.fund.name,
    }
    return render(request, "books/reverse.html", values)
