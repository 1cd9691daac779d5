"""The policy in force, its history, and a form that makes the next version.

What a change would do to real requests is shown by the room that knows them, at
`policy_effect:show`, between the form and the saving.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from fund import clock, dates
from fund.access import StaffRequest, command, page, typed_before
from fund.models import FundPolicy
from fund.policies import PolicyError, new_version
from fund.roles import Can

from .forms import PolicyForm
from .rows import VersionRow, history, parts

HISTORY_SIZE = 50


@page(Can.MANAGE_POLICY, Can.CHAIR)
def show(request: StaffRequest) -> HttpResponse:
    """The version in force and the ones before and after it; the chair reads it too."""
    policy = FundPolicy.in_force()
    values = {
        "version": policy.version,
        "parts": parts(policy),
        "history": _history(),
        "may_change": request.user.can(Can.MANAGE_POLICY),
    }
    return render(request, "policy/show.html", values)


@page(Can.MANAGE_POLICY, Can.CHAIR)
def show_version(request: StaffRequest, version: int) -> HttpResponse:
    """Any one version, as it was or will be."""
    policy = get_object_or_404(FundPolicy, version=version)
    row = next((row for row in _history() if row.version == version), None)
    return render(
        request,
        "policy/version.html",
        {"version": version, "parts": parts(policy), "row": row, "note": policy.note},
    )


@page(Can.MANAGE_POLICY)
def ask_change(request: StaffRequest) -> HttpResponse:
    newest = FundPolicy.objects.order_by("-version")[0]
    return _form_page(request, PolicyForm.of(newest, typed_before(request)))


@command(Can.MANAGE_POLICY, fresh=True)
def change(request: StaffRequest) -> HttpResponse:
    form = PolicyForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form)
    given = form.cleaned_data
    get_object_or_404(FundPolicy, version=given["based_on"])
    try:
        made = new_version(
            form.rules(),
            based_on=given["based_on"],
            effective_at=form.effective_at(),
            note=given["note"],
            actor=request.user,
        )
    except PolicyError as error:
        form.add_error(None, str(error))
        return _form_page(request, form)
    said = (
        _("Version %(version)d is saved and starts on %(day)s.")
        if made.effective_at > clock.now()
        else _("Version %(version)d is in force. Requests sent before it keep their version.")
    )
    words = {"version": made.version, "day": dates.written(made.effective_at)}
    messages.success(request, said % words)
    return redirect("policy:show")


def _history() -> list[VersionRow]:
    versions = FundPolicy.objects.select_related("created_by").order_by("-version")
    return history(list(versions[:HISTORY_SIZE]), clock.now())


def _form_page(request: HttpRequest, form: PolicyForm) -> HttpResponse:
    return render(request, "policy/change.html", {"form": form})
