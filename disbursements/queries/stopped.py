"""Payments that wait for a person, and what that person looks at first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from disbursements import policy, stops
from disbursements.models import Disbursement
from disbursements.states import State
from fund.kept import said
from fund.models import User
from fund.roles import Can

MOST_STOPPED = 20


@dataclass(frozen=True)
class StoppedRow:
    """One stopped payment."""

    reference: str
    vendor: str
    why: str
    since: datetime
    amount_cents: int


@dataclass(frozen=True)
class Stop:
    """Why one payment is stopped, what to look at, and what this person may answer.

    `why_not` says why she may not answer; empty if she may.
    """

    why: str
    steps: tuple[str, ...]
    why_not: str
    can_go_on: bool
    can_be_unpaid: bool


def stopped() -> list[StoppedRow]:
    """The payments that have been stopped longest."""
    found = Disbursement.objects.filter(frozen_at__isnull=False).select_related("vendor")
    return [
        StoppedRow(
            reference=payment.reference,
            vendor=payment.vendor.name,
            why=said(payment.frozen_why),
            since=payment.frozen_at,
            amount_cents=payment.amount_cents,
        )
        for payment in found.order_by("frozen_at", "id")[:MOST_STOPPED]
        if payment.frozen_at
    ]


def stop_of(payment: Disbursement, actor: User) -> Stop | None:
    """The stop of a payment as this person sees it; None if it is not stopped."""
    if payment.frozen_at is None:
        return None
    hands = policy.Hands(payment.approved_by_id, payment.prepared_by_id)
    why_not = policy.why_not_restart(hands, actor=actor.pk)
    if not actor.can(Can.RELEASE_PAYMENT):
        why_not = _("A person who releases payments has to look into it.")
    state = State(payment.state)
    return Stop(
        why=said(payment.frozen_why),
        steps=stops.steps(payment.frozen_why, state=state),
        why_not=why_not or "",
        can_go_on=why_not is None,
        can_be_unpaid=why_not is None and stops.can_be_unpaid(payment.frozen_why, state=state),
    )
