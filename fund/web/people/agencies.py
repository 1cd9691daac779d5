"""Partner agencies: a list, and a form to add one."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fund import clock, people
from fund.access import StaffRequest, command, page, typed_before
from fund.models import Agency
from fund.people import PeopleError
from fund.roles import Can
from fund.web.keyset import page_of

from .forms import AgencyForm


@page(Can.MANAGE_PEOPLE)
def show(request: StaffRequest) -> HttpResponse:
    return _page(request, AgencyForm(typed_before(request)))


@command(Can.MANAGE_PEOPLE)
def add(request: StaffRequest) -> HttpResponse:
    form = AgencyForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    given = form.cleaned_data
    try:
        agency = people.add_agency(given["name"], given["region"].pk, actor=request.user)
    except PeopleError as error:
        form.add_error("name", str(error))
        return _page(request, form)
    messages.success(request, f"{agency.name} is on the list. Now invite its advocates.")
    return redirect("people:agencies")


def _page(request: HttpRequest, form: AgencyForm) -> HttpResponse:
    today = clock.today()
    in_force = Q(role_grants__starts_on__lte=today) & (
        Q(role_grants__ends_on__isnull=True) | Q(role_grants__ends_on__gte=today)
    )
    found = page_of(Agency.objects.select_related("region"), request.GET, order=("name", "pk"))
    staff = dict(
        Agency.objects.filter(pk__in=[agency.pk for agency in found.rows])
        .order_by()
        .values_list("pk")
        .annotate(staff=Count("role_grants__user", filter=in_force, distinct=True))
    )
    rows = [(agency.name, agency.region.name, staff[agency.pk]) for agency in found.rows]
    return render(request, "people/agencies.html", {"form": form, "rows": rows, "page": found})
