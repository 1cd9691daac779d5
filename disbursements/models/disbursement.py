"""Disbursement: one payment of one award line; Attempt: one try at it."""

from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, FSMModelMixin, transition

from disbursements.states import (
    ENDED_UNPAID,
    SETTLED,
    TAG_KIND,
    AttemptState,
    RailName,
    State,
)
from fund.models import User

from .payout_method import PayoutMethod

if TYPE_CHECKING:
    from .refund import Refund

_UNSIGNED = [State.SCHEDULED, State.VOIDED]
_ON_THE_WAY = [State.SENT, *SETTLED, State.RETURNED]


class Disbursement(FSMModelMixin, models.Model):
    """One payment to one vendor. Its reference is all that a rail or a bank ever sees of it.

    Amount and payout method are fixed when it is scheduled: a change is a new payment. The funds
    that pay it are those of its line, whose shares never change.
    """

    reference = models.CharField(max_length=12, unique=True)
    award_line = models.ForeignKey(
        "applications.AwardLine", on_delete=models.PROTECT, related_name="disbursements"
    )
    payout_method = models.ForeignKey(
        PayoutMethod, on_delete=models.PROTECT, related_name="disbursements"
    )
    vendor = models.ForeignKey(
        "fund.Vendor", on_delete=models.PROTECT, related_name="disbursements"
    )
    rail = models.CharField(max_length=10, choices=RailName)
    amount_cents = models.PositiveBigIntegerField()
    state = FSMField(max_length=12, choices=State.choices, default=State.SCHEDULED, protected=True)

    approved_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    prepared_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField()
    released_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    posted_on = models.DateField(null=True, blank=True)
    reconciled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=120, blank=True)
    provider_reference = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_why = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["award_line"],
                condition=~Q(state__in=ENDED_UNPAID),
                name="one_live_payment_an_award_line",
            ),
            models.UniqueConstraint(
                fields=["rail", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="one_payment_a_provider_reference",
            ),
            models.CheckConstraint(
                name="disbursement_is_positive", condition=Q(amount_cents__gt=0)
            ),
            models.CheckConstraint(
                name="released_has_when_and_who",
                condition=Q(state__in=_UNSIGNED)
                | Q(rail=RailName.IMPORTED)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
            models.CheckConstraint(
                name="three_people_approve_prepare_release",
                condition=Q(rail=RailName.IMPORTED)
                | (
                    ~Q(prepared_by=F("approved_by"))
                    & (
                        Q(released_by__isnull=True)
                        | (~Q(released_by=F("prepared_by")) & ~Q(released_by=F("approved_by")))
                    )
                ),
            ),
            models.CheckConstraint(
                name="sent_has_provider_reference",
                condition=~Q(state__in=_ON_THE_WAY)
                | (~Q(provider_reference="") & Q(sent_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="posted_has_when",
                condition=~Q(state__in=SETTLED) | Q(posted_on__isnull=False),
            ),
            models.CheckConstraint(
                name="reconciled_has_when",
                condition=~Q(state=State.RECONCILED) | Q(reconciled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="returned_payment_has_when",
                condition=~Q(state=State.RETURNED) | Q(returned_on__isnull=False),
            ),
            models.CheckConstraint(
                name="unpaid_end_has_when",
                condition=Q(state__in=ENDED_UNPAID, ended_at__isnull=False)
                | (~Q(state__in=ENDED_UNPAID) & Q(ended_at__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="disbursement_by_state"),
            models.Index(
                fields=["released_at"], condition=Q(state=State.RELEASED), name="to_be_sent"
            ),
            models.Index(
                fields=["frozen_at"], condition=Q(frozen_at__isnull=False), name="stopped_payments"
            ),
            models.Index(fields=["posted_on"], name="disbursement_by_posting"),
            models.Index(fields=["vendor", "-id"], name="disbursement_by_vendor"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def state_label(self) -> str:
        return State(self.state).label

    @property
    def tag_kind(self) -> str:
        return TAG_KIND[State(self.state)]

    @property
    def funds_label(self) -> str:
        """`Housing 2026 + General fund`."""
        return self.award_line.funds_label

    @property
    def rail_label(self) -> str:
        return RailName(self.rail).label

    @property
    def given_back(self) -> "Refund | None":
        """What the vendor gave back of it, if anything."""
        return getattr(self, "refund", None)

    @transition(field=state, source=State.SCHEDULED, target=State.RELEASED)
    def release(self, *, by: User, at: datetime) -> None:
        self.released_by, self.released_at = by, at

    @transition(field=state, source=[State.SCHEDULED, State.RELEASED], target=State.VOIDED)
    def void(self, *, at: datetime, reason: str) -> None:
        self.ended_at, self.reason = at, reason

    @transition(field=state, source=State.RELEASED, target=State.SENDING)
    def claim(self) -> None:
        """A worker holds it; the attempt and its key are committed with this."""

    @transition(field=state, source=State.SENDING, target=State.SENT)
    def accept(self, *, provider_reference: str, at: datetime) -> None:
        self.provider_reference, self.sent_at = provider_reference, at

    @transition(field=state, source=[State.SENDING, State.SENT], target=State.REFUSED)
    def refuse(self, *, at: datetime, reason: str) -> None:
        self.ended_at, self.reason = at, reason

    @transition(field=state, source=State.SENT, target=State.POSTED)
    def post(self, *, on: date) -> None:
        self.posted_on = on

    @transition(field=state, source=State.POSTED, target=State.RECONCILED)
    def reconcile(self, *, at: datetime) -> None:
        self.reconciled_at = at

    @transition(field=state, source=State.RECONCILED, target=State.POSTED)
    def unreconcile(self) -> None:
        self.reconciled_at = None

    @transition(field=state, source=[State.SENT, *SETTLED], target=State.RETURNED)
    def give_back(self, *, on: date, at: datetime, reason: str) -> None:
        self.returned_on, self.ended_at, self.reason = on, at, reason


class Attempt(models.Model):
    """One try at the rail: its idempotency key is committed before the call is made.

    A finished attempt is frozen by trigger; a second one only after every earlier one failed.
    """

    disbursement = models.ForeignKey(
        Disbursement, on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveSmallIntegerField()
    idempotency_key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=AttemptState, default=AttemptState.CLAIMED)
    claimed_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    provider_reference = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["disbursement", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["disbursement", "number"], name="one_attempt_a_number"),
            models.UniqueConstraint(
                fields=["disbursement"],
                condition=~Q(state=AttemptState.REFUSED),
                name="no_new_attempt_while_one_may_have_paid",
            ),
            models.CheckConstraint(
                name="accepted_attempt_has_provider_reference",
                condition=~Q(state=AttemptState.ACCEPTED) | ~Q(provider_reference=""),
            ),
            models.CheckConstraint(
                name="finished_attempt_has_when",
                condition=Q(
                    state__in=[AttemptState.ACCEPTED, AttemptState.REFUSED],
                    finished_at__isnull=False,
                )
                | Q(
                    state__in=[AttemptState.CLAIMED, AttemptState.UNKNOWN],
                    finished_at__isnull=True,
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["tried_at"],
                condition=Q(state__in=[AttemptState.CLAIMED, AttemptState.UNKNOWN]),
                name="attempts_to_look_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.disbursement_id}/{self.number}"


class CheckNumber(models.Model):
    """The next number on the check stock: one row, taken under its lock, so without gaps."""

    next_number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return str(self.next_number)
