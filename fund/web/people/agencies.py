"""Partner agencies: a list, a form to add one, and each one's office and agreement."""

from datetime import date

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from fund import agencies, clock, dates
from fund.access import StaffRequest, command, page, typed_before
from fund.models import Agency, Agreement
from fund.people import PeopleError
from fund.roles import Can
from fund.web.forms import Form
from fund.web.keyset import page_of

from . import onboarding
from .agency_forms import AgencyForm, AgreementForm, EndAgreementForm, OfficeForm


@page(Can.MANAGE_PEOPLE)
def show_list(request: StaffRequest) -> HttpResponse:
    return _list_page(request, AgencyForm(typed_before(request)))


@command(Can.MANAGE_PEOPLE)
def add(request: StaffRequest) -> HttpResponse:
    form = AgencyForm(request.POST)
    if not form.is_valid():
        return _list_page(request, form)
    given = form.cleaned_data
    try:
        agency = agencies.add_agency(given["name"], given["region"].pk, actor=request.user)
    except PeopleError as error:
        form.add_error("name", str(error))
        return _list_page(request, form)
    messages.success(
        request, _("%(agency)s is on the list. Here is what comes next.") % {"agency": agency.name}
    )
    return redirect("people:agency", agency.pk)


@page(Can.MANAGE_PEOPLE)
def show(request: StaffRequest, agency: int) -> HttpResponse:
    """What is done and what is still to do before and after its first request."""
    found = get_object_or_404(Agency.objects.select_related("region"), pk=agency)
    return render(request, "people/agency.html", onboarding.values_of(found, clock.today()))


@page(Can.MANAGE_PEOPLE)
def ask_office(request: StaffRequest, agency: int) -> HttpResponse:
    found = get_object_or_404(Agency, pk=agency)
    now = {"region": found.region_id, "phone": found.phone, "email": found.email}
    return _office_page(request, found, OfficeForm(typed_before(request), initial=now))


@command(Can.MANAGE_PEOPLE)
def change_office(request: StaffRequest, agency: int) -> HttpResponse:
    found = get_object_or_404(Agency, pk=agency)
    form = OfficeForm(request.POST)
    if not form.is_valid():
        return _office_page(request, found, form)
    agencies.change_office(found.pk, form.office(), actor=request.user)
    messages.success(request, _("Saved."))
    return redirect("people:agency", found.pk)


@page(Can.MANAGE_PEOPLE)
def ask_agreement(request: StaffRequest, agency: int) -> HttpResponse:
    found = get_object_or_404(Agency, pk=agency)
    return _agreement_page(request, found, AgreementForm(typed_before(request)))


@command(Can.MANAGE_PEOPLE)
def note_agreement(request: StaffRequest, agency: int) -> HttpResponse:
    found = get_object_or_404(Agency, pk=agency)
    form = AgreementForm(request.POST)
    if not form.is_valid():
        return _agreement_page(request, found, form)
    try:
        made = agencies.note_agreement(found.pk, form.new_agreement(), actor=request.user)
    except PeopleError as error:
        form.add_error("ends_on", str(error))
        return _agreement_page(request, found, form)
    _say_until(request, made)
    return redirect("people:agency", found.pk)


@page(Can.MANAGE_PEOPLE)
def ask_end(request: StaffRequest, reference: str) -> HttpResponse:
    return _end_page(request, reference, EndAgreementForm(typed_before(request)))


@command(Can.MANAGE_PEOPLE, fresh=True)
def end(request: StaffRequest, reference: str) -> HttpResponse:
    get_object_or_404(Agreement, reference=reference)
    form = EndAgreementForm(request.POST)
    if not form.is_valid():
        return _end_page(request, reference, form)
    ends_on: date = form.cleaned_data["ends_on"]
    try:
        ended = agencies.end_agreement(reference, ends_on, actor=request.user)
    except PeopleError as error:
        form.add_error("ends_on", str(error))
        return _end_page(request, reference, form)
    _say_until(request, ended)
    return redirect("people:agency", ended.agency_id)


def _say_until(request: HttpRequest, agreement: Agreement) -> None:
    words = _("%(agency)s may send requests until %(day)s.")
    values = {"agency": agreement.agency.name, "day": dates.written(agreement.ends_on)}
    messages.success(request, words % values)


def _list_page(request: HttpRequest, form: AgencyForm) -> HttpResponse:
    today = clock.today()
    in_force = (
        Q(role_grants__starts_on__lte=today)
        & Q(role_grants__confirmed_at__isnull=False)
        & (Q(role_grants__ends_on__isnull=True) | Q(role_grants__ends_on__gte=today))
    )
    found = page_of(Agency.objects.select_related("region"), request.GET, order=("name", "pk"))
    keys = [agency.pk for agency in found.rows]
    staff = dict(
        Agency.objects.filter(pk__in=keys)
        .order_by()
        .values_list("pk")
        .annotate(staff=Count("role_grants__user", filter=in_force, distinct=True))
    )
    agreed = onboarding.standings(keys, today)
    rows = [
        (agency.pk, agency.name, agency.region.name, staff[agency.pk], agreed[agency.pk])
        for agency in found.rows
    ]
    return render(request, "people/agencies.html", {"form": form, "rows": rows, "page": found})


def _office_page(request: HttpRequest, agency: Agency, form: Form) -> HttpResponse:
    return render(request, "people/agency_office.html", {"form": form, "agency": agency})


def _agreement_page(request: HttpRequest, agency: Agency, form: Form) -> HttpResponse:
    return render(request, "people/agreement.html", {"form": form, "agency": agency})


def _end_page(request: HttpRequest, reference: str, form: Form) -> HttpResponse:
    found = get_object_or_404(Agreement.objects.select_related("agency"), reference=reference)
    return render(request, "people/end_agreement.html", {"form": form, "agreement": found})
