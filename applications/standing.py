"""Where a request stands, in the advocate's words: one sentence or two for its page and its row in
the list. Pure: told the present moment."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from applications.states import LineState, State, Way
from applications.words import by_when
from fund import dates
from fund.money import usd

MOST_NAMED = 3
"""Lines of a request that are named one by one; more are counted."""


@dataclass(frozen=True)
class Payment:
    """An approved line on its way to its vendor. `way` is empty where nobody noted it."""

    vendor: str
    cents: int
    state: LineState
    way: str = ""
    sent_at: datetime | None = None
    paid_on: date | None = None
    came_back: bool = False


@dataclass(frozen=True)
class Standing:
    """What the sentence is made from. `due_at` is the clock of the present round."""

    state: State
    since: datetime | None = None
    due_at: datetime | None = None
    asked_at: datetime | None = None
    decided_at: datetime | None = None
    ended_at: datetime | None = None
    payments: Sequence[Payment] = ()
    approved_cents: int = 0
    is_second_look: bool = False
    may_look_again: bool = False


def in_words(standing: Standing, now: datetime) -> str:
    """`With the committee since 2:05 p.m. today. A decision by 4:05 p.m. today.`"""
    match standing.state:
        case State.DRAFT:
            return _("Not sent yet.")
        case State.SUBMITTED | State.IN_REVIEW:
            return _with_the_committee(standing, now)
        case State.INFORMATION_REQUESTED:
            return _waiting_for_an_answer(standing, now)
        case State.APPROVED | State.CLOSED:
            return _approved(standing, now)
        case State.DECLINED:
            return _declined(standing, now)
        case State.WITHDRAWN:
            on = {"day": _day(standing.ended_at, now)}
            return _("You took it back on %(day)s. Nothing will be paid.") % on
        case State.EXPIRED:
            on = {"day": _day(standing.ended_at, now)}
            return _("It was not sent in time, so it ended on %(day)s.") % on


def payment_in_words(payment: Payment, now: datetime) -> str:
    """`paid November 25 by bank transfer`, to stand after an amount and a vendor."""
    match payment.state:
        case LineState.UNFUNDED:
            return _("waiting for new money")
        case LineState.PAYABLE if payment.came_back:
            return _("sent back by the bank, to be paid again")
        case LineState.PAYABLE:
            return _("being prepared by finance")
        case LineState.IN_PAYMENT if payment.sent_at is None:
            return _("being signed and sent")
        case LineState.IN_PAYMENT if payment.way == Way.CHECK:
            on = {"day": _day(payment.sent_at, now)}
            return _("check printed %(day)s, to be mailed") % on
        case LineState.IN_PAYMENT:
            said = _("on its way since %(day)s") % {"day": _day(payment.sent_at, now)}
            return _by_its_way(said, payment)
        case LineState.PAID:
            said = _("paid %(day)s") % {"day": _day(payment.paid_on, now)}
            return _by_its_way(said, payment)
        case LineState.CANCELLED:
            return _("not paid any more")


def _with_the_committee(standing: Standing, now: datetime) -> str:
    words = _("With the committee since %(moment)s.")
    if standing.is_second_look:
        words = _("With the committee again since %(moment)s.")
    since = words % {"moment": _moment(standing.since, now)}
    if standing.due_at and standing.due_at < now:
        late = _("The decision is late. The chair has been told; you need to do nothing.")
        return f"{since} {late}"
    due = _("A decision by %(moment)s.") % {"moment": _moment(standing.due_at, now)}
    return f"{since} {due}"


def _waiting_for_an_answer(standing: Standing, now: datetime) -> str:
    asked = {"moment": _moment(standing.asked_at, now)}
    waiting = _("Waiting for your answer since %(moment)s.") % asked
    if standing.due_at and standing.due_at < now:
        late = _("The time for a decision is over, so please answer now.")
        return f"{waiting} {late}"
    due = _("The decision is due by %(moment)s.") % {"moment": _moment(standing.due_at, now)}
    return f"{waiting} {due}"


def _declined(standing: Standing, now: datetime) -> str:
    words = _("Not approved on %(day)s.")
    if standing.is_second_look:
        words = _("Not approved on %(day)s, after a second look.")
    said = words % {"day": _day(standing.decided_at, now)}
    hint = _("You can ask for a second look, once.")
    return f"{said} {hint}" if standing.may_look_again else said


def _approved(standing: Standing, now: datetime) -> str:
    said = _("Approved on %(day)s: %(what)s.") % {
        "day": _day(standing.decided_at, now),
        "what": _payments(standing, now),
    }
    if any(one.came_back for one in standing.payments):
        again = _("We are on it: finance pays again what came back.")
        return f"{said} {again}"
    return said


def _payments(standing: Standing, now: datetime) -> str:
    """What is paid to whom; of many, how many are how far."""
    payments, amount = standing.payments, usd(standing.approved_cents)
    if not payments:
        return amount
    if len(payments) > MOST_NAMED:
        return _("%(amount)s in %(number)d payments. %(counted)s") % {
            "amount": amount,
            "number": len(payments),
            "counted": _counted(payments),
        }
    return "; ".join(
        _("%(amount)s to %(vendor)s, %(payment)s")
        % {"amount": usd(one.cents), "vendor": one.vendor, "payment": payment_in_words(one, now)}
        for one in payments
    )


_COUNTED = {
    LineState.PAID: ngettext_lazy("%(count)d is paid", "%(count)d are paid", "count"),
    LineState.IN_PAYMENT: ngettext_lazy(
        "%(count)d is being paid", "%(count)d are being paid", "count"
    ),
    LineState.PAYABLE: ngettext_lazy(
        "%(count)d is being prepared", "%(count)d are being prepared", "count"
    ),
    LineState.UNFUNDED: ngettext_lazy(
        "%(count)d is waiting for new money", "%(count)d are waiting for new money", "count"
    ),
    LineState.CANCELLED: ngettext_lazy(
        "%(count)d is not paid any more", "%(count)d are not paid any more", "count"
    ),
}


def _counted(payments: Sequence[Payment]) -> str:
    """`3 are paid, 1 is being prepared`."""
    found = Counter(one.state for one in payments)
    return ", ".join(
        words % {"count": found[state]} for state, words in _COUNTED.items() if found[state]
    )


def _by_its_way(said: str, payment: Payment) -> str:
    if not payment.way:
        return said
    return _("%(said)s by %(way)s") % {"said": said, "way": Way(payment.way).label}


def _moment(moment: datetime | None, now: datetime) -> str:
    return by_when(moment, now) if moment else _("now")


def _day(on: date | datetime | None, now: datetime) -> str:
    """`November 25`, in another year `November 25, 2025`; at the fund's own place."""
    day = timezone.localdate(on) if isinstance(on, datetime) else on
    if day is None:
        return _("a day not noted")
    is_this_year = day.year == timezone.localdate(now).year
    return dates.written(day, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")
