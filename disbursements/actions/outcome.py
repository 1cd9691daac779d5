"""What a rail answered, and where a payment stands at its provider, become rows.

Everything here may happen twice, late, or in the wrong order: each function re-reads its rows
under lock and does only what is still missing (docs/decisions: exactly once).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from applications.actions import line_reopened, line_sent
from applications.states import Way
from disbursements import actions, notices, stops
from disbursements.actions.money import book_payment, book_return, books_day
from disbursements.kept import (
    CAME_BACK,
    FAILED,
    NOT_PAID,
    NOTHING_NEW,
    POSTED,
    POSTED_AND_RETURNED,
    RETURNED,
)
from disbursements.models import Attempt, Disbursement
from disbursements.rails.base import Accepted, Outcome, Refused, Settlement
from disbursements.states import SETTLED, AttemptState, RailName, State
from disbursements.stops import CHANGED_MIND, NO_ANSWER, NO_MONEY_THERE, TOO_LITTLE
from fund import clock
from fund.audit import record
from fund.facts import is_fact
from fund.models import User

MOST_ATTEMPTS = 3
WANT_OF_MONEY = "insufficient_funds"
OPEN_ATTEMPT = (AttemptState.CLAIMED, AttemptState.UNKNOWN)

_PAID = ("posted", "returned")
_FAILED = ("failed", "canceled")


@transaction.atomic(durable=True)
def record_outcome(attempt_pk: int, outcome: Outcome) -> None:
    """Write down what a rail said to one attempt; nothing changes if it has ended meanwhile."""
    pk = Attempt.objects.values_list("disbursement", flat=True).get(pk=attempt_pk)
    payment = lock_payment(pk)
    attempt = payment.attempts.get(pk=attempt_pk)
    if attempt.state not in OPEN_ATTEMPT:
        return
    match outcome:
        case Accepted(provider_reference=reference):
            _accept(payment, attempt, reference, at=clock.now())
        case Refused():
            _refuse(payment, attempt, outcome)
        case _:
            attempt.state, attempt.code = AttemptState.UNKNOWN, outcome.why[:80]
            attempt.save()
            record("payment.unanswered", payment.reference, actor=None, attempt=attempt.number)


@transaction.atomic(durable=True)
def apply_settlement(pk: int, settlement: Settlement, *, actor: User | None = None) -> str:
    """Bring a payment to where its provider has it; returns in words what that changed.

    The settlement must have been fetched for this call: an event's own words are not believed.
    One that disagrees with what was sent freezes the payment and changes nothing else.
    """
    payment = lock_payment(pk)
    if why := _disagreement(payment, settlement):
        return freeze_locked(payment, why)
    if payment.state == State.SENDING:
        attempt = payment.attempts.get(state__in=OPEN_ATTEMPT)
        _accept(payment, attempt, settlement.provider_reference, at=clock.now())
    return _advance(payment, settlement, actor)


@transaction.atomic(durable=True)
def mark_mailed(pk: int, *, actor: User) -> Disbursement:
    """A printed check is in the mail: the books show it as paid from today.

    Twice is once. Raises actions.Refused for anything but a printed check.
    """
    payment = lock_payment(pk)
    if payment.rail != RailName.CHECK or payment.state not in (State.SENT, *SETTLED):
        raise actions.Refused(_("Only a printed check can be marked as mailed."))
    if payment.frozen_at is not None:
        raise actions.Refused(_("This payment is stopped until somebody has looked into it."))
    if payment.state == State.SENT:
        post_payment(payment, on=clock.today(), actor=actor)
    return payment


@transaction.atomic(durable=True)
def freeze(pk: int, why: str) -> None:
    """Stop a payment until a person has looked; `why` is a sentence of ours for finance."""
    freeze_locked(lock_payment(pk), why)


def freeze_locked(payment: Disbursement, why: str) -> str:
    """As `freeze`, inside the caller's transaction. The first reason stays, unless it was only
    that there was no answer."""
    if payment.frozen_at is None or (payment.frozen_why == NO_ANSWER and why != NO_ANSWER):
        payment.frozen_at, payment.frozen_why = clock.now(), why
        payment.save()
        short = stops.code(why)
        record("payment.freeze", payment.reference, actor=None, state=payment.state, why=short)
        notices.stopped(payment)
    return why


def lock_payment(pk: int) -> Disbursement:
    """The payment, re-read under a row lock, with what its booking needs."""
    return (
        Disbursement.objects.select_for_update(of=("self",))
        .select_related("payout_method", "award_line__need")
        .get(pk=pk)
    )


def refuse_payment(payment: Disbursement, reason: str, *, actor: User | None) -> None:
    """It ended without paying: the line is to be paid again, its money is still reserved."""
    payment.refuse(at=clock.now(), reason=reason[:120])
    payment.save()
    line_reopened(payment.award_line_id, clock.now())
    record("payment.refuse", payment.reference, actor=actor, amount_cents=payment.amount_cents)
    notices.ended_unpaid(payment)


def _accept(payment: Disbursement, attempt: Attempt, reference: str, *, at: datetime) -> None:
    attempt.state, attempt.finished_at = AttemptState.ACCEPTED, at
    attempt.provider_reference = reference
    attempt.save()
    payment.accept(provider_reference=reference, at=at)
    if payment.frozen_why == NO_ANSWER:
        payment.frozen_at, payment.frozen_why = None, ""
    payment.save()
    line_sent(payment.award_line_id, at, Way(payment.rail))
    record("payment.send", payment.reference, actor=None, attempt=attempt.number)


def _refuse(payment: Disbursement, attempt: Attempt, refused: Refused) -> None:
    """The order can't be paid, or not now. One that only lacks money is held, never given up:
    finance is told at once, and decides when it was tried often enough."""
    attempt.state, attempt.finished_at = AttemptState.REFUSED, clock.now()
    attempt.code = refused.code[:80]
    attempt.save()
    if attempt.number >= MOST_ATTEMPTS and refused.code == WANT_OF_MONEY:
        freeze_locked(payment, NO_MONEY_THERE)
    elif refused.final or attempt.number >= MOST_ATTEMPTS:
        refuse_payment(payment, refused.message, actor=None)
    else:
        act, reference = "payment.refuse_for_now", payment.reference
        code = attempt.code if is_fact(attempt.code) else "other"
        record(act, reference, actor=None, attempt=attempt.number, code=code)
        if refused.code == WANT_OF_MONEY and attempt.number == 1:
            notices.waits_for_money(payment)


def _disagreement(payment: Disbursement, settlement: Settlement) -> str:
    """Why this settlement can't be the payment that we sent; empty if it can."""
    checks = (
        (settlement.reference == payment.reference, stops.OTHER_REFERENCE),
        (settlement.amount_cents == payment.amount_cents, stops.OTHER_AMOUNT),
        (settlement.recipient == payment.payout_method.stripe_recipient, stops.OTHER_PAYEE),
        (payment.provider_reference in ("", settlement.provider_reference), stops.SECOND),
        (_was_sent(payment, settlement), stops.NEVER_SENT),
    )
    wrong = [words for holds, words in checks if not holds]
    return wrong[0] if wrong else ""


