"""The answers once more, the sending, and what happens next."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from applications import actions, policy, sealing
from applications.actions.locking import rules_of
from applications.forms.consent import SendForm
from applications.forms.filing import LANE_WORDS
from applications.models import Application, Place
from applications.queries.paying import new_businesses
from applications.queries.room import room_of
from applications.queries.sheet import Line, lines_of, needs_of
from applications.states import AgeBand, Lane, State
from applications.views.opening import form_page, of_agency, of_draft
from applications.views.steps import next_step
from applications.words import by_when, hours
from fund import clock
from fund.access import StaffRequest, command, page, typed_before
from fund.money import usd
from fund.roles import Can

_TYPED = (Place.VENDOR_ACCOUNT, Place.PSEUDONYM, Place.NOTE)


@page(Can.FILE)
@of_draft
def check(request: StaffRequest, application: Application) -> HttpResponse:
    """Every answer once more, each with its way back."""
    if (wanted := next_step(application)) != request.path:
        return redirect(wanted)
    typed = typed_before(request)
    return _check_page(request, application, SendForm(typed), kept=bool(typed))


@command(Can.FILE)
@of_agency
def send(request: StaffRequest, application: Application) -> HttpResponse:
    """Send the request; sent twice, it is still one."""
    if application.state != State.DRAFT:
        return redirect("applications:sent", application.reference)
    form = SendForm(request.POST)
    if form.is_valid():
        try:
            actions.submit(application.pk, attested=True, agreed=form.agreed(), actor=request.user)
            return redirect("applications:sent", application.reference)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
    return _check_page(request, application, form)


def _check_page(
    request: StaffRequest, application: Application, form: SendForm, *, kept: bool = False
) -> HttpResponse:
    room = room_of(application)
    needs = needs_of(application)
    words = sealing.read(application, *_TYPED, reader=request.user)
    words.into(needs)
    lines = lines_of(needs)
    return form_page(
        request,
        "applications/check.html",
        form,
        kept=kept,
        application=application,
        rows=_answer_rows(application, lines, words),
        trouble=words.trouble,
        new_business=new_businesses(lines, "a business that the fund knows is faster"),
        slower=_slower_emergency(application, "Take out what can wait, and send it later."),
        room=room,
    )


def _slower_emergency(application: Application, rest: str) -> str:
    """What it means that one person on call can't approve this emergency; empty if she can."""
    rules = rules_of(application.policy)
    most, asked = rules.emergency_alone_up_to_cents, application.requested_cents
    votes = policy.seats(rules, asked)
    if application.lane != Lane.EMERGENCY or asked <= most or votes == 1:
        return ""
    return f"Above {usd(most)} an emergency takes {votes} votes, so it can take longer. {rest}"


def _answer_rows(
    application: Application, lines: list[Line], words: sealing.Words
) -> list[dict[str, str]]:
    reference = application.reference
    change = {
        name: reverse(f"applications:{name}", args=[reference])
        for name in ("soon", "lines", "who", "documents")
    }
    rows = [
        {
            "key": "How soon",
            "value": LANE_WORDS[Lane(application.lane)],
            "note": f"An answer within {hours(application.policy.clock_hours(application.lane))}",
            "url": change["soon"],
        }
    ]
    for row in lines:
        notes = [
            row.stay,
            row.desk,
            f"To be paid by {row.needed_by}" if row.needed_by else "",
            f"Account {row.account}" if row.account else "",
        ]
        rows.append(
            {
                "key": row.category,
                "value": f"{usd(row.amount_cents)} to {row.vendor}, {row.town}",
                "note": " · ".join(note for note in notes if note),
                "url": reverse("applications:line", args=[reference, row.position]),
            }
        )
    unread = "–" if words.trouble else ""
    rows.append({"key": "All together", "value": usd(application.requested_cents)})
    rows += [
        {"key": key, "value": value, "url": change["who"]}
        for key, value in (
            ("Household", application.get_household_band_display() or "Not answered yet"),
            ("Age", AgeBand(application.age_band).label),
            ("Region", application.region.name),
            ("Card", "Counts with the card" if application.card_shown_at else "None"),
            ("Your own name for it", words.of(Place.PSEUDONYM) or unread or "None"),
            ("For the committee to know", words.of(Place.NOTE) or unread or "Nothing"),
        )
    ]
    added = application.documents.count()
    said = f"{added} added" if added else "None. You can add photos or PDF files"
    rows.append({"key": "Documents", "value": said, "url": change["documents"]})
    return rows


@page(Can.FILE)
@of_agency
def sent(request: StaffRequest, application: Application) -> HttpResponse:
    """The number, the clock and what happens next."""
    if not application.is_undecided or application.due_at is None:
        return redirect("applications:show", application.reference)
    by = by_when(application.due_at, clock.now())
    slower = _slower_emergency(
        application, "If less is enough for tonight, withdraw it and send that."
    )
    words = (
        f"The committee means to answer by {by}." if slower else f"You will have an answer by {by}."
    )
    values = {"application": application, "by": words, "slower": slower}
    return render(request, "applications/sent.html", values)
