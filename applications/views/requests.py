"""What the agency sees of its requests."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import actions, sealing
from applications.actions.again import AGAIN
from applications.agreements import agreements
from applications.forms.thread import AnswerForm
from applications.models import Application, Need, Place
from applications.queries import after, own, sheet
from applications.queries.decision import letters_of
from applications.queries.history import history
from applications.queries.lanes import closed_now
from applications.queries.money_line import places_of
from applications.queries.papers import papers_of
from applications.queries.paying import when_paid
from applications.queries.room import exception_of, room_of
from applications.queries.standing import read_until, standing_of
from applications.queries.stays import stays_of
from applications.standing import in_words
from applications.states import State
from applications.views.opening import form_page, of_agency
from applications.views.steps import next_step
from fund import clock
from fund.access import StaffRequest, command, page, typed_before
from fund.roles import Can

SEEN_BY_AGENCY = (
    Place.PSEUDONYM,
    Place.NOTE,
    Place.MESSAGE,
    Place.REASON,
    Place.EXCEPTION,
    Place.GRANT,
)


@page(Can.SEE_AGENCY)
def own_list(request: StaffRequest) -> HttpResponse:
    """The agency's requests, drafts first, then the newest."""
    drafts, sent, pages = own.list_of(request.user, request.GET)
    asked = after.asked_outcomes(request.user)
    values = {
        "drafts": drafts,
        "sent": sent,
        "pages": pages,
        "asked": asked,
        "closed": closed_now(),
    }
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
            messages.success(request, _("Sent to the committee."))
            return redirect("applications:show", application.reference)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _show(request, application, form)


def _answer_form(application: Application, typed: QueryDict | None) -> AnswerForm:
    asked = application.state == State.INFORMATION_REQUESTED
    form = AnswerForm(typed)
    form.fields["body"].label = _("Your answer") if asked else _("A message to the committee")
    return form


def _show(
    request: StaffRequest, application: Application, form: AnswerForm, *, kept: bool = False
) -> HttpResponse:
    asked = application.state == State.INFORMATION_REQUESTED
    needs = sheet.needs_of(application)
    words = sealing.read(application, *SEEN_BY_AGENCY, reader=request.user)
    shown = papers_of(application, request.user)
    thread = sheet.thread_of(application, words, read_until=read_until(application, request.user))
    is_decided = application.state in (State.APPROVED, State.DECLINED, State.CLOSED)
    decided = after.decided_lines(application, needs, sheet.reasons_of(application, words), shown)
    return form_page(
        request,
        "applications/show.html",
        form,
        kept=kept,
        application=application,
        asked=asked,
        status=_status(application, needs, thread),
        places=places_of(application, needs),
        paid_when=when_paid(application, needs) if application.state == State.APPROVED else "",
        lines=[] if is_decided else sheet.lines_of(needs),
        decided_lines=decided if is_decided else [],
        stays=stays_of(needs),
        may_file=request.user.can(Can.FILE),
        papers=[paper for paper in shown if paper.line_id is None],
        pseudonym=words.of(Place.PSEUDONYM),
        note=words.of(Place.NOTE),
        trouble=words.trouble,
        thread=thread,
        exception=exception_of(application, words),
        room=room_of(application) if application.is_undecided else None,
        agreements=agreements(application),
        events=history(application.reference, for_committee=False),
        letters=letters_of(application),
        can_look_again=application.can_look_again,
        can_ask_again=application.state in AGAIN,
    )


def _status(application: Application, needs: list[Need], thread: list[sheet.Said]) -> str:
    """Where it stands, as the list says it too."""
    asked = [said.at for said in thread if said.is_question]
    lines = [line for need in needs if (line := after.award_of(need))]
    standing = standing_of(application, lines, asked[-1] if asked else None)
    return in_words(standing, clock.now())


@command(Can.FILE)
@of_agency
def ask_again(request: StaffRequest, application: Application) -> HttpResponse:
    """A new draft with the same lines; the same button pressed twice makes one."""
    try:
        once = request.POST.get("_once", "")[:32]
        copied = actions.ask_again(application.pk, once=once, actor=request.user)
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("applications:show", application.reference)
    made = {"number": copied.draft.reference}
    messages.success(request, _("%(number)s is a new draft. Look at each answer.") % made)
    if copied.left_out:
        words = ngettext(
            "%(count)d line is left out: the fund can’t pay for it at present.",
            "%(count)d lines are left out: the fund can’t pay for it at present.",
            copied.left_out,
        )
        messages.warning(request, words % {"count": copied.left_out})
    return redirect(next_step(copied.draft))
