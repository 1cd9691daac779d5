"""The answers once more, the sending, and what happens next."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import actions, policy, sealing, versions
from applications.actions.lines import MOST_NEEDS
from applications.actions.locking import rules_of
from applications.forms.consent import SendForm
from applications.models import Application, Place
from applications.queries.drafts import sent_lately, unfinished
from applications.queries.may_send import why_not_send
from applications.queries.paying import new_businesses
from applications.queries.room import room_of
from applications.queries.sheet import Line, lines_of, needs_of
from applications.states import Lane, State
from applications.views import answers, rows
from applications.views.opening import form_page, of_agency, only_draft, to_send
from applications.views.steps import address, next_step
from applications.words import by_when
from fund import clock
from fund.access import StaffRequest, command, page, typed_before
from fund.models import FundPolicy
from fund.money import usd
from fund.roles import Can

_TYPED = (Place.VENDOR_ACCOUNT, Place.PSEUDONYM, Place.NOTE)


@page(Can.FILE)
@to_send
@only_draft
def check(request: StaffRequest, application: Application) -> HttpResponse:
    """Every answer once more, each with its way back."""
    if not (application.household_band and application.needs.exists()):
        return redirect(next_step(application))
    typed = typed_before(request)
    return _check_page(request, application, SendForm(typed), typed)


@command(Can.FILE)
@to_send
def send(request: StaffRequest, application: Application) -> HttpResponse:
    """Send the request; sent twice, it is still one."""
    if application.state != State.DRAFT:
        return redirect("applications:sent", application.reference)
    form = SendForm(request.POST)
    if form.is_valid():
        try:
            actions.submit(
                application.pk,
                attested=True,
                agreed=form.agreed(),
                seen=answers.seen(request),
                actor=request.user,
            )
            return redirect("applications:sent", application.reference)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
            application.refresh_from_db()
    return _check_page(request, application, form)


def _check_page(
    request: StaffRequest,
    application: Application,
    form: SendForm,
    typed: QueryDict | None = None,
) -> HttpResponse:
    in_force = FundPolicy.in_force()
    rules = rules_of(in_force)
    needs = needs_of(application)
    words = sealing.read(application, *_TYPED, reader=request.user)
    words.into(needs)
    lines = lines_of(needs)
    return form_page(
        request,
        "applications/check.html",
        form,
        kept=bool(typed),
        application=application,
        mark=answers.mark_for(typed, versions.of_all(application, needs)),
        rows=_answer_rows(application, lines, words, in_force),
        unfinished=unfinished(application),
        same=sent_lately(application, needs),
        closed=getattr(application, "lane_is_closed"),  # noqa: B009
        full=len(needs) >= MOST_NEEDS,
        next_position=needs[-1].position + 1 if needs else 1,
        trouble=words.trouble,
        new_business=new_businesses(lines, _("a business that the fund knows is faster")),
        slower=_slower_emergency(
            application, rules, _("Take out what can wait, and send it later.")
        ),
        room=room_of(application, in_force),
        not_yet=why_not_send(
            request.user,
            application.agency_id,
            in_force,
            agreed=getattr(application, "has_agreement"),  # noqa: B009
        ),
    )


def _slower_emergency(application: Application, rules: policy.Rules, rest: str) -> str:
    """What it means that one person on call can't approve this emergency; empty if she can."""
    most, asked = rules.emergency_alone_up_to_cents, application.requested_cents
    votes = policy.seats(rules, asked)
    if application.lane != Lane.EMERGENCY or asked <= most or votes == 1:
        return ""
    why = _("Above %(amount)s an emergency takes %(votes)d votes, so it can take longer.") % {
        "amount": usd(most),
        "votes": votes,
    }
    return f"{why} {rest}"


def _answer_rows(
    application: Application, lines: list[Line], words: sealing.Words, in_force: FundPolicy
) -> list[rows.Row]:
    added = application.documents.count()
    said = ngettext("%(count)d added", "%(count)d added", added) % {"count": added}
    none = _("None. You can add photos or PDF files")
    return [
        rows.soon_row(application, in_force),
        *(rows.line_row(application, line, in_force) for line in lines),
        {"key": _("All together"), "value": usd(application.requested_cents)},
        *rows.who_rows(application, words),
        {
            "key": _("Documents"),
            "value": said if added else none,
            "url": address(application, "documents"),
        },
    ]


@page(Can.FILE)
@of_agency
def sent(request: StaffRequest, application: Application) -> HttpResponse:
    """The number, the clock and what happens next."""
    if not application.is_undecided or application.due_at is None:
        return redirect("applications:show", application.reference)
    by = by_when(application.due_at, clock.now())
    rest = _("If less is enough for tonight, withdraw it and send that.")
    slower = _slower_emergency(application, rules_of(application.policy), rest)
    words = (
        _("The committee means to answer by %(when)s.")
        if slower
        else _("You will have an answer by %(when)s.")
    )
    values = {"application": application, "by": words % {"when": by}, "slower": slower}
    return render(request, "applications/sent.html", values)
