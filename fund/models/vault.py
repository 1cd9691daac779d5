"""A fiscal quarter whose key-encryption keys were given up for good."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fund import clock


class SealedQuarter(models.Model):
    """From `gone_at` on nobody can open what the quarter's keys had wrapped, in any backup."""

    quarter = models.CharField(max_length=6, unique=True)
    sealed_at = models.DateTimeField(default=clock.now)
    gone_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-quarter"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="quarter_is_gone_after_it_is_sealed",
                condition=Q(gone_at__gte=F("sealed_at")),
            )
        ]

    def __str__(self) -> str:
        return self.quarter
