"""A supervisor's people: when a phone is stolen, she signs its owner out everywhere."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from fund import clock, people
from fund.access import StaffRequest, command, page
from fund.roles import Can
from fund.web.keyset import page_of

from .onboarding import standings
from .rows import person_rows, with_roles


@page(Can.LEAD_AGENCY)
def show(request: StaffRequest) -> HttpResponse:
    """Who files for her agency, by name."""
    team = with_roles(people.team_of(request.user))
    found = page_of(team, request.GET, order=("name", "pk"), by="reference")
    led = {
        grant.agency_id: str(grant.agency)
        for grant in request.user.current_grants
        if grant.agency_id in request.user.agencies_led
    }
    agreed = standings(led, clock.today())
    values = {
        "page": found,
        "rows": person_rows(found.rows),
        "agreements": [(name, agreed[key]) for key, name in led.items()],
    }
    return render(request, "people/team.html", values)


@command(Can.LEAD_AGENCY)
def sign_out(request: StaffRequest, reference: str) -> HttpResponse:
    """Nothing is asked first: it harms nobody, and a thief is quick."""
    found = get_object_or_404(people.team_of(request.user), reference=reference)
    user = people.sign_out(found.reference, actor=request.user)
    messages.success(request, _("%(name)s is signed out on every device.") % {"name": user.name})
    return redirect("people:team")
