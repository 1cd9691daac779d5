"""Bank left, books right: matches, exceptions, statements and the months."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disbursements.actions import Refused, reconcile
from disbursements.forms import IgnoreForm, MatchForm
from disbursements.models import StatementLine
from disbursements.queries import bank as queries
from disbursements.queries.payments import month_of
from fund.access import StaffRequest, command, page, typed_before
from fund.roles import Can


@page(Can.SEE_MONEY)
def show(request: StaffRequest) -> HttpResponse:
    """Exceptions first, then proposals, then what the bank has not shown yet."""
    context = {
        "bank": queries.bank(request.GET),
        "month": month_of(request.GET.get("month", "")),
        "may_prepare": request.user.can(Can.PREPARE_PAYMENT),
    }
    return render(request, "disbursements/bank.html", context)


@command(Can.PREPARE_PAYMENT)
def answer(request: StaffRequest) -> HttpResponse:
    """Yes to one proposal or to all that the page showed, or no to one."""
    only, refused_line = request.POST.get("only"), request.POST.get("no")
    try:
        if refused_line:
            reconcile.unmatch(_number(refused_line), actor=request.user)
            messages.info(request, _("That proposal is turned down. The line is an exception now."))
        else:
            chosen = [only] if only else request.POST.getlist("line")
            count = reconcile.confirm([_number(text) for text in chosen], actor=request.user)
            words = ngettext(
                "%(count)d bank line is matched.", "%(count)d bank lines are matched.", count
            )
            messages.success(request, words % {"count": count})
    except StatementLine.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("disbursements:bank")


@command(Can.PREPARE_PAYMENT)
def look_again(request: StaffRequest) -> HttpResponse:
    """Propose with what the books know now."""
    found = reconcile.look_again(actor=request.user)
    words = ngettext("%(count)d new proposal.", "%(count)d new proposals.", found)
    messages.info(request, words % {"count": found} if found else _("No new proposals."))
    return redirect("disbursements:bank")


@page(Can.PREPARE_PAYMENT)
def line(request: StaffRequest, pk: int) -> HttpResponse:
    """One bank line: what it may be, and a way to set it aside."""
    before = typed_before(request)
    act = before.get("act", "") if before else ""
    return _line_page(
        request,
        _line(pk),
        MatchForm(before if act == "match" else None),
        IgnoreForm(before if act == "ignore" else None),
    )


@command(Can.PREPARE_PAYMENT)
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Match it by hand, set it aside, or undo either."""
    found, act = _line(pk), request.POST.get("act")
    match_form = MatchForm(request.POST if act == "match" else None)
    ignore_form = IgnoreForm(request.POST if act == "ignore" else None)
    form = match_form if act == "match" else ignore_form
    try:
        if act == "undo":
            reconcile.unmatch(pk, actor=request.user)
            messages.info(request, _("The bank line is an exception again."))
            return redirect("disbursements:line", pk)
        if form.is_valid():
            if act == "match":
                reconcile.match_by_hand(pk, form.cleaned_data["reference"], actor=request.user)
                messages.success(request, _("The bank line is matched."))
            else:
                reconcile.ignore(pk, form.cleaned_data["why"], actor=request.user)
                messages.success(request, _("The bank line is set aside."))
            return redirect("disbursements:bank")
    except Refused as refused:
        if act == "undo":
            messages.error(request, str(refused))
            return redirect("disbursements:line", pk)
        form.add_error("reference" if act == "match" else "why", str(refused))
    return _line_page(request, found, match_form, ignore_form)


@page(Can.SEE_MONEY)
def months(request: StaffRequest) -> HttpResponse:
    """Months with what is left to do in each."""
    context = {
        "months": queries.months(request.GET),
        "may_close": request.user.can(Can.CLOSE_PERIOD),
    }
    return render(request, "disbursements/months.html", context)


@command(Can.CLOSE_PERIOD)
def close(request: StaffRequest, month: str) -> HttpResponse:
    """Close a month, or say what is left in it."""
    try:
        starts_on = datetime.strptime(month, "%Y-%m").date()
    except ValueError:
        raise Http404 from None
    try:
        period = reconcile.close_month(starts_on, actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            _("%(month)s is closed. Nothing can be dated in it any more.") % {"month": period},
        )
    return redirect("disbursements:months")


def _line(pk: int) -> StatementLine:
    return get_object_or_404(queries.with_match(StatementLine.objects.all()), pk=pk)


def _line_page(
    request: StaffRequest, found: StatementLine, match_form: MatchForm, ignore_form: IgnoreForm
) -> HttpResponse:
    wrong = match_form if match_form.errors else ignore_form
    context = {
        "line": queries.bank_row(found, queries.match_of(found), queries.hint_of(found)),
        "near": queries.near(found),
        "match_form": match_form,
        "ignore_form": ignore_form,
        "form": wrong,
    }
    return render(request, "disbursements/line.html", context)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)
