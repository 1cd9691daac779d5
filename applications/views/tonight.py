"""All questions of an emergency on one page: the same forms and the same actions."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications import actions, sealing, versions
from applications.actions.lines import line_at, row_of
from applications.forms.filing import BandsForm
from applications.forms.lines import HowMuchForm, MotelForm, WhatForm, WhomForm
from applications.models import Application, Place, StartedLine
from applications.queries import own
from applications.refusals import Changed, Refused
from applications.versions import Line
from applications.views import answers, rows
from applications.views.amounts import amount_form, keep_much, much_mark, nights_form
from applications.views.filing import bands_of, who_of
from applications.views.lines import asks_another, chosen_vendor, what_form, whom_form
from applications.views.opening import of_draft
from applications.views.steps import next_step
from fund.access import StaffRequest, command, page, typed_before
from fund.models import NeedCategory
from fund.roles import Can
from fund.web.forms import Together

POSITION = 1


@dataclass
class Questions:
    """The questions about what stands in the draft. Of `nights` and `plain` one is asked: a motel
    is nights, anything else an amount. The other shows what was typed, and nothing wrong."""

    application: Application
    line: Line | None
    words: sealing.Words
    what: WhatForm
    whom: WhomForm
    nights: MotelForm
    plain: HowMuchForm
    bands: BandsForm

    @property
    def much(self) -> HowMuchForm | MotelForm:
        """Which of the two is asked."""
        return self.nights if _is_motel(self.what) else self.plain

    @property
    def are_answered(self) -> bool:
        """Whether nothing is missing or wrong."""
        return not self.together.errors

    @property
    def together(self) -> Together:
        """All of it, for one summary of what is wrong."""
        return Together(self.what, self.whom, self.nights, self.plain, self.bands)

    @property
    def marks(self) -> list[str]:
        """The mark of each answer that stands, in the order of the page."""
        line = self.line or StartedLine(application=self.application, position=POSITION)
        account = self.words.of(Place.VENDOR_ACCOUNT, row_of(line))
        texts = (self.words.of(Place.PSEUDONYM), self.words.of(Place.NOTE))
        return [
            versions.of_what(self.application, self.line),
            versions.of_whom(self.application, line),
            versions.of_how_much(self.application, line, account),
            versions.of_who(self.application, *texts),
        ]


@page(Can.FILE)
@of_draft
def tonight(request: StaffRequest, application: Application) -> HttpResponse:
    """The whole request on one page, as long as it is for one thing."""
    if application.needs.count() > 1:
        return redirect(next_step(application))
    if answers.wants_found(request):
        line = line_at(application, POSITION)
        return answers.found(request, whom_form(request, application, line, None))
    typed = typed_before(request)
    return _page(request, _questions(request, application, typed), typed)


@command(Can.FILE)
@of_draft
def set_tonight(request: StaffRequest, application: Application) -> HttpResponse:
    """Save whatever is right; if all of it is, go on to check."""
    questions = _questions(request, application, request.POST)
    if questions.whom.is_valid():
        asks_another(questions.whom, application)
    answered = questions.are_answered
    try:
        if request.POST.get("then") == "find" or answers.saves_only(request):
            _save(request, questions, add=False)
        else:
            _save(request, questions, add=True)
    except Refused as refused:
        if answers.saves_only(request):
            return answers.not_saved()
        questions.what.add_error(None, str(refused))
        mark = _mark_now(request, application)
        return _page(request, questions, mark=mark, changed=isinstance(refused, Changed))
    application.refresh_from_db()
    if answers.saves_only(request):
        return answers.saved(_mark_now(request, application))
    if request.POST.get("then") == "find":
        return _page(request, _as_typed(request, application))
    if answered:
        return redirect(next_step(application))
    return _page(request, questions, mark=_mark_now(request, application))


def _mark_now(request: StaffRequest, application: Application) -> str:
    """The mark of what stands after a part was saved."""
    application.refresh_from_db()
    return ".".join(_questions(request, application, None).marks)


def _save(request: StaffRequest, questions: Questions, *, add: bool) -> None:
    """Each right answer by the action of its question; `add` a business that is named here."""
    pk, actor = questions.application.pk, request.user
    marks: list[str | None] = [*(answers.seen(request) or "").split(".")]
    if len(marks) != len(questions.marks):
        marks = [None] * len(questions.marks)
    what, whom, much, who = marks
    if questions.what.is_valid():
        category = NeedCategory(questions.what.cleaned_data["category"])
        actions.say_what(pk, POSITION, category, seen=what, actor=actor)
        if much == questions.marks[2]:  # another category took the nights of a motel out
            much = much_mark(questions.application, POSITION) or None
    line = line_at(questions.application, POSITION)
    if line and questions.whom.is_valid() and (add or questions.whom.cleaned_data["vendor"]):
        vendor = chosen_vendor(questions.whom, questions.application, actor)
        actions.say_whom(pk, POSITION, vendor, seen=whom, actor=actor)
    if line:
        complete = add and questions.are_answered
        kept = keep_much(line, questions.much)
        actions.say_how_much(pk, POSITION, kept, complete=complete, seen=much, actor=actor)
    bands = who_of(questions.application, questions.bands)
    actions.say_who(pk, bands, seen=who, actor=actor)


def _questions(
    request: StaffRequest, application: Application, data: QueryDict | None
) -> Questions:
    line = line_at(application, POSITION)
    words = sealing.read(
        application, Place.VENDOR_ACCOUNT, Place.PSEUDONYM, Place.NOTE, reader=request.user
    )
    what = what_form(data, line)
    is_motel = _is_motel(what)
    questions = Questions(
        application,
        line,
        words,
        what,
        whom_form(request, application, line, data),
        nights_form(data if is_motel else None, line, words),
        amount_form(None if is_motel else data, line, words),
        BandsForm(data, regions=own.regions(), initial=bands_of(application)),
    )
    questions.much.fields["vendor_account"].label = _("Account, bill or booking number (optional)")
    not_asked = questions.plain if is_motel else questions.nights
    not_asked.initial.update(data.dict() if data else {})
    return questions


def _is_motel(what: WhatForm) -> bool:
    return bool(what["category"].value() == NeedCategory.MOTEL)


def _as_typed(request: StaffRequest, application: Application) -> Questions:
    """The page after a search: what was typed stands in it, and nothing is called wrong yet."""
    questions = _questions(request, application, None)
    for form in questions.together.forms:
        form.initial.update(request.POST.dict())
    return questions


def _page(
    request: StaffRequest,
    questions: Questions,
    typed: QueryDict | None = None,
    *,
    mark: str = "",
    changed: bool = False,
) -> HttpResponse:
    values: dict[str, Any] = {
        "form": questions.together,
        "application": questions.application,
        "what": questions.what,
        "whom": questions.whom,
        "nights": questions.nights,
        "plain": questions.plain,
        "much": questions.much,
        "bands": questions.bands,
        "find": answers.find_of(request),
        "kept": bool(typed),
        "trouble": questions.words.trouble,
        "mark": answers.mark_for(typed, mark or ".".join(questions.marks)),
        "meanwhile": _standing(questions) if changed else [],
    }
    status = 422 if questions.together.errors else 200
    return render(request, "applications/tonight.html", values, status=status)


def _standing(questions: Questions) -> list[rows.Row]:
    """What somebody saved in between, in words."""
    application = questions.application
    line = line_at(application, POSITION)
    bands = rows.who_rows(application, questions.words)[:3]
    if line is None:
        return bands
    account = questions.words.of(Place.VENDOR_ACCOUNT, row_of(line))
    return [
        rows.what_row(application, line),
        rows.whom_row(application, line),
        rows.much_row(application, line, account),
        *bands,
    ]
