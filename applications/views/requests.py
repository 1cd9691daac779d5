"""What the agency sees of its requests."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from applications import actions, sealing
from applications.agreements import agreements
from applications.forms.thread import AnswerForm
from applications.models import Application, Place
from applications.queries import own, sheet
from applications.queries.history import history
from applications.queries.papers import papers_of
from applications.queries.paying import when_paid
from applications.queries.stays import stays_of
from applications.states import State
from applications.views.opening import form_page, of_agency
from applications.views.steps import next_step
from applications.words import by_when
from fund import clock
from fund.access import StaffRequest, command, page, typed_before
from fund.roles import Can

SEEN_BY_AGENCY = (Place.PSEUDONYM, Place.NOTE, Place.MESSAGE, Place.REASON)


@page(Can.SEE_AGENCY)
def own_list(request: StaffRequest) -> HttpResponse:
    """The agency's requests, drafts first, then the newest."""
    drafts, sent, pages = own.list_of(request.user, request.GET)
    values = {"drafts": drafts, "sent": sent, "pages": pages}
    return render(request, "applications/list.html", values)


@page(Can.SEE_AGENCY)
@of_agency
def show(request: StaffRequest, application: Application) -> HttpResponse:
    """One request: where it stands, what happens next, and the words exchanged."""
    if application.state == State.DRAFT:
        return redirect(next_step(application))
    typed = typed_before(request)
    return _show(request, application, _answer_form(application, typed), kept=bool(typed))


@command(Can.FILE)
@of_agency
def send_answer(request: StaffRequest, application: Application) -> HttpResponse:
    """The agency's answer to a question, or a word of its own."""
    form = _answer_form(application, request.POST)
    if form.is_valid():
        try:
            actions.answer(application.pk, form.cleaned_data["body"], actor=request.user)
            messages.success(request, "Sent to the committee.")
            return redirect("applications:show", application.reference)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _show(request, application, form)


def _answer_form(application: Application, typed: QueryDict | None) -> AnswerForm:
    asked = application.state == State.INFORMATION_REQUESTED
    form = AnswerForm(typed)
    form.fields["body"].label = "Your answer" if asked else "A message to the committee"
    return form


def _show(
    request: StaffRequest, application: Application, form: AnswerForm, *, kept: bool = False
) -> HttpResponse:
    asked = application.state == State.INFORMATION_REQUESTED
    needs = sheet.needs_of(application)
    words = sealing.read(application, *SEEN_BY_AGENCY, reader=request.user)
    approved = application.state == State.APPROVED
    return form_page(
        request,
        "applications/show.html",
        form,
        kept=kept,
        application=application,
        asked=asked,
        decided=application.state in (State.APPROVED, State.DECLINED, State.CLOSED),
        status=when_paid(application, needs) if approved else status_of(application),
        lines=sheet.lines_of(needs),
        stays=stays_of(needs),
        may_file=request.user.can(Can.FILE),
        papers=papers_of(application, request.user),
        pseudonym=words.of(Place.PSEUDONYM),
        note=words.of(Place.NOTE),
        trouble=words.trouble,
        reasons=sheet.reasons_of(application, words),
        thread=sheet.thread_of(application, words),
        agreements=agreements(application),
        events=history(application.reference, for_committee=False),
        can_look_again=application.can_look_again,
    )


def status_of(application: Application) -> str:
    """What happens next, and by when, in one or two sentences; when it is paid: `when_paid`."""
    by = by_when(application.due_at, clock.now()) if application.due_at else ""
    match State(application.state):
        case State.INFORMATION_REQUESTED:
            return f"The committee asked a question. Please answer soon: the time runs until {by}."
        case State.SUBMITTED | State.IN_REVIEW if own.is_late(application):
            return "The committee is late. Its chair has been told. You do not need to do anything."
        case State.SUBMITTED | State.IN_REVIEW:
            return f"The committee is looking at it. You will have an answer by {by}."
        case State.CLOSED:
            return "Every approved line has been paid."
        case State.DECLINED if application.reconsidered_at:
            return "The committee looked a second time and did not approve it."
        case State.DECLINED if application.words_destroyed_at:
            return "The committee did not approve it."
        case State.DECLINED:
            return "The committee did not approve it. You can ask for a second look, once."
        case State.WITHDRAWN:
            return "You took this request back. Nothing will be paid."
        case _:
            return "This draft was not sent in time. You can start a new request."
