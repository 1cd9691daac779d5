"""Award: what was approved, line by line, each reserved on a named fund."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, FSMModelMixin, transition

from applications.states import LineState, Way
from fund.models import Fund, NeedCategory

from .application import Application
from .need import Need


class Award(models.Model):
    """The decision of one request, made once."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="award")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"award {self.pk}"


class AwardLine(FSMModelMixin, models.Model):
    """An amount for one vendor, for what it is. Disbursements finds the payable ones.

    While it waits for money, `held_because` are the values of `fund.matching.Why` by the fund's
    code. `sent_at` and `way` are of the last payment that left; `receipt_at` says that the vendor's
    receipt is there, to those who may not open it too. `refunded_cents` is what its vendor gave
    back: the caps count the rest.
    """

    reference = models.CharField(max_length=12, unique=True)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="lines")
    need = models.OneToOneField(Need, on_delete=models.PROTECT, related_name="award_line")
    vendor = models.ForeignKey(
        "fund.Vendor", on_delete=models.PROTECT, related_name="award_lines", db_index=False
    )
    category = models.CharField(max_length=20, choices=NeedCategory)
    amount_cents = models.PositiveBigIntegerField()
    state = FSMField(
        max_length=12, choices=LineState.choices, default=LineState.UNFUNDED, protected=True
    )
    due_at = models.DateTimeField(help_text="The request's clock: the oldest is paid first")
    paid_on = models.DateField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    way = models.CharField(max_length=10, choices=Way, blank=True, default="")
    receipt_at = models.DateTimeField(null=True, blank=True)
    held_because = models.JSONField(
        default=dict, blank=True, help_text="Why each fund could not pay it when it was last tried"
    )
    refunded_cents = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["due_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(name="award_line_is_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="refunded_is_at_most_the_line",
                condition=Q(refunded_cents__lte=F("amount_cents")),
            ),
            models.CheckConstraint(
                name="paid_line_has_when",
                condition=Q(state=LineState.PAID, paid_on__isnull=False)
                | (~Q(state=LineState.PAID) & Q(paid_on__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["vendor", "paid_on"], name="award_line_by_vendor"),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=LineState.PAYABLE),
                name="payable_lines",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=LineState.UNFUNDED),
                name="unfunded_lines",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def encumbrance_key(self) -> str:
        return f"line:{self.reference}"

    @property
    def state_label(self) -> str:
        return LineState(self.state).label

    @property
    def came_back(self) -> bool:
        """Whether its last payment had left and ended unpaid: more than a voided preparation."""
        return self.state == LineState.PAYABLE and bool(self.reopened_at and self.sent_at)

    @transition(field=state, source=LineState.UNFUNDED, target=LineState.PAYABLE)
    def reserve(self) -> None:
        """Its money is set aside, in shares that come to its amount."""
        self.held_because = {}

    @property
    def paid_by(self) -> dict[Fund, int]:
        """Cents by the fund that pays them, in the order in which the funds were chosen."""
        return {share.fund: share.amount_cents for share in self.shares.all()}

    @property
    def funds_label(self) -> str:
        """`Housing 2026 + General fund`; empty while it waits for money."""
        return " + ".join(fund.name for fund in self.paid_by)

    @property
    def category_label(self) -> str:
        return NeedCategory(self.category).label

    @transition(field=state, source=LineState.PAYABLE, target=LineState.IN_PAYMENT)
    def start_payment(self) -> None:
        """A disbursement has been scheduled."""
        self.sent_at, self.way = None, ""

    @transition(field=state, source=LineState.IN_PAYMENT, target=LineState.PAID)
    def pay(self, *, on: date) -> None:
        self.paid_on = on

    @transition(
        field=state, source=[LineState.IN_PAYMENT, LineState.PAID], target=LineState.PAYABLE
    )
    def reopen(self, *, at: datetime) -> None:
        self.paid_on, self.reopened_at = None, at

    @transition(
        field=state, source=[LineState.UNFUNDED, LineState.PAYABLE], target=LineState.CANCELLED
    )
    def cancel(self) -> None:
        """Never needed after all."""


class AwardShareManager(models.Manager["AwardShare"]):
    """A share is never read without its fund."""

    def get_queryset(self) -> "models.QuerySet[AwardShare]":
        return super().get_queryset().select_related("fund")


class AwardShare(models.Model):
    """What one fund pays of an award line. Never changed; the shares of a line come to its amount
    from the moment that it is payable (`award_shares.sql`)."""

    line = models.ForeignKey(
        AwardLine, on_delete=models.PROTECT, related_name="shares", db_index=False
    )
    fund = models.ForeignKey("fund.Fund", on_delete=models.PROTECT, related_name="award_shares")
    amount_cents = models.PositiveBigIntegerField()
    objects = AwardShareManager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "fund"], name="one_share_a_line_and_fund"),
            models.CheckConstraint(name="award_share_is_positive", condition=Q(amount_cents__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} from {self.fund_id}"
