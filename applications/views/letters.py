"""The letter to the vendor of an approved line: made, printed, taken back.

The page that offers a letter holds its code already (`applications/offers.py`). So the same form
sent twice makes one letter, and it prints for as long as that page is open; the
database keeps a MAC of the code, and nobody can print it again.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications import actions, letter_paper, offers
from applications.actions.letters import last_day, letter_of, lines_for, why_no_letter
from applications.forms.after import EndLetterForm
from applications.models import AwardLine, GuaranteeLetter
from applications.states import LetterEnd
from applications.views.opening import form_page
from fund import clock, fund_code
from fund.access import StaffRequest, command, page
from fund.roles import Can

_MAKERS = (Can.FILE, Can.PREPARE_PAYMENT)


@page(*_MAKERS)
def letter(request: StaffRequest, reference: str, position: int) -> HttpResponse:
    """What the letter would say, or that one holds."""
    return _page(request, _line(request, reference, position), EndLetterForm())


@command(*_MAKERS)
def make(request: StaffRequest, reference: str, position: int) -> HttpResponse:
    """Make it; the answer is the only page with the code."""
    line = _line(request, reference, position)
    token = request.POST.get("new_letter", "")
    code = offers.offered(_owner(request, line), token)
    if code is None:
        messages.error(request, _("This page was open too long. Try again."))
        return redirect("applications:letter", reference, position)
    try:
        made = actions.make_letter(line.pk, code, actor=request.user)
    except actions.Refused as refused:
        messages.error(request, str(refused))
        return redirect("applications:letter", reference, position)
    values = {
        "line": line,
        "letter": made,
        "code": code,
        "new_letter": token,
        "address": letter_paper.shown_address(),
    }
    return render(request, "applications/letter_made.html", {**values, **_about(request, line)})


@command(*_MAKERS)
def letter_pdf(request: StaffRequest, reference: str, position: int) -> HttpResponse:
    """The paper itself, while the letter holds."""
    line = _line(request, reference, position)
    code = offers.offered(_owner(request, line), request.POST.get("new_letter", ""))
    made = letter_of(line, code) if code else None
    if code is None or made is None:
        messages.error(request, _("This letter can’t be printed any more. Make a new one."))
        return redirect("applications:letter", reference, position)
    headers = {"Content-Disposition": f'attachment; filename="letter-{line.reference}.pdf"'}
    content = letter_paper.render(line, made, code)
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@command(*_MAKERS)
def take_back(request: StaffRequest, reference: str, position: int) -> HttpResponse:
    """It holds no more, from this moment."""
    line = _line(request, reference, position)
    form = EndLetterForm(request.POST)
    if not form.is_valid():
        return _page(request, line, form)
    reason = LetterEnd(form.cleaned_data["reason"])
    actions.take_letter_back(line.pk, reason, actor=request.user)
    messages.success(request, _("The letter does not hold any more. Tell the vendor."))
    return redirect("applications:letter", reference, position)


def _page(request: StaffRequest, line: AwardLine, form: EndLetterForm) -> HttpResponse:
    held = GuaranteeLetter.objects.in_force(clock.today()).filter(line=line).first()
    return form_page(
        request,
        "applications/letter.html",
        form,
        line=line,
        held=held,
        why_not=why_no_letter(line),
        until=last_day(line),
        new_letter=offers.offer(_owner(request, line), fund_code.LETTER),
        **_about(request, line),
    )


def _about(request: StaffRequest, line: AwardLine) -> dict[str, Any]:
    """Where it belongs, and the way back: to the request, for finance to what is to be paid."""
    application = line.award.application
    is_own = application.agency_id in request.user.agencies_served
    return {"application": application, "position": line.need.position, "is_own": is_own}


def _line(request: StaffRequest, reference: str, position: int) -> AwardLine:
    rows = lines_for(request.user)
    return get_object_or_404(rows, award__application__reference=reference, need__position=position)


def _owner(request: StaffRequest, line: AwardLine) -> str:
    return f"letter {request.user.pk} {line.reference}"
