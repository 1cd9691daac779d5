"""Filing a request, one question a page: how soon, and who it is for.

Every answer is saved on the server as it is given.
"""

from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from applications import actions, sealing
from applications.commands import StartDraft
from applications.forms.filing import LaneForm, WhoForm, typed_or_unopened
from applications.models import Application, Place
from applications.queries import own
from applications.states import AgeBand, HouseholdBand, Lane
from applications.views.opening import form_page, of_draft
from applications.views.steps import QUESTIONS, next_step
from fund.access import StaffRequest, command, page, typed_before
from fund.models import FundPolicy
from fund.roles import Can


@page(Can.FILE)
def new(request: StaffRequest) -> HttpResponse:
    """The first question of a request that does not exist yet."""
    typed = typed_before(request)
    return _lane_page(request, LaneForm(typed, policy=FundPolicy.in_force()), kept=bool(typed))


@command(Can.FILE)
def start(request: StaffRequest) -> HttpResponse:
    """The first answer makes the draft; the same form sent twice makes one."""
    form = LaneForm(request.POST, policy=FundPolicy.in_force())
    if form.is_valid():
        try:
            draft = _start_once(request, Lane(form.cleaned_data["lane"]))
            return redirect(next_step(draft))
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _lane_page(request, form)


def _start_once(request: StaffRequest, lane: Lane) -> Application:
    wanted = StartDraft(
        lane=lane,
        region_id=own.region_of(request.user),
        household_band="",
        age_band=AgeBand.UNSAID,
        once=request.POST.get("_once", "")[:32],
    )
    try:
        return actions.start_draft(wanted, actor=request.user)
    except IntegrityError:  # the first of two clicks has made it in this very moment
        return actions.start_draft(wanted, actor=request.user)


@page(Can.FILE)
@of_draft
def soon(request: StaffRequest, application: Application) -> HttpResponse:
    """The first question again, from the answers page."""
    typed = typed_before(request)
    initial = {"lane": application.lane}
    form = LaneForm(typed, initial=initial, policy=application.policy)
    return _lane_page(request, form, kept=bool(typed))


@command(Can.FILE)
@of_draft
def set_soon(request: StaffRequest, application: Application) -> HttpResponse:
    """Another lane for the draft."""
    form = LaneForm(request.POST, policy=application.policy)
    if form.is_valid():
        answers = _answers(application, lane=Lane(form.cleaned_data["lane"]))
        actions.change_draft(application.pk, answers, actor=request.user)
        return redirect(next_step(application))
    return _lane_page(request, form)


def _lane_page(request: HttpRequest, form: LaneForm, *, kept: bool = False) -> HttpResponse:
    return form_page(request, "applications/lane.html", form, kept=kept, current=1, total=QUESTIONS)


@page(Can.FILE)
@of_draft
def who(request: StaffRequest, application: Application) -> HttpResponse:
    """Who it is for, in bands."""
    typed = typed_before(request)
    words = sealing.read(application, Place.PSEUDONYM, Place.NOTE, reader=request.user)
    initial = {
        "household_band": application.household_band,
        "age_band": application.age_band if application.household_band else "",
        "region": str(application.region_id),
        "pseudonym": words.of(Place.PSEUDONYM),
        "note": words.of(Place.NOTE),
        "unopened": bool(words.trouble),
    }
    form = _who_form(application, typed, initial=initial)
    return _who_page(request, application, form, kept=bool(typed), trouble=words.trouble)


@command(Can.FILE)
@of_draft
def set_who(request: StaffRequest, application: Application) -> HttpResponse:
    """Save the bands, and count the request with the household of the card."""
    form = _who_form(application, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        answers = _answers(
            application,
            household_band=HouseholdBand(data["household_band"]),
            age_band=AgeBand(data["age_band"]),
            region_id=int(data["region"]),
        )
        try:
            if data["fund_code"]:
                actions.use_card(application.pk, data["fund_code"], actor=request.user)
            elif data.get("no_card"):
                actions.put_card_away(application.pk, actor=request.user)
            actions.change_draft(application.pk, answers, actor=request.user)
        except actions.Refused as refused:
            form.add_error("fund_code", str(refused))
            return _who_page(request, application, form)
        try:
            actions.set_words(
                application.pk,
                pseudonym=typed_or_unopened(form, "pseudonym"),
                note=typed_or_unopened(form, "note"),
                actor=request.user,
            )
            application.household_band = data["household_band"]
            return redirect(next_step(application))
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _who_page(request, application, form)


def _who_form(application: Application, data: QueryDict | None, **kwargs: Any) -> WhoForm:
    has_card = application.card_shown_at is not None
    return WhoForm(data, regions=own.regions(), has_card=has_card, **kwargs)


def _answers(application: Application, **changed: Any) -> StartDraft:
    band = application.household_band
    standing: dict[str, Any] = {
        "lane": Lane(application.lane),
        "region_id": application.region_id,
        "household_band": HouseholdBand(band) if band else "",
        "age_band": AgeBand(application.age_band),
    }
    return StartDraft(**{**standing, **changed})


def _who_page(
    request: HttpRequest,
    application: Application,
    form: WhoForm,
    *,
    kept: bool = False,
    trouble: str = "",
) -> HttpResponse:
    return form_page(
        request,
        "applications/who.html",
        form,
        kept=kept,
        trouble=trouble,
        application=application,
        current=3,
        total=QUESTIONS,
    )
