"""A provider's event as it came: stored first, applied later, whatever its type."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class ProviderEvent(models.Model):
    """The same event id is stored once, however often it is delivered."""

    rail = models.CharField(max_length=10)
    event_id = models.CharField(max_length=80)
    type = models.CharField(max_length=120)
    related_reference = models.CharField(max_length=80, blank=True)
    payload = models.BinaryField()
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rail", "event_id"], name="one_row_an_event")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["received_at"], condition=Q(applied_at__isnull=True), name="events_to_apply"
            )
        ]

    def __str__(self) -> str:
        return self.event_id
