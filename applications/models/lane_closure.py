"""LaneClosure: that a lane takes no new request for now, because the money left is short."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from applications.states import Lane


class LaneClosure(models.Model):
    """From when to when, and for how many weeks the money would have lasted when it closed.

    The emergency lane never closes.
    """

    lane = models.CharField(max_length=10, choices=Lane)
    closed_at = models.DateTimeField()
    weeks_left = models.PositiveSmallIntegerField()
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="an_emergency_is_never_closed",
                condition=Q(lane__in=[Lane.URGENT, Lane.STANDARD]),
            ),
            models.UniqueConstraint(
                fields=["lane"], condition=Q(reopened_at__isnull=True), name="closed_once_a_lane"
            ),
            models.CheckConstraint(
                name="lane_reopens_after_it_closes",
                condition=Q(reopened_at__isnull=True) | Q(reopened_at__gt=F("closed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lane} closure {self.pk}"
