"""What ends the words of a request, and what stops that: PurgeCertificate and LegalHold.

Both carry the request's number themselves: who reads them may not see the request.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from applications.states import HoldKind
from fund import clock, dates

from .application import Application


class PurgeCertificate(models.Model):
    """How the words of one request were destroyed, step by step.

    Ordered: its sealed texts are deleted from the database. Keys destroyed: nothing of them opens
    any more, in no backup of the database. Shredded: no backup of the key store and no
    key-encryption key is left either, so that nobody can undo it.
    """

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="certificate"
    )
    reference = models.CharField(max_length=8, unique=True)
    policy_version = models.PositiveIntegerField()
    ended_at = models.DateTimeField(help_text="When the time began that the words were kept")
    texts = models.PositiveIntegerField()
    ordered_at = models.DateTimeField(default=clock.now)
    keys_destroyed_at = models.DateTimeField(null=True, blank=True)
    key_ids = ArrayField(models.CharField(max_length=60), default=list)
    quarters = ArrayField(models.CharField(max_length=6), default=list)
    shredded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="keys_are_destroyed_after_the_order",
                condition=Q(keys_destroyed_at__isnull=True, key_ids=[], quarters=[])
                | Q(keys_destroyed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="shredded_after_keys_are_destroyed",
                condition=Q(shredded_at__isnull=True) | Q(shredded_at__gte=F("keys_destroyed_at")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=Q(shredded_at__isnull=True),
                name="certificate_not_shredded",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def backups_gone_at(self) -> datetime | None:
        """From when on no backup of the key store holds one of the keys."""
        if self.keys_destroyed_at is None:
            return None
        return self.keys_destroyed_at + timedelta(days=settings.VAULT_BACKUP_DAYS)

    @property
    def state_label(self) -> str:
        if self.shredded_at:
            return _("Shredded")
        return _("Unreadable") if self.keys_destroyed_at else _("Being destroyed")

    @property
    def tag_kind(self) -> str:
        if self.shredded_at:
            return "ok"
        return "info" if self.keys_destroyed_at else "wait"


class LegalHoldQuerySet(models.QuerySet["LegalHold"]):
    def in_force(self, day: date) -> "LegalHoldQuerySet":
        return self.filter(released_at__isnull=True, ends_on__gte=day)


class LegalHold(models.Model):
    """Stops the destruction of one request's words until a day. A longer one is placed anew."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="holds")
    reference = models.CharField(max_length=8)
    kind = models.CharField(max_length=10, choices=HoldKind)
    matter = models.CharField(max_length=30, help_text="The file’s number: no name, no words")
    placed_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=clock.now)
    ends_on = models.DateField()
    released_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="hold_ends_within_a_year",
                condition=Q(ends_on__lte=F("placed_at") + timedelta(days=367)),
            ),
            models.CheckConstraint(
                name="released_hold_has_when_and_who",
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["application"],
                condition=Q(released_at__isnull=True),
                name="hold_not_released",
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @property
    def state_label(self) -> str:
        if self.released_at:
            return _("Released %(day)s") % {"day": dates.written(self.released_at)}
        return _("In force") if self.is_in_force else _("Ended")

    @property
    def kind_label(self) -> str:
        return HoldKind(self.kind).label

    @property
    def is_in_force(self) -> bool:
        return self.released_at is None and self.ends_on >= clock.today()
