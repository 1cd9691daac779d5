"""Who is told of a payment: its number for finance, the request's number for the advocate."""

from collections.abc import Iterable

from applications import notices
from disbursements.models import Disbursement
from fund.models import User
from fund.roles import Can


def prepared(payment: Disbursement) -> None:
    """Those who may give the second signature, without whoever has held this payment already."""
    hands = [payment.prepared_by_id, payment.approved_by_id]
    _tell(User.objects.who_can(Can.RELEASE_PAYMENT).exclude(pk__in=hands), payment)


def ended_unpaid(payment: Disbursement) -> None:
    """Refused or returned: its line is to be paid again, and the vendor is still waiting."""
    _tell(User.objects.who_can(Can.PREPARE_PAYMENT), payment)
    _tell_advocate(payment)


def waits_for_money(payment: Disbursement) -> None:
    """The balance at the provider was too low: it is tried again, and money has to come in."""
    _tell(User.objects.who_can(Can.PREPARE_PAYMENT), payment)


def stopped(payment: Disbursement) -> None:
    """Also those who release payments: they look into a stop."""
    people = User.objects.who_can(Can.PREPARE_PAYMENT) | User.objects.who_can(Can.RELEASE_PAYMENT)
    _tell(people, payment)
    _tell_advocate(payment)


def _tell(people: Iterable[User], payment: Disbursement) -> None:
    urgent = notices.is_emergency(payment.award_line.award.application)
    notices.tell(people, payment.reference, urgent=urgent)


def _tell_advocate(payment: Disbursement) -> None:
    application = payment.award_line.award.application
    urgent = notices.is_emergency(application)
    notices.tell(notices.carers(application), application.reference, urgent=urgent)
