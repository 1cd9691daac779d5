"""Claim, call, record: the only caller of a rail, and never with a transaction open.

Claiming commits the attempt and its idempotency key before the call. A crash at any point leaves
an attempt that is `claimed` or `unknown`; whoever finds it sends the same key again while the
provider still knows it, then searches the provider, then leaves it to a person. A new key is
never made while an old one may have paid (docs/decisions: exactly once).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from disbursements import registry
from disbursements.actions.outcome import (
    OPEN_ATTEMPT,
    apply_settlement,
    freeze,
    freeze_locked,
    record_outcome,
)
from disbursements.models import Attempt, Disbursement, PayoutMethod
from disbursements.rails.base import Payee, PaymentOrder, Rail, RailUnreachable, Unknown
from disbursements.states import AttemptState, RailName, State
from disbursements.stops import CHANGED, MANY, NO_ANSWER
from fund import clock
from fund.audit import record

# What Stripe has always promised; v2 keys may live longer (docs/decisions).
KEY_LIVES = timedelta(hours=24)
ASK_AGAIN_AFTER = timedelta(minutes=1)
NEW_ATTEMPT_AFTER = timedelta(hours=1)
LOOK_FIRST_AFTER = timedelta(hours=1)
# Our clock may have been wrong at the release, and put right since. A wide search costs nothing:
# the reference tells our payment from every other one.
CLOCKS_DIFFER = timedelta(days=3)
CLOCKS_AGREE = timedelta(minutes=10)


def send_one(pk: int) -> None:
    """Take one released payment a step further, or find out about one that is in doubt.

    Safe to call at any time, by any number of workers: it does nothing when nothing is due.
    """
    with _alone_with(pk) as alone:
        if not alone:
            return
        rail = registry.rail(Disbursement.objects.values_list("rail", flat=True).get(pk=pk))
        claimed = _claim(pk)
        if claimed is None:
            return
        _call(rail, *claimed)


def send_due() -> int:
    """Send everything that is due, here and now; how many payments were tried."""
    pks = due()
    for pk in pks:
        send_one(pk)
    return len(pks)


def due() -> list[int]:
    """Payments that wait for `send_one`: released, left in doubt, or refused for a while.

    What is dated in the future, by a clock that has stepped back since, waits for nothing.
    """
    now = clock.now()
    attempts = Attempt.objects.filter(disbursement=OuterRef("pk"))
    left = attempts.filter(state=AttemptState.CLAIMED) | attempts.filter(
        ~Q(tried_at__range=(now - ASK_AGAIN_AFTER, now)), state=AttemptState.UNKNOWN
    )
    not_yet = attempts.filter(
        Q(state__in=[*OPEN_ATTEMPT, AttemptState.ACCEPTED])
        | Q(finished_at__range=(now - NEW_ATTEMPT_AFTER, now))
    )
    found = (
        Disbursement.objects.filter(frozen_at__isnull=True)
        .filter(
            Q(state=State.RELEASED)
            | Q(Exists(left), state=State.SENDING)
            | Q(~Exists(not_yet), state=State.SENDING)
        )
        .order_by("released_at")
    )
    return list(found.values_list("pk", flat=True))


@contextmanager
def _alone_with(pk: int) -> Iterator[bool]:
    """Whether this worker alone handles the payment now.

    A PostgreSQL advisory lock of the session: it needs no open transaction, so none is open
    across the network, and the server lets go of it by itself when a worker dies. It spares the
    provider double calls; what makes a second payment impossible is the key.
    """
    name = f"disbursements.send:{pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [name])


@transaction.atomic(durable=True)
def _claim(pk: int) -> tuple[Attempt, PaymentOrder] | None:
    """The attempt to call the rail with, committed with its key; None when there is none to make.

    A row that somebody else holds is skipped: the next sweep comes by again.
    """
    payment = (
        Disbursement.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("payout_method")
        .filter(pk=pk, state__in=[State.RELEASED, State.SENDING], frozen_at__isnull=True)
        .first()
    )
    if payment is None:
        return None
    attempt = payment.attempts.order_by("-number").first()
    if attempt is None or attempt.state == AttemptState.REFUSED:
        if not _may_be_paid(payment.payout_method):
            freeze_locked(payment, CHANGED)
            return None
        attempt = _new_attempt(payment, number=attempt.number + 1 if attempt else 1)
    attempt.tried_at = clock.now()
    attempt.save()
    return attempt, order_of(payment, attempt)


def _new_attempt(payment: Disbursement, *, number: int) -> Attempt:
    if payment.state == State.RELEASED:
        payment.claim()
        payment.save()
    now = clock.now()
    attempt = Attempt(
        disbursement=payment,
        number=number,
        idempotency_key=f"{payment.reference}-{number}",
        claimed_at=now,
        tried_at=now,
    )
    record("payment.claim", payment.reference, actor=None, attempt=number)
    return attempt


def order_of(payment: Disbursement, attempt: Attempt) -> PaymentOrder:
    """What leaves the house: an amount, a vendor and opaque references."""
    method = payment.payout_method
    return PaymentOrder(
        reference=payment.reference,
        idempotency_key=attempt.idempotency_key,
        amount_cents=payment.amount_cents,
        payee=Payee(
            provider_recipient=method.stripe_recipient,
            provider_payout_method=method.stripe_payout_method,
            remit_name=method.remit_name,
            remit_lines=tuple(method.remit_address.splitlines()),
        ),
    )


def _may_be_paid(method: PayoutMethod) -> bool:
    return method.is_payable and method.replaced_at is None


def _call(rail: Rail, attempt: Attempt, order: PaymentOrder) -> None:
    """Send the order, unless it was released so long ago that the provider must be asked first.

    A payment that is not fresh may have left already: its key may be forgotten, or this database
    may be yesterday's backup. The check register is part of this database and forgets nothing.
    """
    released_at = attempt.disbursement.released_at
    assert released_at is not None
    if _is_younger(released_at, LOOK_FIRST_AFTER) or attempt.disbursement.rail == RailName.CHECK:
        record_outcome(attempt.pk, rail.send(order))
        return
    try:
        since = min(released_at, clock.now()) - CLOCKS_DIFFER
        held = rail.find(order, since, clock.now() + CLOCKS_DIFFER)
    except RailUnreachable as error:
        record_outcome(attempt.pk, Unknown(str(error)))
        return
    pk = attempt.disbursement_id
    if len(held) > 1:
        freeze(pk, MANY)
    elif held:
        apply_settlement(pk, held[0])
    elif _is_younger(attempt.claimed_at, KEY_LIVES):
        record_outcome(attempt.pk, rail.send(order))
    else:
        freeze(pk, NO_ANSWER)


def _is_younger(moment: datetime, age: timedelta) -> bool:
    """Whether it surely is. Of what lies in the future, because the clock has stepped back since,
    nobody can say how long ago it was; minutes are forgiven, as between two machines."""
    return -CLOCKS_AGREE <= clock.now() - moment <= age - CLOCKS_AGREE
