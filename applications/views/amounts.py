"""The last question of a line: how much. A script saves while she types."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect

from applications import actions, sealing, versions
from applications.actions.lines import line_at, next_position, row_of
from applications.commands import HowMuch
from applications.forms.lines import HowMuchForm, MotelForm
from applications.forms.words import typed_or_unopened
from applications.models import Application, Need, Place
from applications.queries.hints import hints_for
from applications.queries.room import room_of
from applications.refusals import Changed, Gone, Refused
from applications.states import Desk
from applications.stays import StaySoFar
from applications.versions import Line
from applications.views import answers, rows
from applications.views.lines import line_page
from applications.views.opening import of_draft
from applications.views.steps import address, next_step
from fund import clock
from fund.access import StaffRequest, command, page, typed_before
from fund.models import FundPolicy, NeedCategory
from fund.roles import Can

MuchForm = HowMuchForm | MotelForm


@page(Can.FILE)
@of_draft
def how_much(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """How much it is: the last question of a line."""
    line = line_at(application, position)
    if line is None or line.vendor_id is None:
        return redirect(next_step(application))
    typed = typed_before(request)
    words = sealing.read(application, Place.VENDOR_ACCOUNT, reader=request.user)
    form = much_form(typed, line, words)
    return _much_page(request, application, line, form, words, typed)


@command(Can.FILE)
@of_draft
def set_how_much(request: StaffRequest, application: Application, position: int) -> HttpResponse:
    """Save the amount; with it the line is complete. A script saves while she types."""
    line = line_at(application, position)
    if line is None:
        return answers.taken_out(request, application, Gone())
    form = much_form(request.POST, line)
    if answers.saves_only(request):
        return _keep_much(request, application, line, form)
    if form.is_valid():
        try:
            seen, much = answers.seen(request), _how_much(form)
            actions.say_how_much(application.pk, position, much, seen=seen, actor=request.user)
            return redirect(_after(request, application))
        except Gone as gone:
            return answers.taken_out(request, application, gone)
        except Refused as refused:
            form.add_error(None, str(refused))
            line = line_at(application, position) or line
            return _much_again(request, application, line, form, isinstance(refused, Changed))
    return _much_again(request, application, line, form, changed=False)


def _how_much(form: MuchForm) -> HowMuch:
    data = form.cleaned_data
    account = typed_or_unopened(form, "vendor_account")
    if isinstance(form, MotelForm):
        return HowMuch.of_nights(StaySoFar(**vars(form.terms())), account)
    return HowMuch(data["amount"], data["needed_by"], account)


def keep_much(line: Line, form: MuchForm) -> HowMuch:
    """What can be saved of a form that is still being typed; the rest as it stands."""
    right = answers.kept(form, tuple(form.fields))
    account = typed_or_unopened(form, "vendor_account") if "vendor_account" in right else None
    if isinstance(form, MotelForm):
        stay = _stay_with(right, line.stay_so_far)
        if isinstance(line, Need) and stay.terms is None:  # a whole line stays whole
            return HowMuch(line.amount_cents, line.needed_by, account)
        return HowMuch.of_nights(stay, account)
    amount = right.get("amount", line.amount_cents)
    return HowMuch(amount, right.get("needed_by", line.needed_by), account)


def _stay_with(right: dict[str, Any], stands: StaySoFar) -> StaySoFar:
    return StaySoFar(
        right.get("check_in", stands.check_in),
        right.get("nights", stands.nights),
        right.get("rate", stands.rate_cents),
        Desk(right.get("desk", stands.desk)),
    )


def _keep_much(
    request: StaffRequest, application: Application, line: Line, form: MuchForm
) -> HttpResponse:
    try:
        actions.say_how_much(
            application.pk,
            line.position,
            keep_much(line, form),
            complete=False,
            seen=answers.seen(request),
            actor=request.user,
        )
    except Refused:
        return answers.not_saved()
    return answers.saved(much_mark(application, line.position))


def much_mark(application: Application, position: int) -> str:
    """The mark of the answer that stands now."""
    line = line_at(application, position)
    if line is None:
        return ""
    words = sealing.read(application, Place.VENDOR_ACCOUNT, reader=None)
    account = words.of(Place.VENDOR_ACCOUNT, row_of(line))
    return versions.of_how_much(application, line, account)


def _after(request: StaffRequest, application: Application) -> str:
    """The next question; or one more line, if that was asked for."""
    if request.POST.get("then") == "another":
        try:
            return address(application, "what", next_position(application))
        except Refused as full:
            messages.warning(request, str(full))
    return next_step(application)


def much_form(data: QueryDict | None, line: Line, words: sealing.Words | None = None) -> MuchForm:
    """The question with the answers that stand: an amount, or nights at a motel."""
    if line.category != NeedCategory.MOTEL:
        return amount_form(data, line, words)
    return nights_form(data, line, words)


def amount_form(
    data: QueryDict | None, line: Line | None, words: sealing.Words | None = None
) -> HowMuchForm:
    """The plain question: an amount. That of nights at a motel is not typed, so not shown."""
    if line is None:
        return HowMuchForm(data)
    amount = None if line.stay_so_far.terms else line.amount_cents
    stands = {"amount": amount, "needed_by": line.needed_by}
    return HowMuchForm(data, initial={**_sealed_part(line, words), **stands})


def nights_form(
    data: QueryDict | None, line: Line | None, words: sealing.Words | None = None
) -> MotelForm:
    """Nights at a motel, from today if nothing is said yet."""
    stay = line.stay_so_far if line else StaySoFar()
    initial = _sealed_part(line, words) | MotelForm.initial_of(stay)
    initial["check_in"] = stay.check_in or clock.today()
    return MotelForm(data, initial=initial)


def _sealed_part(line: Line | None, words: sealing.Words | None) -> dict[str, Any]:
    if line is None or words is None:
        return {}
    account = words.of(Place.VENDOR_ACCOUNT, row_of(line))
    return {"vendor_account": account, "unopened": bool(words.trouble)}


def _much_again(
    request: StaffRequest, application: Application, line: Line, form: MuchForm, changed: bool
) -> HttpResponse:
    words = sealing.read(application, Place.VENDOR_ACCOUNT, reader=request.user)
    return _much_page(request, application, line, form, words, changed=changed)


def _much_page(
    request: StaffRequest,
    application: Application,
    line: Line,
    form: MuchForm,
    words: sealing.Words,
    typed: QueryDict | None = None,
    *,
    changed: bool = False,
) -> HttpResponse:
    account = words.of(Place.VENDOR_ACCOUNT, row_of(line))
    if not form.is_bound:
        first = "nights" if isinstance(form, MotelForm) else "amount"
        form.fields[first].widget.attrs["autofocus"] = True
    return line_page(
        request,
        "applications/how_much.html",
        form,
        application,
        line,
        kept=bool(typed),
        trouble=words.trouble,
        room=room_of(application, FundPolicy.in_force()),
        hints=hints_for(application, [line.category]),
        mark=answers.mark_for(typed, versions.of_how_much(application, line, account)),
        meanwhile=[rows.much_row(application, line, account)] if changed else [],
        current=4,
    )
