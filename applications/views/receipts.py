"""A receipt from the vendor, for a line that was paid."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications import actions
from applications.forms.after import ReceiptForm
from applications.models import Application, AwardLine, Need
from applications.queries.papers import papers_of
from applications.states import LineState
from applications.views.opening import form_page, of_agency
from applications.views.uploads import content_of, once_of, take_in
from fund.access import StaffRequest, command, page, typed_before
from fund.documents.intake import Received
from fund.roles import Can


@page(Can.FILE)
@of_agency
def receipt(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """The receipts so far, and the way to add one."""
    need = _paid(application, position)
    if need is None:
        return redirect("applications:show", application.reference)
    typed = typed_before(request)
    return _page(request, application, need, ReceiptForm(typed), kept=bool(typed))


@command(Can.FILE)
@of_agency
def add(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """Take in a receipt; a file that can't be read is named and is no harm to the others."""
    need = _paid(application, position)
    if need is None:
        raise Http404
    form = ReceiptForm(request.POST, request.FILES)
    if form.is_valid():
        which = _("File %(number)d was not added.")
        files = form.cleaned_data["papers"]
        _added, problems = take_in(files, partial(_take, request, need), which)
        for problem in problems:
            form.add_error("papers", problem)
        if not form.errors:
            messages.success(request, _("The receipt is added."))
            return redirect("applications:show", application.reference)
    return _page(request, application, need, form)


def _take(request: StaffRequest, need: Need, number: int, file: Received) -> None:
    actions.add_receipt(
        need.application_id,
        need.position,
        content_of(file),
        once=once_of(request, number),
        actor=request.user,
    )


def _paid(application: Application, position: int) -> Need | None:
    rows = application.needs.select_related("vendor", "award_line")
    return rows.filter(position=position, award_line__state=LineState.PAID).first()


def _page(
    request: StaffRequest,
    application: Application,
    need: Need,
    form: ReceiptForm,
    *,
    kept: bool = False,
) -> HttpResponse:
    line: AwardLine = need.award_line
    shown = [one for one in papers_of(application, request.user) if one.line_id == line.pk]
    values = {"application": application, "need": need, "line": line, "papers": shown}
    return form_page(request, "applications/receipt.html", form, kept=kept, **values)
