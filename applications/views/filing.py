"""Filing a request, one question a page: how soon, and who it is for.

Every answer is saved on the server as it is given.
"""

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from applications import actions, sealing, versions
from applications.commands import StartDraft, Who
from applications.forms.filing import LaneForm, WhoForm
from applications.forms.words import typed_or_unopened
from applications.models import Application, Need, Place
from applications.queries import own, whom
from applications.queries.lanes import closed_now
from applications.queries.may_send import not_yet_at_her_agency
from applications.refusals import Changed, Refused
from applications.states import AgeBand, HouseholdBand, Lane
from applications.views import answers, rows
from applications.views.opening import form_page, of_draft
from applications.views.steps import QUESTIONS, address, next_step
from fund.access import StaffRequest, command, page, typed_before
from fund.models import FundPolicy
from fund.roles import Can

_WORDS = (Place.PSEUDONYM, Place.NOTE)
_MORE = ("fund_code", "pseudonym", "note")
"""What stands behind one line of words until something is in it."""


@page(Can.FILE)
def new(request: StaffRequest) -> HttpResponse:
    """The first question of a request that does not exist yet."""
    typed = typed_before(request)
    return _new_page(request, _lane_form(typed), kept=bool(typed))


@command(Can.FILE)
def start(request: StaffRequest) -> HttpResponse:
    """The first answer makes the draft; the same form sent twice makes one.

    `then=tonight` is an emergency with all questions on one page.
    """
    tonight = request.POST.get("then") == "tonight"
    data = QueryDict(f"lane={Lane.EMERGENCY}") if tonight else request.POST
    form = _lane_form(data)
    if form.is_valid():
        try:
            draft = _start_once(request, Lane(form.cleaned_data["lane"]))
            return redirect(address(draft, "tonight") if tonight else next_step(draft))
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _new_page(request, form)


@command(Can.FILE)
def again(request: StaffRequest) -> HttpResponse:
    """A new request like a line of before: what, whom, how much and how soon are answered."""
    need = whom.earlier_line(request.user, request.POST.get("line", "")[:20])
    if need is None:
        messages.warning(request, _("That request is not there any more. Start a new one."))
        return redirect("applications:new")
    try:
        return redirect(next_step(_start_once(request, Lane(need.application.lane), need)))
    except actions.Refused as refused:
        messages.warning(request, str(refused))
        return redirect("applications:new")


def _lane_form(data: QueryDict | None, **given: Any) -> LaneForm:
    return LaneForm(data, policy=FundPolicy.in_force(), closed=closed_now(), **given)


def _start_once(request: StaffRequest, lane: Lane, like: Need | None = None) -> Application:
    wanted = StartDraft(
        lane=lane,
        region_id=like.application.region_id if like else own.region_of(request.user),
        household_band="",
        age_band=AgeBand.UNSAID,
        once=request.POST.get("_once", "")[:32],
    )
    for last_try in (False, True):
        try:
            if like:
                return actions.start_like(like, wanted, actor=request.user)
            return actions.start_draft(wanted, actor=request.user)
        except IntegrityError:  # the first of two clicks has made it in this very moment
            if last_try:
                raise
    raise AssertionError("the second try returns or raises")


def _new_page(request: StaffRequest, form: LaneForm, *, kept: bool = False) -> HttpResponse:
    earlier = whom.same_again(request.user)
    return form_page(
        request,
        "applications/new.html",
        form,
        kept=kept,
        earlier=earlier,
        not_yet=not_yet_at_her_agency(request.user),
        current=1,
        total=QUESTIONS,
    )


@page(Can.FILE)
@of_draft
def soon(request: StaffRequest, application: Application) -> HttpResponse:
    """The first question again, from the answers page."""
    typed = typed_before(request)
    initial = {"lane": application.lane}
    form = _lane_form(typed, initial=initial)
    return _soon_page(request, application, form, typed)


@command(Can.FILE)
@of_draft
def set_soon(request: StaffRequest, application: Application) -> HttpResponse:
    """Another lane for the draft."""
    form = _lane_form(request.POST)
    if not form.is_valid():
        return _soon_page(request, application, form)
    try:
        lane, seen = Lane(form.cleaned_data["lane"]), answers.seen(request)
        actions.say_soon(application.pk, lane, seen=seen, actor=request.user)
        return redirect(next_step(application))
    except Refused as refused:
        form.add_error(None, str(refused))
        application.refresh_from_db()
        return _soon_page(request, application, form, changed=isinstance(refused, Changed))


