"""A payable line becomes a payment that waits for its second signature."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.actions import line_in_payment
from applications.models import AwardLine
from applications.states import LineState
from disbursements import notices, policy
from disbursements.actions import Refused
from disbursements.models import Disbursement, PayoutMethod
from disbursements.policy import Hands, Method
from disbursements.states import RailName
from fund import clock, references
from fund.audit import record
from fund.models import User

_NOT_PAYABLE = {
    LineState.UNFUNDED: gettext_noop("No fund can pay this line yet."),
    LineState.IN_PAYMENT: gettext_noop("A payment for this line is already prepared."),
    LineState.PAID: gettext_noop("This line is already paid."),
    LineState.CANCELLED: gettext_noop("This line is cancelled."),
}


@transaction.atomic(durable=True)
def schedule(award_line_id: int, payout_method_id: int, *, actor: User) -> Disbursement:
    """Prepare the payment of one line by one payout method of its vendor.

    Raises Refused when the line is not to be paid now, the method does not fit, or the actor
    approved the request.
    """
    line = (
        AwardLine.objects.select_for_update(of=("self",))
        .select_related("award__application")
        .get(pk=award_line_id)
    )
    if line.state != LineState.PAYABLE:
        raise Refused(_(_NOT_PAYABLE[LineState(line.state)]))
    method = PayoutMethod.objects.select_for_update().get(pk=payout_method_id)
    approver = line.award.application.decided_by_id
    assert approver is not None, "a constraint of an approved request"
    for why in (
        policy.why_not_prepare(Hands(approver), actor=actor.pk),
        policy.why_not_method(_facts(method), vendor_id=line.vendor_id),
    ):
        if why:
            raise Refused(why)
    payment = Disbursement.objects.create(
        reference=references.unused_in(references.payment_reference, Disbursement),
        award_line=line,
        payout_method=method,
        vendor_id=line.vendor_id,
        rail=method.rail,
        amount_cents=line.amount_cents,
        approved_by_id=approver,
        prepared_by=actor,
        scheduled_at=clock.now(),
    )
    line_in_payment(line.pk)
    notices.prepared(payment)
    record(
        "payment.schedule",
        payment.reference,
        actor=actor,
        line=line.reference,
        amount_cents=payment.amount_cents,
        rail=payment.rail,
    )
    return payment


def _facts(method: PayoutMethod) -> Method:
    return Method(
        vendor_id=method.vendor_id,
        rail=RailName(method.rail),
        is_payable=method.is_payable,
        is_replaced=method.replaced_at is not None,
    )
