"""The policy in force, its history, and a form that makes the next version."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from fund import clock
from fund.access import StaffRequest, command, page, typed_before
from fund.models import FundPolicy
from fund.policies import PolicyError, figures_of, new_version
from fund.roles import Can

from .forms import PolicyForm
from .rows import VersionRow, facts, history

HISTORY_SIZE = 50


@page(Can.MANAGE_POLICY)
def show(request: StaffRequest) -> HttpResponse:
    """The version in force and the ones before and after it."""
    policy = FundPolicy.in_force()
    return render(
        request,
        "policy/show.html",
        {"version": policy.version, "facts": facts(policy), "history": _history()},
    )


@page(Can.MANAGE_POLICY)
def show_version(request: StaffRequest, version: int) -> HttpResponse:
    """Any one version, as it was or will be."""
    policy = get_object_or_404(FundPolicy, version=version)
    row = next((row for row in _history() if row.version == version), None)
    return render(
        request,
        "policy/version.html",
        {"version": version, "facts": facts(policy), "row": row, "note": policy.note},
    )


@page(Can.MANAGE_POLICY)
def ask_change(request: StaffRequest) -> HttpResponse:
    newest = FundPolicy.objects.order_by("-version")[0]
    figures = figures_of(newest)
    initial = {
        **asdict(figures),
        "votes_hidden_until_cast": "yes" if figures.votes_hidden_until_cast else "no",
        "weekly_release_cents": figures.weekly_release_cents or None,
        "based_on": newest.version,
    }
    return _form_page(request, PolicyForm(typed_before(request), initial=initial))


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
    later = made.effective_at > clock.now()
    messages.success(
        request,
        f"Version {made.version} is saved and starts on {made.effective_at:%B %-d, %Y}."
        if later
        else f"Version {made.version} is in force. Requests sent before it keep their version.",
    )
    return redirect("policy:show")


def _history() -> list[VersionRow]:
    versions = FundPolicy.objects.select_related("created_by").order_by("-version")
    return history(list(versions[:HISTORY_SIZE]), clock.now())


def _form_page(request: HttpRequest, form: PolicyForm) -> HttpResponse:
    return render(request, "policy/change.html", {"form": form})
