"""Bring in a bank's file, and see what was read from it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from disbursements.actions import Refused
from disbursements.actions.reconcile import import_statement, standing
from disbursements.forms import StatementForm
from disbursements.models import Statement
from disbursements.queries import bank as queries
from disbursements.statements import StatementError
from fund.access import StaffRequest, command, page
from fund.roles import Can

_TEMPLATE = "disbursements/import.html"


@page(Can.PREPARE_PAYMENT)
def ask(request: StaffRequest) -> HttpResponse:
    """The form for a bank's file."""
    return render(request, _TEMPLATE, {"form": StatementForm()})


@command(Can.PREPARE_PAYMENT)
def bring_in(request: StaffRequest) -> HttpResponse:
    """Take the file in; the same file again leads to the statement that it already is."""
    form = StatementForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"]
        was_in = standing(content) is not None
        try:
            statement = import_statement(form.cleaned_data["account"], content, actor=request.user)
        except (StatementError, Refused) as error:
            form.add_error("file", str(error))
        else:
            if was_in:
                messages.info(request, _("You have this file already. Nothing was taken twice."))
            else:
                messages.success(request, _("The file is in."))
            return redirect("disbursements:statement", statement.pk)
    return render(request, _TEMPLATE, {"form": form})


@page(Can.SEE_MONEY)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """What was taken from a file, what was known before, and what was not taken and why."""
    found = get_object_or_404(Statement.objects.select_related("account", "imported_by"), pk=pk)
    context = {
        "page": queries.statement(found, request.GET),
        "may_prepare": request.user.can(Can.PREPARE_PAYMENT),
    }
    return render(request, "disbursements/statement.html", context)
