"""When an approved request is paid, in words for the agency. A habit of the fund, no promise."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from applications.models import Application, AwardLine, Need
from applications.queries.sheet import Line, lines_of
from applications.states import Lane, LineState
from applications.words import by_when
from fund import clock

USUALLY = {
    Lane.EMERGENCY: gettext_noop(
        "An emergency is usually paid the same day, or the next day banks are open."
    ),
    Lane.URGENT: gettext_noop("It is usually paid within 3 working days."),
    Lane.STANDARD: gettext_noop("It is usually paid within 3 working days."),
}


def when_paid(application: Application, needs: Iterable[Need]) -> str:
    """What happens to the money next, after the sentence of where the request stands; empty once
    all is on its way. `needs` as `sheet.needs_of` found them."""
    rows = list(needs)
    lines = [line for need in rows if (line := _line_of(need))]
    states = {LineState(line.state) for line in lines} - {LineState.PAID, LineState.CANCELLED}
    if any(line.came_back for line in lines):
        return _("You need to do nothing. If the business asks, say that it will be paid again.")
    if states == {LineState.UNFUNDED}:
        return _("It is approved, but the fund has to wait for new money before it can pay.")
    words = [_("We pay each business directly.")] if states else []
    if LineState.PAYABLE in states and application.decided_at:
        told = by_when(application.decided_at, clock.now())
        words.append(_("Finance was told at %(when)s.") % {"when": told})
        words.append(_(USUALLY[Lane(application.lane)]))
        words.append(new_businesses(lines_of(_payable(rows)), _("it takes longer")))
    if LineState.UNFUNDED in states:
        words.append(_("A part has to wait for new money."))
    return " ".join(word for word in words if word)


def new_businesses(lines: Iterable[Line], then: str) -> str:
    """Which of these businesses the fund has never paid, and what follows; empty if none."""
    names = list(dict.fromkeys(line.vendor for line in lines if line.is_new_vendor))
    if not names:
        return ""
    all_but_last = ", ".join(names[:-1])
    named = all_but_last + _(" and ") + names[-1] if all_but_last else names[0]
    return ngettext(
        "%(names)s is new to the fund. Finance has to set it up before it can pay, so %(then)s.",
        "%(names)s are new to the fund. Finance has to set them up before it can pay, so %(then)s.",
        len(names),
    ) % {"names": named, "then": then}


def _payable(needs: Iterable[Need]) -> list[Need]:
    lines = ((need, _line_of(need)) for need in needs)
    return [need for need, line in lines if line and line.state == LineState.PAYABLE]


def _line_of(need: Need) -> AwardLine | None:
    return getattr(need, "award_line", None)
