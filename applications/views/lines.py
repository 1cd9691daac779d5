"""The lines of a draft, one question a page: what is needed, and whom to pay."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications import actions, sealing, versions
from applications.actions.lines import line_at, next_position
from applications.forms.lines import HowMuchForm, MotelForm, WhatForm, WhomForm
from applications.models import Application, Need, Place
from applications.queries import whom as businesses
from applications.refusals import Changed, Gone, Refused
from applications.versions import Line
from applications.views import answers, rows
from applications.views.opening import form_page, of_draft
from applications.views.steps import QUESTIONS, address, next_step
from fund.access import StaffRequest, command, page, typed_before
from fund.models import FundPolicy, NeedCategory, User, Vendor
from fund.roles import Can
from fund.vendors import add_vendor, similar_to


@page(Can.FILE)
@of_draft
def what(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """What is needed: the first question of a line."""
    line = line_at(application, position)
    if line is None:
        try:
            if position != next_position(application):
                raise Http404
        except Refused as full:
            messages.warning(request, str(full))
            return redirect(next_step(application))
    typed = typed_before(request)
    return _what_page(request, application, position, what_form(typed, line), typed)


@command(Can.FILE)
@of_draft
def set_what(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """Save what is needed."""
    form = what_form(request.POST, None)
    if form.is_valid():
        try:
            category = NeedCategory(form.cleaned_data["category"])
            seen = answers.seen(request)
            actions.say_what(application.pk, position, category, seen=seen, actor=request.user)
            return redirect(_after_what(application, position))
        except Gone as gone:
            return answers.taken_out(request, application, gone)
        except Refused as refused:
            form.add_error(None, str(refused))
            changed = isinstance(refused, Changed)
            return _what_page(request, application, position, form, changed=changed)
    return _what_page(request, application, position, form)


def _after_what(application: Application, position: int) -> str:
    """The next question; a whole line that became a motel has no nights yet, so they are asked."""
    line = line_at(application, position)
    is_motel = isinstance(line, Need) and line.category == NeedCategory.MOTEL
    if is_motel and line and line.stay_so_far.terms is None:
        return address(application, "how_much", position)
    return next_step(application)


def what_form(data: QueryDict | None, line: Line | None) -> WhatForm:
    """The question with the answer that stands."""
    initial = {"category": line.category if line else ""}
    return WhatForm(data, initial=initial, policy=FundPolicy.in_force())


def _what_page(
    request: StaffRequest,
    application: Application,
    position: int,
    form: WhatForm,
    typed: QueryDict | None = None,
    *,
    changed: bool = False,
) -> HttpResponse:
    line = line_at(application, position)
    return line_page(
        request,
        "applications/what.html",
        form,
        application,
        line,
        kept=bool(typed),
        mark=answers.mark_for(typed, versions.of_what(application, line)),
        meanwhile=[rows.what_row(application, line)] if changed and line else [],
        current=2,
    )


@page(Can.FILE)
@of_draft
def whom(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """Whom to pay; `?find=` looks for a business without a script."""
    line = line_at(application, position)
    if line is None:
        return redirect(next_step(application))
    if answers.wants_found(request):
        return answers.found(request, whom_form(request, application, line, None))
    typed = typed_before(request)
    form = whom_form(request, application, line, typed)
    return _whom_page(request, application, line, form, typed)


@command(Can.FILE)
@of_draft
def set_whom(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """Save whom to pay; a business that is not in the list is added."""
    line = line_at(application, position)
    if line is None:
        return answers.taken_out(request, application, Gone())
    form = whom_form(request, application, line, request.POST)
    if form.is_valid() and not asks_another(form, application):
        try:
            vendor = chosen_vendor(form, application, request.user)
            seen = answers.seen(request)
            actions.say_whom(application.pk, position, vendor, seen=seen, actor=request.user)
            return redirect(next_step(application))
        except Gone as gone:
            return answers.taken_out(request, application, gone)
        except Refused as refused:
            form.add_error(None, str(refused))
            line = line_at(application, position) or line
            changed = isinstance(refused, Changed)
            return _whom_page(request, application, line, form, changed=changed)
    return _whom_page(request, application, line, form)


def whom_form(
    request: StaffRequest, application: Application, line: Line | None, data: QueryDict | None
) -> WhomForm:
    """The businesses that fit the line and what is looked for, with the one that stands."""
    category = line.category if line else ""
    stands = line.vendor.reference if line and line.vendor else ""
    find, typed = answers.find_of(request), data or request.POST
    picked = str(typed.get("vendor", "")).replace("\0", "")[:12]
    offered = businesses.offered(request.user, category, application.region, find, stands, picked)
    initial: dict[str, Any] = {"vendor": stands}
    if category:
        initial["new_kind"] = businesses.usual_kind(category)
    if find and not offered:
        initial["new_name"] = find
    return WhomForm(data, initial=initial, offered=offered)


def asks_another(form: WhomForm, application: Application) -> bool:
    """Whether a form without mistakes names a business that may be there already, and asks."""
    named = form.new_vendor(application.region_id)
    if named is None or form.cleaned_data["another"]:
        return False
    alike = similar_to(named)
    there = {(row.name.casefold(), row.town.casefold()) for row in alike}
    if not alike or (named.name.casefold(), named.town.casefold()) in there:
        return False
    form.ask_if_one_of(alike)
    return True


def chosen_vendor(form: WhomForm, application: Application, actor: User) -> int:
    """The key of the business of a form without mistakes; a new one is added."""
    if named := form.new_vendor(application.region_id):
        return add_vendor(named, actor=actor).pk
    return Vendor.objects.only("pk").get(reference=form.cleaned_data["vendor"]).pk


def _whom_page(
    request: StaffRequest,
    application: Application,
    line: Line,
    form: WhomForm,
    typed: QueryDict | None = None,
    *,
    changed: bool = False,
) -> HttpResponse:
    return line_page(
        request,
        "applications/whom.html",
        form,
        application,
        line,
        kept=bool(typed),
        find=answers.find_of(request),
        mark=answers.mark_for(typed, versions.of_whom(application, line)),
        meanwhile=[rows.whom_row(application, line)] if changed else [],
        current=3,
    )


@page(Can.FILE)
@of_draft
def line(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """One line that stands: its three answers, each with its way back."""
    found = line_at(application, position)
    if not isinstance(found, Need):
        return redirect(next_step(application))
    words = sealing.read(application, Place.VENDOR_ACCOUNT, reader=request.user)
    account = words.of(Place.VENDOR_ACCOUNT, found.pk)
    values = {
        "application": application,
        "line": found,
        "trouble": words.trouble,
        "rows": [
            rows.what_row(application, found),
            rows.whom_row(application, found),
            rows.much_row(application, found, account),
        ],
    }
    return render(request, "applications/line.html", values)


@command(Can.FILE)
@of_draft
def remove_line(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """Take a line out; one that is gone already stays gone."""
    if label := actions.remove_line(application.pk, position, actor=request.user):
        messages.success(request, _("Taken out: %(what)s.") % {"what": label})
    return redirect(next_step(application))


def line_page(
    request: StaffRequest,
    template: str,
    form: WhatForm | WhomForm | HowMuchForm | MotelForm,
    application: Application,
    line: Line | None,
    **values: Any,
) -> HttpResponse:
    """A page with a question about a line; one more line than the first can be left out."""
    several = application.needs.exists()
    return form_page(
        request,
        template,
        form,
        application=application,
        line=line,
        can_leave_out=several and line is not None and not isinstance(line, Need),
        total=QUESTIONS,
        **values,
    )
