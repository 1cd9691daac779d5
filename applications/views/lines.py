"""The lines of a draft: what is needed, whom to pay, how much."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from applications import actions, sealing
from applications.actions.drafting import MOST_NEEDS
from applications.commands import NeedLine
from applications.forms.filing import NeedForm, typed_or_unopened
from applications.models import Application, Need, Place
from applications.queries import own
from applications.queries.hints import hints_for, payable_guides
from applications.queries.room import room_of
from applications.queries.sheet import lines_of, needs_of
from applications.views.opening import form_page, of_draft
from applications.views.steps import QUESTIONS, next_step
from fund.access import StaffRequest, command, page, typed_before
from fund.models import NeedCategory, Vendor
from fund.roles import Can
from fund.vendors import add_vendor


@page(Can.FILE)
@of_draft
def all_lines(request: StaffRequest, application: Application) -> HttpResponse:
    """What is on the request so far, and the way to one more line."""
    needs = needs_of(application)
    if not needs:
        return redirect("applications:add", application.reference)
    words = sealing.read(application, Place.VENDOR_ACCOUNT, reader=request.user)
    words.into(needs)
    values = {
        "application": application,
        "lines": lines_of(needs),
        "hints": hints_for(application, [need.category for need in needs]),
        "trouble": words.trouble,
        "next_url": next_step(application),
        "full": len(needs) >= MOST_NEEDS,
    }
    return render(request, "applications/lines.html", values)


@page(Can.FILE)
@of_draft
def new_line(request: StaffRequest, application: Application) -> HttpResponse:
    """The question for one line: what, whom to pay, how much."""
    typed = typed_before(request)
    return _need_page(request, application, _need_form(application, typed), kept=bool(typed))


@command(Can.FILE)
@of_draft
def add_line(request: StaffRequest, application: Application) -> HttpResponse:
    """Save one more line."""
    form = _need_form(application, request.POST)
    if form.is_valid():
        try:
            actions.add_need(application.pk, _need_line(request, form), actor=request.user)
            return redirect("applications:lines", application.reference)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _need_page(request, application, form)


@page(Can.FILE)
@of_draft
def change_line(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """One line again, as it stands."""
    need = get_object_or_404(application.needs.select_related("vendor"), position=position)
    typed = typed_before(request)
    words = sealing.read(application, Place.VENDOR_ACCOUNT, reader=request.user)
    words.into([need])
    form = _need_form(application, typed, need)
    form.initial["unopened"] = bool(words.trouble)
    return _need_page(request, application, form, kept=bool(typed), trouble=words.trouble)


@command(Can.FILE)
@of_draft
def save_line(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """Save a changed line."""
    need = get_object_or_404(application.needs, position=position)
    form = _need_form(application, request.POST)
    if form.is_valid():
        try:
            wanted = _need_line(request, form)
            actions.change_need(application.pk, need.pk, wanted, actor=request.user)
            return redirect("applications:lines", application.reference)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _need_page(request, application, form)


@command(Can.FILE)
@of_draft
def remove_line(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """Take a line out; one that is gone already stays gone."""
    need = application.needs.filter(position=position).first()
    if need:
        actions.remove_need(application.pk, need.pk, actor=request.user)
        messages.success(request, f"Removed: {need.category_label}.")
    return redirect("applications:lines", application.reference)


def _need_form(
    application: Application, data: QueryDict | None, need: Need | None = None
) -> NeedForm:
    initial: dict[str, Any] = {"new_region": str(application.region_id)}
    if need:
        initial |= {
            "category": need.category,
            "vendor": need.vendor.reference,
            "amount": need.amount_cents,
            "needed_by": need.needed_by,
            "vendor_account": need.vendor_account,
        }
    return NeedForm(
        data,
        initial=initial,
        policy=application.policy,
        vendors=own.vendor_choices(application.region_id),
        regions=own.regions(),
    )


def _need_line(request: StaffRequest, form: NeedForm) -> NeedLine:
    data = form.cleaned_data
    if named := form.new_vendor():
        vendor = add_vendor(named, actor=request.user)
    else:
        vendor = Vendor.objects.get(reference=data["vendor"])
    return NeedLine(
        category=NeedCategory(data["category"]),
        vendor_id=vendor.pk,
        amount_cents=data["amount"],
        vendor_account=typed_or_unopened(form, "vendor_account"),
        needed_by=data["needed_by"],
    )


def _need_page(
    request: HttpRequest,
    application: Application,
    form: NeedForm,
    *,
    kept: bool = False,
    trouble: str = "",
) -> HttpResponse:
    return form_page(
        request,
        "applications/line.html",
        form,
        kept=kept,
        trouble=trouble,
        application=application,
        room=room_of(application),
        guides=payable_guides(application),
        current=2,
        total=QUESTIONS,
    )
