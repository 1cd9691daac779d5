"""Noting when a person was trained."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from fund import agencies, clock
from fund.access import StaffRequest, command, page, typed_before
from fund.models import FundPolicy, User
from fund.people import PeopleError
from fund.roles import Can

from .agency_forms import TrainingForm
from .rows import training_of


@page(Can.MANAGE_PEOPLE)
def ask(request: StaffRequest, reference: str) -> HttpResponse:
    """The day; an advocate sends no new request without it."""
    return _page(request, reference, TrainingForm(typed_before(request)))


@command(Can.MANAGE_PEOPLE)
def note(request: StaffRequest, reference: str) -> HttpResponse:
    """Kept with who says so."""
    get_object_or_404(User, reference=reference)
    form = TrainingForm(request.POST)
    if not form.is_valid():
        return _page(request, reference, form)
    trained_on: date = form.cleaned_data["trained_on"]
    try:
        user = agencies.note_training(reference, trained_on, actor=request.user)
    except PeopleError as error:
        form.add_error("trained_on", str(error))
        return _page(request, reference, form)
    messages.success(request, _("The training of %(name)s is noted.") % {"name": user.name})
    return redirect("people:show", reference)


def _page(request: HttpRequest, reference: str, form: TrainingForm) -> HttpResponse:
    person = get_object_or_404(
        User.objects.select_related("training_noted_by"), reference=reference
    )
    months = FundPolicy.in_force().training_months
    values = {
        "form": form,
        "person": person,
        "training": training_of(person, months, clock.today()),
        "months": months,
    }
    return render(request, "people/training.html", values)
