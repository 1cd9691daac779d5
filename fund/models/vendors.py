"""Vendor: who is paid. How a vendor is paid lives in disbursements (PayoutMethod)."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_noop

from fund import clock
from fund.choices import Choices


class VendorKind(Choices):
    MOTEL = "motel", gettext_noop("Motel or shelter")
    LANDLORD = "landlord", gettext_noop("Landlord")
    UTILITY = "utility", gettext_noop("Utility")
    TRANSPORT = "transport", gettext_noop("Bus, train or taxi")
    PHARMACY = "pharmacy", gettext_noop("Pharmacy")
    STORE = "store", gettext_noop("Store")
    SERVICE = "service", gettext_noop("Service")
    PUBLIC_OFFICE = "public_office", gettext_noop("Public office")


class PlainWords(models.Func):
    """Small letters without accents (`migrations/plain_words.sql`)."""

    function = "plain_words"
    arity = 1
    output_field = models.TextField()


class Vendor(models.Model):
    """A business that is paid for a need. `phone` and `town` are the business's own.

    `is_payable` is kept by the database (`disbursements/migrations/vendor_is_payable.sql`).
    """

    reference = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=VendorKind)
    town = models.CharField(max_length=80)
    phone = models.CharField(max_length=30, blank=True)
    region = models.ForeignKey("fund.Region", on_delete=models.PROTECT, related_name="vendors")
    tied_agency = models.ForeignKey(
        "fund.Agency",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tied_vendors",
        help_text="An agency that owns or runs this vendor: its people may not vote on it.",
    )
    is_active = models.BooleanField(default=True)
    is_payable = models.BooleanField(
        default=False, editable=False, help_text="Has a way to be paid that works today"
    )
    search_words = models.GeneratedField(
        expression=PlainWords(Concat(F("name"), Value(" "), F("town"))),
        output_field=models.TextField(),
        db_persist=True,
    )
    created_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "town"], name="one_vendor_of_a_name_in_a_town")
        ]
        indexes: ClassVar = [
            models.Index(fields=["name", "id"], name="vendor_by_name"),
            models.Index(fields=["phone"], name="vendor_by_phone"),
            GinIndex(
                fields=["search_words"],
                opclasses=["gin_trgm_ops"],
                fastupdate=False,
                name="vendor_by_words",
            ),
        ]

    def __str__(self) -> str:
        return self.name
