"""What became of payments at the provider: stored events are applied, and payments whose events
never came are asked about."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from disbursements import kept, registry
from disbursements.actions.outcome import apply_settlement
from disbursements.models import Disbursement, ProviderEvent
from disbursements.rails.base import Settlement
from disbursements.states import SETTLED, RailName, State
from fund import clock

ABOUT_PAYMENTS = "v2.money_management.outbound_payment."
EVENT_IS_LATE = timedelta(minutes=5)
RETURNS_UNTIL = timedelta(days=60)


def apply_event(pk: int) -> None:
    """Apply one stored event: fetch the payment that it names, and go by that alone.

    Raises RailUnreachable when the provider can't be asked; the event then waits.
    """
    event = ProviderEvent.objects.get(pk=pk)
    if event.applied_at is None:
        outcome = _apply(event)[:120]
        ProviderEvent.objects.filter(pk=pk).update(applied_at=clock.now(), outcome=outcome)


def unapplied() -> list[int]:
    """Events that are stored and not yet applied, oldest first."""
    waiting = ProviderEvent.objects.filter(applied_at__isnull=True).order_by("received_at")
    return list(waiting.values_list("pk", flat=True))


def follow(pk: int) -> None:
    """Ask the provider about one payment, as if an event had come. Raises RailUnreachable."""
    payment = Disbursement.objects.get(pk=pk)
    if payment.rail == RailName.STRIPE and payment.provider_reference:
        settlement = registry.stripe_rail().look_up(payment.provider_reference)
        if settlement is not None:
            apply_settlement(pk, settlement)


def on_the_way() -> list[int]:
    """Sent payments of which nothing was heard for a while: an event may be lost."""
    now = clock.now()
    return _pks(Q(state=State.SENT) & ~Q(sent_at__range=(now - EVENT_IS_LATE, now)))


def may_come_back() -> list[int]:
    """Paid ones young enough to be returned; `posted` is not final at Stripe."""
    since = clock.today() - RETURNS_UNTIL
    return _pks(Q(state__in=SETTLED, posted_on__gte=since))


def _pks(which: Q) -> list[int]:
    at_stripe: QuerySet[Disbursement] = Disbursement.objects.filter(
        which, rail=RailName.STRIPE, frozen_at__isnull=True
    )
    return list(at_stripe.order_by("sent_at").values_list("pk", flat=True))


def _apply(event: ProviderEvent) -> str:
    if not event.type.startswith(ABOUT_PAYMENTS) or not event.related_reference:
        return kept.NOT_ABOUT_A_PAYMENT
    settlement = registry.stripe_rail().look_up(event.related_reference)
    if settlement is None:
        return kept.NO_SUCH_PAYMENT
    pk = _payment_of(settlement)
    if pk is None:
        return kept.NOT_OURS
    return apply_settlement(pk, settlement)


def _payment_of(settlement: Settlement) -> int | None:
    """By the provider's reference; by ours while the reply that named it is still missing."""
    found = Disbursement.objects.filter(rail=RailName.STRIPE)
    for which in (
        Q(provider_reference=settlement.provider_reference),
        Q(reference=settlement.reference),
    ):
        if pk := found.filter(which).values_list("pk", flat=True).first():
            return pk
    return None
