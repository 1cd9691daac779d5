"""A receipt from the vendor, for a line that was paid."""

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
from fund import vault
from fund.access import StaffRequest, command, page, typed_before
from fund.documents.intake import Received
from fund.documents.objects import StoreAway
from fund.documents.rebuild import NotTaken
from fund.roles import Can

from .documents import AWAY


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
        for problem in _take_in(request, need, form.cleaned_data["papers"]):
            form.add_error("papers", problem)
        if not form.errors:
            messages.success(request, _("The receipt is added."))
            return redirect("applications:show", application.reference)
    return _page(request, application, need, form)


def _take_in(request: StaffRequest, need: Need, files: list[Received]) -> list[str]:
    """Why files were not added; empty if all were."""
    once, problems = request.POST.get("_once", "")[:32], []
    for number, file in enumerate(files, start=1):
        which = _("File %(number)d was not added.") % {"number": number} + " "
        which = which if len(files) > 1 else ""
        try:
            if file.why:
                raise NotTaken(file.why)
            actions.add_receipt(
                need.application_id,
                need.position,
                file.read(),
                once=f"{once}-{number}" if once else "",
                actor=request.user,
            )
        except NotTaken as refused:
            problems.append(which + refused.words)
        except (StoreAway, vault.VaultError):
            problems.append(which + _(AWAY))
        except actions.Refused as refused:
            return [*problems, which + str(refused)]
    return problems


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