def _soon_page(
    request: StaffRequest,
    application: Application,
    form: LaneForm,
    typed: QueryDict | None = None,
    *,
    changed: bool = False,
) -> HttpResponse:
    return form_page(
        request,
        "applications/lane.html",
        form,
        application=application,
        kept=bool(typed),
        mark=answers.mark_for(typed, versions.of_soon(application)),
        meanwhile=[rows.soon_row(application, FundPolicy.in_force())] if changed else [],
        current=1,
        total=QUESTIONS,
    )


@page(Can.FILE)
@of_draft
def who(request: StaffRequest, application: Application) -> HttpResponse:
    """Who it is for, in bands."""
    typed = typed_before(request)
    words = sealing.read(application, *_WORDS, reader=request.user)
    initial = {
        **bands_of(application),
        "pseudonym": words.of(Place.PSEUDONYM),
        "note": words.of(Place.NOTE),
        "unopened": bool(words.trouble),
    }
    form = _who_form(application, typed, initial=initial)
    return _who_page(request, application, form, words, typed)


@command(Can.FILE)
@of_draft
def set_who(request: StaffRequest, application: Application) -> HttpResponse:
    """Save the bands and the words, and count the request with the household of the card."""
    form = _who_form(application, request.POST)
    if answers.saves_only(request):
        return _keep_who(request, application, form)
    changed = False
    if form.is_valid():
        try:
            wanted, seen = _who(application, form), answers.seen(request)
            actions.say_who(application.pk, wanted, seen=seen, actor=request.user)
            _use_card(request, application, form)
            application.household_band = wanted.household_band
            return redirect(next_step(application))
        except Refused as refused:
            changed = isinstance(refused, Changed)
            if not form.has_error("fund_code"):
                form.add_error(None, str(refused))
    application.refresh_from_db()
    words = sealing.read(application, *_WORDS, reader=request.user)
    return _who_page(request, application, form, words, changed=changed)


def _use_card(request: StaffRequest, application: Application, form: WhoForm) -> None:
    data = form.cleaned_data
    try:
        if data["fund_code"]:
            actions.use_card(application.pk, data["fund_code"], actor=request.user)
        elif data.get("no_card"):
            actions.put_card_away(application.pk, actor=request.user)
    except Refused as refused:
        form.add_error("fund_code", str(refused))
        raise


def _keep_who(request: StaffRequest, application: Application, form: WhoForm) -> HttpResponse:
    answers.kept(form, ())
    seen = answers.seen(request)
    try:
        actions.say_who(application.pk, _who(application, form), seen=seen, actor=request.user)
    except Refused:
        return answers.not_saved()
    application.refresh_from_db()
    words = sealing.read(application, *_WORDS, reader=None)
    texts = (words.of(place) for place in _WORDS)
    return answers.saved(versions.of_who(application, *texts))


def _who(application: Application, form: WhoForm) -> Who:
    return who_of(
        application,
        form,
        pseudonym=typed_or_unopened(form, "pseudonym"),
        note=typed_or_unopened(form, "note"),
    )


def who_of(application: Application, form: Any, **words: str | None) -> Who:
    """The bands of a form; what is not answered rightly stays as it is."""
    right = answers.kept(form, ("household_band", "age_band", "region"))
    band = right.get("household_band") or application.household_band
    return Who(
        household_band=HouseholdBand(band) if band else "",
        age_band=AgeBand(right.get("age_band") or application.age_band),
        region_id=int(str(right.get("region") or application.region_id)),
        **words,
    )


def bands_of(application: Application) -> dict[str, str]:
    """The bands that stand, for a form."""
    return {
        "household_band": application.household_band,
        "age_band": application.age_band,
        "region": str(application.region_id),
    }


def _who_form(application: Application, data: QueryDict | None, **kwargs: Any) -> WhoForm:
    has_card = application.card_shown_at is not None
    return WhoForm(data, regions=own.regions(), has_card=has_card, **kwargs)


def _who_page(
    request: StaffRequest,
    application: Application,
    form: WhoForm,
    words: sealing.Words,
    typed: QueryDict | None = None,
    *,
    changed: bool = False,
) -> HttpResponse:
    now = versions.of_who(application, words.of(Place.PSEUDONYM), words.of(Place.NOTE))
    return form_page(
        request,
        "applications/who.html",
        form,
        application=application,
        kept=bool(typed),
        trouble=words.trouble,
        more=words.trouble or any(form[name].value() or form[name].errors for name in _MORE),
        mark=answers.mark_for(typed, now),
        meanwhile=rows.who_rows(application, words) if changed else [],
        current=5,
        total=QUESTIONS,
    )
