"""The second signature, and the way back before anything is sent."""

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actions import line_reopened
from disbursements import policy, tasks
from disbursements.actions import Refused
from disbursements.models import Disbursement
from disbursements.states import State
from fund import clock
from fund.audit import record
from fund.models import User


@transaction.atomic(durable=True)
def release(pk: int, *, actor: User) -> Disbursement:
    """Sign a prepared payment: the worker sends it. Raises Refused; of two at once, one wins."""
    payment = _lock(pk)
    if why := policy.why_not_release(
        policy.Hands(payment.approved_by_id, payment.prepared_by_id),
        state=State(payment.state),
        is_frozen=payment.frozen_at is not None,
        actor=actor.pk,
    ):
        raise Refused(why)
    if payment.payout_method.replaced_at is not None:
        raise Refused(
            _("The way to pay this vendor has changed. Void this payment and prepare it again.")
        )
    payment.release(by=actor, at=clock.now())
    payment.save()
    record("payment.release", payment.reference, actor=actor, amount_cents=payment.amount_cents)
    tasks.wake(payment.pk)
    return payment


@transaction.atomic(durable=True)
def void(pk: int, reason: str, *, actor: User) -> Disbursement:
    """Cancel a payment that has not been sent; its line is to be paid again.

    `reason` is one of policy.VOID_REASONS. Raises Refused.
    """
    payment = _lock(pk)
    if why := policy.why_not_void(state=State(payment.state), reason=reason):
        raise Refused(why)
    payment.void(at=clock.now(), reason=reason)
    payment.save()
    line_reopened(payment.award_line_id, clock.now())
    record("payment.void", payment.reference, actor=actor, amount_cents=payment.amount_cents)
    return payment


def _lock(pk: int) -> Disbursement:
    return (
        Disbursement.objects.select_for_update(of=("self",))
        .select_related("payout_method")
        .get(pk=pk)
    )
