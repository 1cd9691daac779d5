"""A vendor gives a part of a payment back, or all of it; the funds it came from have it again."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from applications.actions import line_refunded
from disbursements.actions import Refused
from disbursements.actions.outcome import lock_payment
from disbursements.models import Disbursement, Refund
from disbursements.policy import why_not_refund
from disbursements.states import State
from fund import books, clock, references
from fund.audit import record
from fund.matching import give_back
from fund.models import Fund, NeedCategory, User


@dataclass(frozen=True)
class CameBack:
    """Money of a vendor that reached the bank account on a day."""

    amount_cents: int
    received_on: date


@transaction.atomic(durable=True)
def refund(pk: int, money: CameBack, *, actor: User) -> Refund:
    """Record what came back; the same again is the same refund. Raises Refused."""
    payment = lock_payment(pk)
    if (standing := payment.given_back) and _says(standing) == money:
        return standing
    if why := why_not_refund(
        state=State(payment.state),
        kept_cents=payment.amount_cents - payment.award_line.refunded_cents,
        is_refunded=standing is not None,
        amount_cents=money.amount_cents,
    ):
        raise Refused(why)
    if payment.posted_on and money.received_on < payment.posted_on:
        raise Refused(_("Nothing can come back before it was paid."))
    try:
        return _book(payment, money, actor)
    except books.BooksError as error:
        raise Refused(str(error)) from error


def funds_of_refund(payment: Disbursement, cents: int) -> dict[Fund, int]:
    """What each fund gets of so many cents that came back: in proportion to what it had paid."""
    paid_by = payment.award_line.paid_by
    back = give_back(cents, {fund.pk: share for fund, share in paid_by.items()})
    return {fund: back[fund.pk] for fund in paid_by if fund.pk in back}


def _says(standing: Refund) -> CameBack:
    return CameBack(standing.amount_cents, standing.received_on)


def _book(payment: Disbursement, money: CameBack, actor: User) -> Refund:
    entry = books.refund(
        reference=payment.reference,
        funds=funds_of_refund(payment, money.amount_cents),
        category=NeedCategory(payment.award_line.category),
        dated_on=money.received_on,
        by=actor,
    )
    made = Refund.objects.create(
        reference=references.unused_in(references.refund_reference, Refund),
        disbursement=payment,
        amount_cents=money.amount_cents,
        received_on=money.received_on,
        recorded_by=actor,
        recorded_at=clock.now(),
        entry=entry,
    )
    line_refunded(payment.award_line_id, money.amount_cents)
    record(
        "payment.refund",
        payment.reference,
        actor=actor,
        amount_cents=money.amount_cents,
        refund=made.reference,
    )
    return made
