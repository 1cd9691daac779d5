"""The audit trail: one row for every act, append-only in the database."""

from typing import ClassVar

from django.db import models


class AuditEvent(models.Model):
    """Who did what to which thing, when. `facts` holds opaque references, states and cents only."""

    at = models.DateTimeField()
    actor = models.ForeignKey("fund.User", on_delete=models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=40, help_text="An opaque reference, such as KX7-204")
    facts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["subject", "-id"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"
