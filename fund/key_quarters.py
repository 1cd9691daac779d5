"""Sealing a past quarter: its key-encryption keys are given up, and when they are gone is kept."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fund import clock
from fund.audit import record
from fund.models import SealedQuarter
from fund.vault import quarters, rotation
from fund.vault.service import key_encryption


class NotSealed(Exception):
    """Something still needs the quarter's keys; `reasons` says what, a sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(reasons[0])
        self.reasons = reasons


def seal(quarter: str) -> SealedQuarter:
    """Give up every KEK of a past quarter; sealed already, the row that stands.

    Raises NotSealed while a data key still depends on one, and vault.VaultError if the service or
    the key store is away. Stopped after the call to the service, the next call records it.
    """
    if not quarters.is_quarter(quarter):
        raise NotSealed(["Name a quarter such as 2026Q4."])
    if standing := SealedQuarter.objects.filter(quarter=quarter).first():
        return standing
    if reasons := rotation.why_not_sealed(quarter):
        raise NotSealed(reasons)
    rotation.delete_mailboxes(quarter)
    return _keep(quarter, key_encryption().retire(quarter))


def gone_at(wanted: Iterable[str]) -> datetime | None:
    """When the KEKs of all these quarters are gone; None while one is not sealed."""
    names = set(wanted)
    found = dict(SealedQuarter.objects.filter(quarter__in=names).values_list("quarter", "gone_at"))
    return max(found.values(), default=clock.now()) if set(found) == names else None


@transaction.atomic(durable=True)
def _keep(quarter: str, gone: datetime) -> SealedQuarter:
    now = clock.now()
    made = SealedQuarter.objects.create(quarter=quarter, sealed_at=now, gone_at=max(gone, now))
    record("vault.seal_quarter", quarter, actor=None, gone_on=f"{gone:%Y-%m-%d}")
    return made
