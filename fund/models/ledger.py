"""The books. Only `fund.books` writes these tables; PostgreSQL refuses what must not happen
(migration 0002_ledger_guarantees)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from fund import clock, dates

from .policy import CategoryGroup


class AccountKind(models.TextChoices):
    ASSET = "asset", "Asset"
    LIABILITY = "liability", "Liability"
    REVENUE = "revenue", "Revenue"
    EXPENSE = "expense", "Expense"


class Account(models.Model):
    """A line of the chart of accounts."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=AccountKind)
    is_cash = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.words}"

    @property
    def words(self) -> str:
        """Its name in the reader's language: the chart is the same everywhere (`reference.py`)."""
        return gettext(self.name)


class Fund(models.Model):
    """A pool of money. With donor restrictions: by purpose, by region, by dates, or by several.

    Net assets fall in two classes, with and without donor restrictions (FASB ASC 958-205-45).
    """

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    is_restricted = models.BooleanField(default=False)
    purpose_group = models.CharField(max_length=16, choices=CategoryGroup, blank=True)
    region = models.ForeignKey(
        "fund.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="funds"
    )
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="unrestricted_fund_has_no_restriction",
                condition=Q(is_restricted=True)
                | Q(
                    purpose_group="",
                    region__isnull=True,
                    starts_on__isnull=True,
                    ends_on__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="fund_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Donor(models.Model):
    """A giver: a foundation, a congregation, a person. `reference` is what leaves the house."""

    reference = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Period(models.Model):
    """A month of the books. Once closed, no entry may be dated inside it."""

    starts_on = models.DateField(unique=True)
    ends_on = models.DateField(unique=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="closed_period_has_when_and_who",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="period_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return dates.written(self.starts_on, "YEAR_MONTH_FORMAT")


class JournalEntry(models.Model):
    """A balanced set of postings. `key` makes writing it a second time impossible."""

    key = models.CharField(max_length=80, unique=True)
    dated_on = models.DateField()
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40, help_text="An opaque reference, such as D-7K3M9XQ2")
    posted_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    posted_at = models.DateTimeField(default=clock.now)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )

    written_in = models.BigIntegerField(
        db_default=0, editable=False, help_text="The database transaction; set by trigger"
    )

    class Meta:
        ordering: ClassVar = ["-dated_on", "-id"]
        verbose_name_plural = "journal entries"
        indexes: ClassVar = [
            models.Index(fields=["-dated_on", "-id"], name="journal_newest_first"),
            models.Index(fields=["subject"], name="journal_by_subject"),
        ]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """Cents in an account and a fund, one side of an entry: debits positive, credits negative."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="postings")
    amount_cents = models.BigIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="posting_is_not_zero", condition=~Q(amount_cents=0))
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["fund", "account"], include=["amount_cents"], name="posting_balance"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount_cents}"


class Gift(models.Model):
    """Money received from a donor into one fund."""

    reference = models.CharField(max_length=12, unique=True)
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, related_name="gifts")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="gifts")
    amount_cents = models.BigIntegerField()
    received_on = models.DateField()
    recorded_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="gift")

    class Meta:
        ordering: ClassVar = ["-received_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="gift_is_positive", condition=Q(amount_cents__gt=0))
        ]

    def __str__(self) -> str:
        return self.reference


class EncumbranceState(models.TextChoices):
    OPEN = "open", "Reserved"
    LIQUIDATED = "liquidated", "Paid"
    RELEASED = "released", "Released"


class Encumbrance(models.Model):
    """A memo reservation of one award line on one fund; outside the journal (DESIGN section 7).

    A line that several funds pay has one under the same key on each.
    """

    key = models.CharField(max_length=80)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="encumbrances")
    subject = models.CharField(max_length=40)
    amount_cents = models.PositiveBigIntegerField()
    state = models.CharField(max_length=12, choices=EncumbranceState, default=EncumbranceState.OPEN)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "fund"], name="one_encumbrance_a_key_and_fund"),
            models.CheckConstraint(name="encumbrance_is_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="ended_encumbrance_has_when",
                condition=Q(state="open", ended_at__isnull=True)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["fund"],
                include=["amount_cents"],
                condition=Q(state="open"),
                name="open_encumbrances",
            )
        ]

    def __str__(self) -> str:
        return self.key