def _was_sent(payment: Disbursement, settlement: Settlement) -> bool:
    if payment.state == State.SENDING:
        return payment.attempts.filter(state__in=OPEN_ATTEMPT).exists()
    return payment.provider_reference == settlement.provider_reference


def _advance(payment: Disbursement, settlement: Settlement, actor: User | None) -> str:
    """Every step between where the payment is here and where it is at the provider.

    A settlement that is older than what we know asks for no step.
    """
    paid, failed = settlement.state in _PAID, settlement.state in _FAILED
    ended, settled = payment.state == State.REFUSED, payment.state in SETTLED
    if (ended and paid) or (settled and failed):
        return freeze_locked(payment, CHANGED_MIND)
    if payment.state == State.SENT and failed:
        refuse_payment(payment, _reason(NOT_PAID, settlement), actor=actor)
        return FAILED
    done = []
    if payment.state == State.SENT and paid:
        post_payment(payment, on=localdate(settlement.at), actor=actor)
        done.append(POSTED)
    if payment.state in SETTLED and settlement.state == "returned":
        _give_back(payment, settlement, actor)
        done.append(RETURNED)
    return POSTED_AND_RETURNED if len(done) == 2 else "".join(done) or NOTHING_NEW


def post_payment(payment: Disbursement, *, on: date, actor: User | None) -> None:
    """The money has left: state, books and line together, inside the caller's transaction.

    Dated `on`, or the first day of the next open month if the books of that month are closed.
    """
    day = books_day(on)
    payment.post(on=day)
    payment.save()
    book_payment(payment, by=actor)
    record("payment.post", payment.reference, actor=actor, amount_cents=payment.amount_cents)


def _give_back(payment: Disbursement, settlement: Settlement, actor: User | None) -> None:
    day = books_day(max(localdate(settlement.at), payment.posted_on or date.min))
    payment.give_back(on=day, at=clock.now(), reason=_reason(CAME_BACK, settlement))
    payment.save()
    record("payment.return", payment.reference, actor=actor, amount_cents=payment.amount_cents)
    if book_return(payment, by=actor):
        notices.ended_unpaid(payment)
    else:
        freeze_locked(payment, TOO_LITTLE)


def _reason(words: tuple[str, str], settlement: Settlement) -> str:
    code = settlement.reason.replace("_", " ")
    alone, with_code = words
    return (with_code % {"code": code})[:120] if code else alone
