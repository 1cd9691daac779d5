"""Refund: what a vendor gave back of a payment, such as for nights that were not used."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fund import clock

from .disbursement import Disbursement


class Refund(models.Model):
    """Money that came back to the funds it was paid from; the payment itself stands.

    One a payment, and never more than it: the database refuses (`refunds.sql`).
    """

    reference = models.CharField(max_length=12, unique=True)
    disbursement = models.OneToOneField(
        Disbursement, on_delete=models.PROTECT, related_name="refund"
    )
    amount_cents = models.PositiveBigIntegerField()
    received_on = models.DateField()
    recorded_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    entry = models.OneToOneField(
        "fund.JournalEntry", on_delete=models.PROTECT, related_name="refund"
    )

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="refund_is_positive", condition=Q(amount_cents__gt=0))
        ]
        indexes: ClassVar = [models.Index(fields=["received_on"], name="refunds_by_day")]

    def __str__(self) -> str:
        return self.reference
