"""A frozen payment is decided by a person who has looked at the provider's own pages."""

from django.db import transaction

from disbursements import actions, tasks
from disbursements.actions.outcome import NO_ANSWER, OPEN_ATTEMPT, lock_payment, refuse_payment
from disbursements.models import Disbursement
from disbursements.states import AttemptState
from fund import clock
from fund.audit import record
from fund.models import User


@transaction.atomic(durable=True)
def thaw(pk: int, *, actor: User) -> Disbursement:
    """What was wrong is put right: the system takes the payment up again where it stood.

    It asks the provider first, and freezes the payment again if the same thing is wrong.
    """
    payment = _lock_frozen(pk)
    _clear(payment)
    record("payment.thaw", payment.reference, actor=actor, state=payment.state)
    tasks.wake(payment.pk)
    return payment


@transaction.atomic(durable=True)
def confirm_unpaid(pk: int, *, actor: User) -> Disbursement:
    """The provider holds no payment, as this person saw there: the line is to be paid again.

    Raises actions.Refused unless the system has asked in vain for as long as a key lives.
    """
    payment = _lock_frozen(pk)
    if payment.frozen_why != NO_ANSWER:
        raise actions.Refused("This payment is stopped for another reason.")
    attempt = payment.attempts.get(state__in=OPEN_ATTEMPT)
    attempt.state, attempt.finished_at = AttemptState.REFUSED, clock.now()
    attempt.code = "confirmed_unpaid"
    attempt.save()
    _clear(payment)
    refuse_payment(payment, "A person saw that the provider never got it.", actor=actor)
    return payment


def _lock_frozen(pk: int) -> Disbursement:
    payment = lock_payment(pk)
    if payment.frozen_at is None:
        raise actions.Refused("This payment is not stopped.")
    return payment


def _clear(payment: Disbursement) -> None:
    payment.frozen_at, payment.frozen_why = None, ""
    payment.save()
