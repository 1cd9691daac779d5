"""Proof that nobody changed what was written: the audit trail's chain, its signed checkpoints, the
books. `manage.py verify` runs every prover that `settings.PROVERS` names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from fund import tenancy
from fund.proof.checkpoints import Signed


@dataclass(frozen=True)
class Proof:
    """What one prover looked at, in a sentence, and the first thing that is broken, if any."""

    what: str
    broken: str = ""


Prover = Callable[[Sequence[Signed]], Proof]


def prove_all(kept: Sequence[Signed] = ()) -> list[Proof]:
    """Every proof, over one snapshot of the database; `kept` are checkpoints from elsewhere.

    Reads only, with memory that does not grow with the trail.
    """
    provers: list[Prover] = [import_string(name) for name in settings.PROVERS]
    with tenancy.acting(None), transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return [prover(kept) for prover in provers]
