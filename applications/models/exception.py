"""CapException: that an agency asks for more than the caps leave, and what the chair allowed."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fund import clock
from fund.models import User

from .application import Application


class CapException(models.Model):
    """One request's exception: asked by its agency, granted by the chair or not at all.

    Both reasons are sealed (places `exception` and `grant`). `granted_cents` is what the request
    may be awarded above what the caps leave; it approves nothing by itself.
    """

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="cap_exception"
    )
    asked_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    granted_cents = models.PositiveBigIntegerField(default=0)
    granted_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="granted_has_amount_when_and_who",
                condition=Q(granted_cents=0, granted_by__isnull=True, granted_at__isnull=True)
                | Q(granted_cents__gt=0, granted_by__isnull=False, granted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="exception_is_granted_by_another_person",
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"exception {self.pk}"

    def grant(self, *, by: User, at: datetime, cents: int) -> None:
        self.granted_by, self.granted_at, self.granted_cents = by, at, cents
