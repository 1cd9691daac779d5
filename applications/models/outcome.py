"""OutcomeAsk: that the agency was asked whether a paid need was met. The answer is on the need."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .application import Application


class OutcomeAsk(models.Model):
    """One request's asking, made once, 14 days after its first payment.

    It ends with the last answer, or unanswered after the second reminder.
    """

    MOST_TOLD = 3
    """The question and two reminders."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="outcome_ask"
    )
    asked_at = models.DateTimeField()
    told_times = models.PositiveSmallIntegerField(default=1)
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outcome_is_asked_at_most_three_times",
                condition=Q(told_times__gte=1, told_times__lte=3),
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at", "id"],
                condition=Q(ended_at__isnull=True),
                name="outcome_asks_open",
            )
        ]

    def __str__(self) -> str:
        return f"outcome of {self.application_id}"
