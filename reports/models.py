"""What was released: frozen, hashed, never edited. Migration 0002 holds it in the database."""

import hashlib
import json
from dataclasses import asdict
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from fund import clock
from fund.choices import Choices
from fund.models import User
from reports.disclosure.rules import Public, PublicTable, Row, Rules
from reports.quarters import Quarter


class ReleaseState(Choices):
    PREPARED = "prepared", gettext_noop("Waiting for a second person")
    PUBLISHED = "published", gettext_noop("Published")
    WITHDRAWN = "withdrawn", gettext_noop("Withdrawn")


class Release(models.Model):
    """One quarter's report. Its figures are fixed from the moment it is prepared."""

    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(
        max_length=12, choices=ReleaseState, default=ReleaseState.PREPARED, db_index=True
    )
    threshold = models.PositiveSmallIntegerField()
    known_cases = models.PositiveSmallIntegerField()
    dominance_percent = models.PositiveSmallIntegerField()

    households = models.PositiveIntegerField(null=True, help_text="Empty when too few to say")
    paid_cents = models.PositiveBigIntegerField()
    returned_cents = models.PositiveBigIntegerField()
    fingerprint = models.CharField(max_length=64)

    prepared_at = models.DateTimeField(default=clock.now)
    prepared_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="published_release_has_when_and_who",
                condition=~Q(state="published")
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="prepared_release_is_not_published",
                condition=~Q(state="prepared")
                | Q(published_at__isnull=True, published_by__isnull=True),
            ),
            models.CheckConstraint(
                name="release_publisher_did_not_prepare_it",
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="withdrawn_release_has_when_who_and_why",
                condition=Q(
                    state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False
                )
                & ~Q(withdrawn_reason="")
                | ~Q(state="withdrawn")
                & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""),
            ),
            models.CheckConstraint(
                name="release_threshold_at_least_6", condition=Q(threshold__gte=6)
            ),
            models.UniqueConstraint(
                name="one_prepared_release_a_quarter",
                fields=["starts_on"],
                condition=Q(state="prepared"),
            ),
            models.UniqueConstraint(
                name="a_quarter_is_published_once_for_ever",
                fields=["starts_on"],
                condition=Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def quarter(self) -> Quarter:
        return Quarter.holding(self.starts_on)

    @property
    def reference(self) -> str:
        return f"report-{self.quarter.slug}"

    @property
    def cents(self) -> int:
        """What the quarter cost: paid, less what came back."""
        return self.paid_cents - self.returned_cents

    @property
    def rules(self) -> Rules:
        return Rules(self.threshold, self.known_cases, self.dominance_percent)

    @property
    def state_label(self) -> str:
        return ReleaseState(self.state).label

    @property
    def is_public(self) -> bool:
        return self.state == ReleaseState.PUBLISHED

    def public(self) -> Public:
        """The released figures, read back from the frozen rows."""
        tables = tuple(table.public for table in self.tables.all())
        return Public(self.households, self.cents, tables)

    def publish(self, *, by: User, at: Any) -> None:
        self.state, self.published_by, self.published_at = ReleaseState.PUBLISHED, by, at

    def withdraw(self, *, by: User, at: Any, reason: str) -> None:
        self.state, self.withdrawn_by, self.withdrawn_at = ReleaseState.WITHDRAWN, by, at
        self.withdrawn_reason = reason


class ReleasedTable(models.Model):
    """One released table as it was printed; `content` is a PublicTable in plain JSON."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="tables")
    position = models.PositiveSmallIntegerField()
    content = models.JSONField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="released_table_has_its_place", fields=["release", "position"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.position}"

    @property
    def public(self) -> PublicTable:
        held = self.content
        return PublicTable(
            name=held["name"],
            rows=tuple(Row(**row) for row in held["rows"]),
            combined=Row(**held["combined"]) if held["combined"] else None,
            covered=tuple(held["covered"]),
        )


class DonorReport(models.Model):
    """The PDF of a release, made once when it was published and served as it is."""

    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="report")
    pdf = models.BinaryField()
    fingerprint = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"PDF of {self.release_id}"


def fingerprint(public: Public, rules: Rules, *, paid_cents: int, returned_cents: int) -> str:
    """SHA-256 over every released figure and the rules it was made under."""
    content = {
        "public": asdict(public),
        "rules": asdict(rules),
        "paid_cents": paid_cents,
        "returned_cents": returned_cents,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
