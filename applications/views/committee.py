"""One request before the committee: vote, ask, step back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from applications import actions, policy, sealing
from applications.actions.locking import rules_of
from applications.commands import CastVote
from applications.findings import findings_for
from applications.forms.committee import LineFormSet, as_asked, vote_forms
from applications.forms.thread import AskForm, RecuseForm
from applications.models import Application, Need, Place
from applications.queries import sheet
from applications.queries.history import history
from applications.queries.inbox import next_for
from applications.queries.oncall import EmergencyPart, emergency_part
from applications.queries.papers import papers_of
from applications.queries.room import exception_of
from applications.sealing import Words
from applications.states import State
from applications.views.inbox import kept_filters
from applications.views.opening import of_committee
from fund.access import StaffRequest, command, page, typed_before
from fund.money import usd
from fund.roles import Can
from fund.web.forms import Form

SEEN_BY_COMMITTEE = (
    Place.NOTE,
    Place.MESSAGE,
    Place.REASON,
    Place.EXCEPTION,
    Place.GRANT,
    Place.RATIFICATION,
)


@dataclass
class Desk:
    """What lies on the reviewer's desk: the request, and the three forms with what was typed."""

    needs: list[Need]
    words: Words
    cast: sheet.Votes
    votes: LineFormSet
    ask: AskForm
    recuse: RecuseForm
    wrong: Form | LineFormSet | None = None
    refusal: str = ""


@page(Can.REVIEW)
@of_committee
def review(request: StaffRequest, application: Application) -> HttpResponse:
    """Facts left, decision right."""
    typed = typed_before(request)
    return _page(request, application, _desk(request, application, typed), kept=bool(typed))


@command(Can.REVIEW)
@of_committee
def act(request: StaffRequest, application: Application) -> HttpResponse:
    """One of the five things that a reviewer can do here; the button says which."""
    desk = _desk(request, application, request.POST)
    doing = ACTS.get(request.POST.get("act", ""), _vote_by_line)
    try:
        if doing(request, application, desk):
            return _open_next(request)
    except actions.Refused as refused:
        desk.refusal = str(refused)
    return _page(request, application, desk)


def _vote_by_line(request: StaffRequest, application: Application, desk: Desk) -> bool:
    return _vote_if_valid(request, application, desk, actions.review)


def _now_by_line(request: StaffRequest, application: Application, desk: Desk) -> bool:
    return _vote_if_valid(request, application, desk, actions.decide_emergency)


def _vote_if_valid(
    request: StaffRequest,
    application: Application,
    desk: Desk,
    decide: Callable[..., Application],
) -> bool:
    if not desk.votes.is_valid():
        desk.wrong = desk.votes
        return False
    _cast(request, application, desk.votes.vote(), decide)
    return True


def _vote_all(request: StaffRequest, application: Application, desk: Desk) -> bool:
    _cast(request, application, as_asked(desk.needs), actions.review)
    return True


def _now_all(request: StaffRequest, application: Application, desk: Desk) -> bool:
    _cast(request, application, as_asked(desk.needs), actions.decide_emergency)
    return True


def _cast(
    request: StaffRequest,
    application: Application,
    vote: CastVote,
    decide: Callable[..., Application],
) -> None:
    after = decide(application.pk, vote, actor=request.user)
    number = after.reference
    if after.state == State.APPROVED:
        words = f"{number} is approved: {usd(after.approved_cents)}."
    elif after.state == State.DECLINED:
        words = f"{number} is not approved."
    else:
        words = f"Your vote on {number} is saved. You can change it until the decision."
    messages.success(request, words)


def _ask(request: StaffRequest, application: Application, desk: Desk) -> bool:
    if not desk.ask.is_valid():
        desk.wrong = desk.ask
        return False
    body = desk.ask.cleaned_data["body"]
    actions.request_information(application.pk, body, actor=request.user)
    messages.success(request, f"Your question on {application.reference} is sent.")
    return True


def _step_back(request: StaffRequest, application: Application, desk: Desk) -> bool:
    if not desk.recuse.is_valid():
        desk.wrong = desk.recuse
        return False
    reason = desk.recuse.cleaned_data["reason"]
    actions.recuse(application.pk, reason, actor=request.user)
    messages.success(request, f"You stepped back from {application.reference}.")
    return True


ACTS: dict[str, Callable[[StaffRequest, Application, Desk], bool]] = {
    "vote": _vote_by_line,
    "all": _vote_all,
    "now": _now_by_line,
    "now_all": _now_all,
    "ask": _ask,
    "step_back": _step_back,
}


def _open_next(request: StaffRequest) -> HttpResponse:
    kept = kept_filters(request.GET)
    following = next_for(request.user, request.GET)
    if following is None:
        return redirect(reverse("applications:inbox") + kept)
    return redirect(reverse("applications:review", args=[following.reference]) + kept)


def _desk(request: StaffRequest, application: Application, typed: QueryDict | None) -> Desk:
    needs = sheet.needs_of(application)
    doing = typed.get("act", "vote") if typed else ""
    words = sealing.read(application, *SEEN_BY_COMMITTEE, reader=request.user)
    cast = sheet.votes_of(application, words)
    standing = cast.own(request.user)
    return Desk(
        needs=needs,
        words=words,
        cast=cast,
        votes=vote_forms(needs, typed if doing in ("vote", "now") else None, standing),
        ask=AskForm(typed if doing == "ask" else None, prefix="ask"),
        recuse=RecuseForm(typed if doing == "step_back" else None, prefix="recuse"),
    )


def _page(
    request: StaffRequest, application: Application, desk: Desk, *, kept: bool = False
) -> HttpResponse:
    voted = bool(desk.cast.own(request.user))
    emergency = emergency_part(application, request.user, desk.words)
    values: dict[str, Any] = {
        "application": application,
        "desk": desk,
        "form": desk.wrong,
        "kept": kept,
        "lines": sheet.lines_of(desk.needs),
        "thread": sheet.thread_of(application, desk.words),
        "note": desk.words.of(Place.NOTE),
        "papers": papers_of(application, request.user),
        "trouble": desk.words.trouble,
        "events": history(application.reference, for_committee=True),
        "findings": findings_for(application),
        "money": sheet.money_for(application, desk.needs),
        "exception": exception_of(application, desk.words),
        "grant_url": _grant_url(request, application),
        "voted": voted,
        "decided": application.decided_at is not None,
        "can_vote": application.is_undecided,
        "votes": desk.cast.in_words() if voted or not application.is_undecided else [],
        "cast": desk.cast.count,
        "seats": policy.seats(rules_of(application.policy), application.requested_cents),
        "emergency": emergency,
        "alone_up_to": _alone_up_to(application, emergency),
        "filters": kept_filters(request.GET),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "applications/review.html", values, status=status)


def _grant_url(request: StaffRequest, application: Application) -> str:
    """Where the chair allows more than the cap; empty for everybody else."""
    may = request.user.can(Can.CHAIR) and application.is_undecided
    return reverse("applications:grant", args=[application.reference]) if may else ""


def _alone_up_to(application: Application, emergency: EmergencyPart | None) -> int | None:
    """The most that this person may approve alone, in cents; None if she may not at all."""
    may = emergency and emergency.may_decide
    return application.policy.emergency_alone_up_to_cents if may else None
