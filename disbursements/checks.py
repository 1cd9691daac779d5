"""The check register in the database: a number belongs to one attempt, for good, without gaps."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import localtime

from disbursements.models import Attempt, CheckNumber, Disbursement
from disbursements.rails.base import PaymentOrder
from disbursements.rails.check import PrintedCheck
from disbursements.states import RailName

_PREFIX = "check-"


class DatabaseRegister:
    """A `CheckRegister` whose entries are the attempts themselves."""

    @transaction.atomic(durable=True)
    def claim(self, order: PaymentOrder, at: datetime) -> PrintedCheck:
        """The check of this attempt; the next number of the stock if it has none yet.

        The check bears the day on which its attempt was committed, so that printing it again
        gives the same sheet; `at` is not needed for that.
        """
        attempt = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("disbursement__payout_method")
            .get(idempotency_key=order.idempotency_key)
        )
        if not attempt.provider_reference:
            attempt.provider_reference = f"{_PREFIX}{_next_number()}"
            attempt.save()
        return _printed(attempt)

    def keep(self, check: PrintedCheck, pdf: bytes) -> None:
        """Keep the sheet; half a sheet that a crash left is replaced."""
        name = sheet_name(check.reference, f"{_PREFIX}{check.number}")
        if default_storage.exists(name):
            default_storage.delete(name)
        default_storage.save(name, ContentFile(pdf))

    def checks(self) -> Sequence[PrintedCheck]:
        """Every check, by number."""
        made = Attempt.objects.filter(
            disbursement__rail=RailName.CHECK, provider_reference__startswith=_PREFIX
        ).select_related("disbursement__payout_method")
        return sorted((_printed(attempt) for attempt in made), key=lambda check: check.number)


def sheet_name(reference: str, provider_reference: str) -> str:
    """Where the printed sheet is in the private storage; made of opaque references only."""
    return f"checks/{reference}-{provider_reference}.pdf"


def sheet_of(payment: Disbursement) -> str:
    """The storage name of a payment's sheet; empty unless it is a check that was printed."""
    if payment.rail != RailName.CHECK or not payment.provider_reference:
        return ""
    return sheet_name(payment.reference, payment.provider_reference)


def _next_number() -> int:
    """Under the row's lock until the attempt is committed with it: no gap, no number twice."""
    stock = CheckNumber.objects.select_for_update().get()
    number = stock.next_number
    stock.next_number += 1
    stock.save()
    return number


def _printed(attempt: Attempt) -> PrintedCheck:
    payment = attempt.disbursement
    return PrintedCheck(
        number=int(attempt.provider_reference.removeprefix(_PREFIX)),
        key=attempt.idempotency_key,
        reference=payment.reference,
        amount_cents=payment.amount_cents,
        payee=payment.payout_method.remit_name,
        at=localtime(attempt.claimed_at),
    )
