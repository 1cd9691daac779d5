"""Application: the request, its machine and the constraint twin of every state."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django_fsm import FSMField, FSMModelMixin, transition

from applications.states import (
    DECIDED,
    FOR_ADVOCATES,
    IN_HAND,
    TAG_KIND,
    UNDECIDED,
    AgeBand,
    HouseholdBand,
    Lane,
    State,
)
from fund import clock
from fund.models import FundPolicy, User
from fund.roles import Can

from .household import Household

if TYPE_CHECKING:
    from .exception import CapException

TO_RATIFY = Q(
    decided_alone=True,
    ratified_at__isnull=True,
    ratification_refused_at__isnull=True,
    state__in=[State.APPROVED, State.CLOSED],
)
"""Emergencies that one person decided and the committee has not looked at."""


def _in_conflict(user: User) -> Q:
    """Rows that the person stepped back from, or that `policy.conflict` names a reason for."""
    conflict = (
        Q(agency_id__in=user.agency_ids)
        | Q(filed_by=user)
        | Q(filed_by__in=user.supervised.values("pk"))
        | Q(pk__in=user.recusals.values("application"))
    )
    if user.agency_ids:
        from .need import Need

        tied = Need.objects.filter(vendor__tied_agency__in=user.agency_ids)
        conflict |= Q(pk__in=tied.values("application"))
    return conflict


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> "ApplicationQuerySet":
        """The rows that this person may see at all; everything else is 404.

        An agency's people see their agency's; the committee sees what was sent, without what each
        member stepped back from or has a conflict of interest in. Row-level security says the
        same (`migrations/row_level_security.sql`).
        """
        seen = Q(pk__in=[])
        if user.can(Can.SEE_AGENCY):
            seen |= Q(agency_id__in=user.agencies_served)
        if user.can(Can.REVIEW):
            seen |= Q(submitted_at__isnull=False) & ~_in_conflict(user)
        return self.filter(seen)

    def led_by(self, user: User) -> "ApplicationQuerySet":
        """The requests of the agencies that this person leads."""
        return self.visible_to(user).filter(agency_id__in=user.agencies_led)

    def in_hand(self) -> "ApplicationQuerySet":
        """Those that somebody at the agency still has to look after."""
        return self.filter(state__in=IN_HAND)

    def undecided(self) -> "ApplicationQuerySet":
        return self.filter(state__in=UNDECIDED)


class Application(FSMModelMixin, models.Model):
    """A request for one household, with one or more needs. It never names a survivor."""

    reference = models.CharField(max_length=8, unique=True)
    agency = models.ForeignKey("fund.Agency", on_delete=models.PROTECT, related_name="applications")
    filed_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="applications")
    cared_for_by = models.ForeignKey(
        "fund.User",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who is told and answers; conflicts of interest follow filed_by, which stays",
    )
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="applications")
    card_shown_at = models.DateTimeField(null=True, editable=False)
    policy = models.ForeignKey(FundPolicy, on_delete=models.PROTECT, related_name="+")
    lane = models.CharField(max_length=10, choices=Lane)
    region = models.ForeignKey("fund.Region", on_delete=models.PROTECT, related_name="+")
    household_band = models.CharField(max_length=24, choices=HouseholdBand)
    age_band = models.CharField(max_length=10, choices=AgeBand, default=AgeBand.UNSAID)
    state = FSMField(max_length=24, choices=State.choices, default=State.DRAFT, protected=True)

    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    expiry_told_at = models.DateTimeField(null=True, blank=True)
    once = models.CharField(max_length=32, unique=True, null=True, editable=False)  # noqa: DJ001
    attested_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reconsidered_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    ratified_at = models.DateTimeField(null=True, blank=True)
    ratification_refused_at = models.DateTimeField(null=True, blank=True)
    decided_alone = models.BooleanField(default=False)
    words_destroyed_at = models.DateTimeField(null=True, blank=True)

    requested_cents = models.PositiveBigIntegerField(default=0)
    approved_cents = models.PositiveBigIntegerField(default=0)
    categories = ArrayField(
        models.CharField(max_length=20),
        default=list,
        editable=False,
        help_text="Of its lines, in their order; kept by the database (request_lists.sql)",
    )
    review_round = models.PositiveSmallIntegerField(default=1)
    imported_key = models.CharField(  # noqa: DJ001
        max_length=80, unique=True, null=True, editable=False
    )

    objects: ClassVar[Any] = ApplicationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="application_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="submitted_has_when_clock_and_attestation",
                condition=Q(state__in=[State.DRAFT, State.EXPIRED, State.WITHDRAWN])
                | Q(
                    submitted_at__isnull=False,
                    due_at__isnull=False,
                    attested_at__isnull=False,
                    requested_cents__gt=0,
                ),
            ),
            models.CheckConstraint(
                name="draft_has_not_been_sent",
                condition=~Q(state__in=[State.DRAFT, State.EXPIRED]) | Q(submitted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="decided_has_when_and_who",
                condition=~Q(state__in=[State.APPROVED, State.DECLINED, State.CLOSED])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="undecided_has_no_decision",
                condition=~Q(state__in=[State.DRAFT, *UNDECIDED]) | Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="approved_has_amount",
                condition=~Q(state__in=[State.APPROVED, State.CLOSED]) | Q(approved_cents__gt=0),
            ),
            models.CheckConstraint(
                name="ended_has_when",
                condition=Q(
                    state__in=[State.WITHDRAWN, State.EXPIRED, State.CLOSED],
                    ended_at__isnull=False,
                )
                | (
                    ~Q(state__in=[State.WITHDRAWN, State.EXPIRED, State.CLOSED])
                    & Q(ended_at__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="ratified_or_refused_not_both",
                condition=Q(ratified_at__isnull=True) | Q(ratification_refused_at__isnull=True),
            ),
            models.CheckConstraint(
                name="words_of_an_open_request_stand",
                condition=Q(words_destroyed_at__isnull=True)
                | ~Q(state__in=[State.DRAFT, *UNDECIDED]),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "-id"], name="application_by_agency"),
            models.Index(
                fields=["cared_for_by", "state"],
                condition=Q(state__in=IN_HAND),
                name="application_in_hand",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state__in=UNDECIDED),
                name="application_undecided",
            ),
            models.Index(
                fields=["due_at", "id"], condition=TO_RATIFY, name="application_to_ratify"
            ),
            models.Index(fields=["state", "-id"], name="application_by_state"),
            models.Index(
                fields=["-decided_at", "-id"],
                condition=Q(state__in=DECIDED),
                name="application_decided",
            ),
            models.Index(fields=["requested_cents"], name="application_by_amount_asked"),
            models.Index(
                fields=["approved_cents"],
                condition=Q(approved_cents__gt=0),
                name="application_by_amount_paid",
            ),
            models.Index(fields=["household", "-decided_at"], name="application_by_household"),
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Until it is handed over, whoever filed it cares for it."""
        if not self.cared_for_by_id:
            self.cared_for_by_id = self.filed_by_id
        super().save(*args, **kwargs)

    def touch(self, *, at: datetime) -> None:
        """Somebody worked on the draft: its days begin anew."""
        self.changed_at, self.expiry_told_at = at, None

    @property
    def advocate_label(self) -> str:
        return gettext(FOR_ADVOCATES[State(self.state)])

    @property
    def state_label(self) -> str:
        return State(self.state).label

    @property
    def tag_kind(self) -> str:
        return TAG_KIND[State(self.state)]

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    @property
    def exception(self) -> "CapException | None":
        """The exception to a cap that its agency asks for; None if it asks for none."""
        return getattr(self, "cap_exception", None)

    @property
    def can_look_again(self) -> bool:
        """Whether the agency may ask for the one second look."""
        return (
            self.state == State.DECLINED
            and self.reconsidered_at is None
            and self.words_destroyed_at is None
        )

    def hand_over(self, *, to: User) -> None:
        """Who filed it stays as it was."""
        self.cared_for_by = to

    @transition(field=state, source=State.DRAFT, target=State.SUBMITTED)
    def submit(self, *, at: datetime, hours: int) -> None:
        self.submitted_at = self.attested_at = at
        self.due_at = at + timedelta(hours=hours)

    @transition(
        field=state,
        source=[State.SUBMITTED, State.INFORMATION_REQUESTED],
        target=State.IN_REVIEW,
    )
    def take_up(self) -> None:
        """The first vote, or the advocate's answer."""

    @transition(
        field=state,
        source=[State.SUBMITTED, State.IN_REVIEW],
        target=State.INFORMATION_REQUESTED,
    )
    def request_information(self) -> None:
        """The clock goes on: the law of the lane is the survivor's, not the committee's."""

    @transition(field=state, source=[State.SUBMITTED, State.IN_REVIEW], target=State.APPROVED)
    def approve(self, *, by: User, at: datetime, cents: int, alone: bool) -> None:
        self.decided_by, self.decided_at, self.approved_cents = by, at, cents
        self.decided_alone = alone

    @transition(field=state, source=[State.SUBMITTED, State.IN_REVIEW], target=State.DECLINED)
    def decline(self, *, by: User, at: datetime) -> None:
        self.decided_by, self.decided_at = by, at

    @transition(field=state, source=State.DECLINED, target=State.IN_REVIEW)
    def reconsider(self, *, at: datetime, hours: int) -> None:
        self.reconsidered_at, self.decided_at, self.decided_by = at, None, None
        self.escalated_at = None
        self.due_at = at + timedelta(hours=hours)
        self.review_round += 1

    @transition(
        field=state,
        source=[State.DRAFT, *UNDECIDED],
        target=State.WITHDRAWN,
    )
    def withdraw(self, *, at: datetime) -> None:
        self.ended_at = at

    @transition(field=state, source=State.DRAFT, target=State.EXPIRED)
    def expire(self, *, at: datetime) -> None:
        self.ended_at = at

    @transition(field=state, source=State.APPROVED, target=State.CLOSED)
    def close(self, *, at: datetime) -> None:
        self.ended_at = at

    @transition(field=state, source=State.CLOSED, target=State.APPROVED)
    def reopen(self) -> None:
        self.ended_at = None
