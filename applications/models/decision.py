"""DecisionRecord: what was decided, by whom and under which rules, as it stood at that instant."""

import hashlib
import json
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from .application import Application


class DecisionRecord(models.Model):
    """One decision of one request: written once, in the decision's transaction.

    `body` is canonical JSON (`applications/actions/recording.py`); the audit trail holds its
    fingerprint. It has no word that somebody typed: reasons are named by the row under which they
    lie sealed, so that they can still be destroyed. PostgreSQL refuses to change or delete it
    (`migrations/decision_records.sql`).
    """

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="decision_records"
    )
    round = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    body = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["round"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "round"], name="one_decision_record_a_round"
            ),
            models.CheckConstraint(name="decision_round_is_known", condition=Q(round__in=[1, 2])),
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the bytes, as the audit trail names it."""
        return hashlib.sha256(bytes(self.body)).hexdigest()

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the record says."""
        found: dict[str, Any] = json.loads(bytes(self.body))
        return found


def canonical(facts: dict[str, Any]) -> bytes:
    """The one way to write these facts: sorted names, no spaces, ASCII."""
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii")
