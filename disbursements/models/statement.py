"""What the bank says, and what it is matched with."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from disbursements.states import StatementLineState
from fund import clock

from .disbursement import Disbursement
from .refund import Refund


class Statement(models.Model):
    """An imported file: its bytes are kept as they came, and the same bytes come in once."""

    account = models.ForeignKey("fund.Account", on_delete=models.PROTECT, related_name="statements")
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    imported_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(default=clock.now)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    rejected = models.JSONField(default=list, help_text="[{line, why}] of rows not taken")

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"statement {self.pk}"


class StatementLine(models.Model):
    """One line of the bank's: negative when money left. `fingerprint` stops an overlapping file
    from doubling a line, and counts, so that two equal payments of a day stay two."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey("fund.Account", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    dated_on = models.DateField()
    amount_cents = models.BigIntegerField()
    description = models.CharField(max_length=200)
    bank_reference = models.CharField(max_length=80, blank=True)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=StatementLineState, default=StatementLineState.UNMATCHED
    )
    ignored_why = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["dated_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "fingerprint"], name="one_row_a_bank_line"),
            models.CheckConstraint(
                name="ignored_line_has_reason",
                condition=~Q(state=StatementLineState.IGNORED) | ~Q(ignored_why=""),
            ),
            models.CheckConstraint(
                name="decided_line_has_when_and_who",
                condition=~Q(state__in=[StatementLineState.MATCHED, StatementLineState.IGNORED])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["dated_on", "id"],
                condition=Q(state__in=[StatementLineState.UNMATCHED, StatementLineState.PROPOSED]),
                name="statement_exceptions",
            ),
            models.Index(fields=["-dated_on", "-id"], name="statement_lines_newest"),
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"

    @property
    def state_label(self) -> str:
        return StatementLineState(self.state).label


class Match(models.Model):
    """A bank line and the payment, gift or refund that it is: proposed by a rule,
    confirmed by a person."""

    line = models.OneToOneField(StatementLine, on_delete=models.PROTECT, related_name="match")
    disbursement = models.ForeignKey(
        Disbursement, on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    gift = models.ForeignKey(
        "fund.Gift", on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    refund = models.ForeignKey(
        Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    is_return = models.BooleanField(default=False)
    why = models.CharField(max_length=160)
    confirmed_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="match_is_a_payment_a_gift_or_a_refund",
                condition=Q(disbursement__isnull=False, gift__isnull=True, refund__isnull=True)
                | Q(disbursement__isnull=True, gift__isnull=False, refund__isnull=True)
                | Q(disbursement__isnull=True, gift__isnull=True, refund__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["disbursement", "is_return"],
                condition=Q(disbursement__isnull=False),
                name="one_bank_line_a_payment",
            ),
            models.UniqueConstraint(
                fields=["gift"], condition=Q(gift__isnull=False), name="one_bank_line_a_gift"
            ),
            models.UniqueConstraint(
                fields=["refund"], condition=Q(refund__isnull=False), name="one_bank_line_a_refund"
            ),
            models.CheckConstraint(
                name="confirmed_match_has_when_and_who",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"match {self.pk}"
