"""A stopped payment is decided by a person who has looked at the provider's own pages."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import AwardLine
from applications.states import LineState
from disbursements import actions, policy, stops, tasks
from disbursements.actions.money import reservation_key
from disbursements.actions.outcome import OPEN_ATTEMPT, lock_payment, refuse_payment
from disbursements.kept import NEVER_GOT_IT
from disbursements.models import Disbursement
from disbursements.states import AttemptState, State
from fund import books, clock
from fund.audit import record
from fund.models import User


@transaction.atomic(durable=True)
def thaw(pk: int, *, actor: User) -> Disbursement:
    """What was wrong is put right: the system takes the payment up again where it stood.

    It asks the provider first, and stops the payment again if the same thing is wrong. Raises
    actions.Refused for its own preparer, and while the fund can't reserve its line again.
    """
    payment = _lock_stopped(pk, actor)
    if payment.frozen_why == stops.TOO_LITTLE:
        _reserve_again(payment)
    _clear(payment)
    record("payment.thaw", payment.reference, actor=actor, state=payment.state)
    tasks.wake(payment.pk)
    return payment


@transaction.atomic(durable=True)
def confirm_unpaid(pk: int, *, actor: User) -> Disbursement:
    """The provider holds no payment, as this person saw there: the line is to be paid again.

    Raises actions.Refused for its own preparer, and unless the system has asked in vain for as
    long as a key lives, or was refused and may not try again.
    """
    payment = _lock_stopped(pk, actor)
    if not stops.can_be_unpaid(payment.frozen_why, state=State(payment.state)):
        raise actions.Refused(_("This payment is stopped for another reason."))
    for attempt in payment.attempts.filter(state__in=OPEN_ATTEMPT):
        attempt.state, attempt.finished_at = AttemptState.REFUSED, clock.now()
        attempt.code = "confirmed_unpaid"
        attempt.save()
    _clear(payment)
    refuse_payment(payment, NEVER_GOT_IT, actor=actor)
    return payment


def _lock_stopped(pk: int, actor: User) -> Disbursement:
    payment = lock_payment(pk)
    if payment.frozen_at is None:
        raise actions.Refused(_("This payment is not stopped."))
    hands = policy.Hands(payment.approved_by_id, payment.prepared_by_id)
    if why := policy.why_not_restart(hands, actor=actor.pk):
        raise actions.Refused(why)
    return payment


def _reserve_again(payment: Disbursement) -> None:
    """The reservation that a return could not make; none for a line that was paid meanwhile."""
    line = AwardLine.objects.select_for_update(of=("self",)).get(pk=payment.award_line_id)
    if line.state not in (LineState.PAYABLE, LineState.IN_PAYMENT):
        return
    try:
        books.encumber(key=reservation_key(line), subject=line.reference, funds=line.paid_by)
    except books.NotEnoughMoney as error:
        raise actions.Refused(str(error)) from error


def _clear(payment: Disbursement) -> None:
    payment.frozen_at, payment.frozen_why = None, ""
    payment.save()
