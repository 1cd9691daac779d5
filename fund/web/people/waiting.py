"""Roles that wait for a second person, who confirms or refuses them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from fund import clock, confirming, people
from fund.access import StaffRequest, command, page
from fund.models import RoleGrant, User
from fund.people import PeopleError
from fund.roles import CAPABILITIES, CONFIRM, Role
from fund.web.keyset import page_of

from .rows import role_in_words


@dataclass(frozen=True)
class Waiting:
    """One role that somebody gave: to whom, from when, by whom, and why the reader can't confirm.

    `taken_back` says that the reader gave it herself.
    """

    grant_id: int
    name: str
    role: str
    may: str
    starts_on: date
    ends_on: date | None
    given_by: str
    given_at: datetime
    why_not: str | None
    is_own: bool
    taken_back: bool
    has_second: bool


@page(*CONFIRM)
def show(request: StaffRequest) -> HttpResponse:
    """What waits, the oldest first."""
    rows = RoleGrant.objects.waiting(clock.today()).select_related("user", "agency", "granted_by")
    found = page_of(rows, request.GET, order=("pk",))
    confirmers = set(people.who_confirms().values_list("pk", flat=True))
    waiting = [_row(grant, request.user, confirmers) for grant in found.rows]
    return render(request, "people/waiting.html", {"page": found, "waiting": waiting})


@command(*CONFIRM, fresh=True)
def confirm(request: StaffRequest, grant_id: int) -> HttpResponse:
    """The second pair of eyes says yes."""
    said = _("%(role)s is confirmed for %(name)s.")
    return _decide(request, grant_id, confirming.confirm, said)


@command(*CONFIRM, fresh=True)
def refuse(request: StaffRequest, grant_id: int) -> HttpResponse:
    """It never holds."""
    said = _("%(role)s is not given to %(name)s.")
    return _decide(request, grant_id, confirming.refuse, said)


def _decide(
    request: StaffRequest, grant_id: int, decide: Callable[..., RoleGrant], said: str
) -> HttpResponse:
    get_object_or_404(RoleGrant, pk=grant_id)
    try:
        grant = decide(grant_id, actor=request.user)
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        words = said % {"role": grant.get_role_display(), "name": grant.user.name}
        messages.success(request, words)
    return redirect("people:waiting")


def _row(grant: RoleGrant, reader: User, confirmers: set[int]) -> Waiting:
    return Waiting(
        grant.pk,
        grant.user.name,
        role_in_words(grant),
        "; ".join(sorted(CAPABILITIES[Role(grant.role)])),
        grant.starts_on,
        grant.ends_on,
        grant.granted_by.name if grant.granted_by else "",
        grant.granted_at,
        why_not=confirming.why_not_confirm(grant, reader),
        is_own=grant.user_id == reader.pk,
        taken_back=grant.granted_by_id == reader.pk,
        has_second=bool(confirmers - {grant.user_id, grant.granted_by_id}),
    )
