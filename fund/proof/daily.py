"""The checkpoint of a day: made once, and only over a trail that was just proved."""

from django.db import transaction

from fund import clock
from fund.models import AuditLink, Checkpoint
from fund.proof.checkpoints import Statement, sign
from fund.proof.trail import walk


def make_checkpoint() -> Checkpoint | None:
    """Sign what the trail holds now; None if today has its checkpoint or there is nothing new.

    Raises trail.Broken, and signs nothing, if the trail does not hold.
    """
    if not _is_due():
        return None
    found = walk()
    signed = sign(Statement(clock.today(), found.acts, found.head, found.root))
    with transaction.atomic(durable=True):
        made: Checkpoint = Checkpoint.objects.create(
            day=signed.statement.day, position=signed.statement.position, text=signed.text
        )
    return made


def _is_due() -> bool:
    last = Checkpoint.objects.first()
    if last is None:
        return AuditLink.objects.exists()
    return (
        last.day < clock.today() and AuditLink.objects.filter(position__gt=last.position).exists()
    )
