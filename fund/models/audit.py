"""The audit trail: one row for every act, append-only in the database, each chained to the last."""

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
        indexes: ClassVar = [
            models.Index(fields=["subject", "-id"], name="audit_by_subject"),
            models.Index(
                fields=["-id"],
                condition=models.Q(act__startswith="application."),
                name="audit_of_requests",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"


class AuditLink(models.Model):
    """An event's place in the chain. Only a trigger writes it (audit_chain.sql), at commit."""

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="link")
    previous = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["-position"]

    def __str__(self) -> str:
        return str(self.position)


class Checkpoint(models.Model):
    """A day's signed word on the whole trail. `text` is all of it, as it is printed and kept."""

    day = models.DateField(unique=True)
    position = models.BigIntegerField()
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.position}"
