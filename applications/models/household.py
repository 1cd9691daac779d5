"""Household: what caps count by; FundCode: the card that lets another agency find it again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from fund import clock


class Household(models.Model):
    """A row that says nothing: requests of one household point to the same one.

    `label_mac` is the keyed MAC of the label that a coalition's own spreadsheet uses.
    """

    created_at = models.DateTimeField(default=clock.now)
    label_mac = models.BinaryField(max_length=32, unique=True, null=True)

    def __str__(self) -> str:
        return f"household {self.pk}"


class FundCode(models.Model):
    """A card's code as its MAC under `key_id`: the code itself is on the card and nowhere else."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="fund_codes")
    mac = models.BinaryField(max_length=32, unique=True)
    key_id = models.CharField(max_length=8)
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(revoked_at__isnull=True),
                name="one_card_a_household_works",
            )
        ]

    def __str__(self) -> str:
        return f"card {self.pk}"
