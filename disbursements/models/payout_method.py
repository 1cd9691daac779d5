"""How a vendor is paid. A change is a new version; no bank number is ever held here."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from disbursements.states import RailName
from fund import clock


class PayoutMethod(models.Model):
    """One version of one way to pay a vendor: Stripe's own references, or a postal address."""

    vendor = models.ForeignKey(
        "fund.Vendor", on_delete=models.PROTECT, related_name="payout_methods"
    )
    rail = models.CharField(max_length=10, choices=RailName)
    version = models.PositiveSmallIntegerField(default=1)
    stripe_recipient = models.CharField(max_length=64, blank=True)
    stripe_payout_method = models.CharField(max_length=64, blank=True)
    is_payable = models.BooleanField(default=False)
    remit_name = models.CharField(max_length=120, blank=True)
    remit_address = models.TextField(blank=True)
    created_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["vendor", "rail", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vendor", "rail", "version"], name="one_payout_method_a_version"
            ),
            models.UniqueConstraint(
                fields=["vendor", "rail"],
                condition=Q(replaced_at__isnull=True),
                name="one_payout_method_in_force",
            ),
            models.CheckConstraint(
                name="payable_stripe_method_has_references",
                condition=~Q(rail=RailName.STRIPE, is_payable=True)
                | (~Q(stripe_recipient="") & ~Q(stripe_payout_method="")),
            ),
            models.CheckConstraint(
                name="check_method_has_address",
                condition=~Q(rail=RailName.CHECK) | (~Q(remit_name="") & ~Q(remit_address="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.rail} {self.version}"

    @property
    def rail_label(self) -> str:
        return RailName(self.rail).label
