"""One request before the committee: vote, ask, have no view, step back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import actions, sealing
from applications.actions.counting import Count, count, spoken_of
from applications.commands import CastVote
from applications.findings import findings_for
from applications.forms.committee import LineFormSet, vote_forms
from applications.forms.thread import AskForm, RecuseForm
from applications.models import Application, Need, Place, ReviewLine
from applications.queries import sheet
from applications.queries.decision import first_decision, letters_of
from applications.queries.history import history
from applications.queries.inbox import next_for
from applications.queries.papers import papers_of
from applications.queries.room import exception_of
from applications.queries.waiting import waits_in_words
from applications.states import Lane, State, Verdict
from applications.views.inbox import kept_filters
from applications.views.opening import of_committee
from fund.access import StaffRequest, command, page, typed_before
from fund.money import usd
from fund.roles import Can
from fund.web.forms import Form

SEEN_BY_COMMITTEE = (Place.NOTE, Place.MESSAGE, Place.REASON, Place.EXCEPTION, Place.GRANT)


@dataclass(frozen=True)
class Desk:
    """The three forms of a desk, with what was typed into the one that was sent."""

    needs: list[Need]
    votes: LineFormSet
    ask: AskForm
    recuse: RecuseForm

    @property
    def wrong(self) -> Form | LineFormSet | None:
        """The form that was sent and is not right."""
        sent = (form for form in (self.votes, self.ask, self.recuse) if form.is_bound)
        return next((form for form in sent if not form.is_valid()), None)


@page(Can.REVIEW)
@of_committee
def review(request: StaffRequest, application: Application) -> HttpResponse:
    """Facts left, decision right."""
    return _page(request, application, typed_before(request))


@command(Can.REVIEW)
@of_committee
def act(request: StaffRequest, application: Application) -> HttpResponse:
    """One of the things that a reviewer can do here; the button says which."""
    doing = ACTS.get(request.POST.get("act", ""), _vote_by_line)
    try:
        if doing(request, application):
            return _open_next(request)
    except actions.Refused as refused:
        return _page(request, application, request.POST, refusal=str(refused))
    return _page(request, application, request.POST)


def _vote_by_line(request: StaffRequest, application: Application) -> bool:
    return _vote_if_valid(request, application, actions.review)


def _now_by_line(request: StaffRequest, application: Application) -> bool:
    return _vote_if_valid(request, application, actions.decide_emergency)


def _vote_if_valid(
    request: StaffRequest,
    application: Application,
    decide: Callable[..., Application],
) -> bool:
    votes = _desk(application, request.POST).votes
    if not votes.is_valid():
        return False
    _cast(request, application, votes.vote(), decide)
    return True


def _vote_all(request: StaffRequest, application: Application) -> bool:
    _cast(request, application, CastVote(), actions.review)
    return True


def _now_all(request: StaffRequest, application: Application) -> bool:
    _cast(request, application, CastVote(), actions.decide_emergency)
    return True


def _cast(
    request: StaffRequest,
    application: Application,
    vote: CastVote,
    decide: Callable[..., Application],
) -> None:
    after = decide(application.pk, vote, actor=request.user)
    said = {"number": after.reference, "amount": usd(after.approved_cents)}
    if after.state == State.APPROVED:
        words = _("%(number)s is approved: %(amount)s.")
    elif after.state == State.DECLINED:
        words = _("%(number)s is not approved.")
    elif any(line.verdict == Verdict.ASK for line in vote.lines):
        words = _("Your vote on %(number)s is saved and your question is sent.")
    else:
        words = _("Your vote on %(number)s is saved. You can change it until the decision.")
    messages.success(request, words % said)


def _ask(request: StaffRequest, application: Application) -> bool:
    ask = _desk(application, request.POST).ask
    if not ask.is_valid():
        return False
    body = ask.cleaned_data["body"]
    actions.request_information(application.pk, body, actor=request.user)
    _say(request, application, _("Your question on %(number)s is sent."))
    return True


def _abstain(request: StaffRequest, application: Application) -> bool:
    actions.abstain(application.pk, actor=request.user)
    _say(request, application, _("You have no view on %(number)s. You can still vote on it."))
    return True


def _step_back(request: StaffRequest, application: Application) -> bool:
    recuse = _desk(application, request.POST).recuse
    if not recuse.is_valid():
        return False
    reason = recuse.cleaned_data["reason"]
    actions.recuse(application.pk, reason, actor=request.user)
    _say(request, application, _("You stepped back from %(number)s."))
    return True


def _say(request: StaffRequest, application: Application, words: str) -> None:
    messages.success(request, words % {"number": application.reference})


ACTS: dict[str, Callable[[StaffRequest, Application], bool]] = {
    "vote": _vote_by_line,
    "all": _vote_all,
    "now": _now_by_line,
    "now_all": _now_all,
    "ask": _ask,
    "abstain": _abstain,
    "step_back": _step_back,
}


def _open_next(request: StaffRequest) -> HttpResponse:
    kept = kept_filters(request.GET)
    following = next_for(request.user, request.GET)
    if following is None:
        return redirect(reverse("applications:inbox") + kept)
    return redirect(reverse("applications:review", args=[following.reference]) + kept)


def _desk(
    application: Application,
    typed: QueryDict | None,
    standing: Mapping[int, ReviewLine] | None = None,
) -> Desk:
    needs = sheet.needs_of(application)
    doing = typed.get("act", "vote") if typed else ""
    return Desk(
        needs=needs,
        votes=vote_forms(needs, typed if doing in ("vote", "now") else None, standing or {}),
        ask=AskForm(typed if doing == "ask" else None, prefix="ask"),
        recuse=RecuseForm(typed if doing == "step_back" else None, prefix="recuse"),
    )


def _page(
    request: StaffRequest, application: Application, typed: QueryDict | None, refusal: str = ""
) -> HttpResponse:
    is_post, can_vote = request.method == "POST", application.is_undecided
    words = sealing.read(application, *SEEN_BY_COMMITTEE, reader=request.user)
    needs = sheet.needs_of(application)
    if can_vote:
        spoken = spoken_of(application)
        counted = count(application, needs, spoken=spoken)
        cast = sheet.votes_among(spoken, counted.eligible, needs, words)
    else:
        counted, cast = None, sheet.votes_of(application, words)
    own = cast.own(request.user)
    desk = _desk(application, typed, own)
    values: dict[str, Any] = {
        "application": application,
        "desk": desk,
        "wrong": desk.wrong if is_post else None,
        "form": desk.wrong if is_post else None,
        "refusal": refusal,
        "kept": bool(typed) and not is_post,
        "lines": sheet.lines_of(desk.needs),
        "thread": sheet.thread_of(application, words),
        "note": words.of(Place.NOTE),
        "papers": papers_of(application, request.user),
        "trouble": words.trouble,
        "events": history(application.reference, for_committee=True),
        "findings": findings_for(application),
        "first": first_decision(application, words),
        "letters": letters_of(application),
        "money": sheet.money_for(application, desk.needs),
        "exception": exception_of(application, words),
        "grant_url": _grant_url(request, application),
        "voted": bool(own),
        "decided": application.decided_at is not None,
        "can_vote": can_vote,
        "alone_up_to": _alone_up_to(request, application),
        "filters": kept_filters(request.GET),
    }
    if counted:
        values |= _standing(request, application, counted, cast)
    else:
        values |= {"votes": cast.in_words(), "unsent": desk.votes.in_words() if refusal else []}
    return render(request, "applications/review.html", values, status=422 if is_post else 200)


def _standing(
    request: StaffRequest, application: Application, counted: Count, cast: sheet.Votes
) -> dict[str, Any]:
    """How the vote stands. What the others said stays hidden until she has said her own word on
    every line, if the policy of the request says so; having no view opens nothing."""
    own = cast.own(request.user).values()
    has_voted = bool(own) and all(line.verdict != Verdict.ASK for line in own)
    sees = has_voted or not application.policy.votes_hidden_until_cast
    return {
        "cast": counted.votes,
        "seats": counted.committee.seats,
        "abstained": request.user.pk in counted.abstain,
        "waits": waits_in_words(counted, request.user),
        "votes": cast.in_words() if sees else [],
    }


def _grant_url(request: StaffRequest, application: Application) -> str:
    """Where the chair allows more than the cap; empty for everybody else."""
    may = request.user.can(Can.CHAIR) and application.is_undecided
    return reverse("applications:grant", args=[application.reference]) if may else ""


def _alone_up_to(request: StaffRequest, application: Application) -> int | None:
    """The most that this person may approve alone, in cents; None if she may not at all."""
    may = request.user.can(Can.DECIDE_EMERGENCY) and application.lane == Lane.EMERGENCY
    return application.policy.emergency_alone_up_to_cents if may else None
