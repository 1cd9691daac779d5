"""Need: one expense line of a request, to one vendor."""

from functools import cached_property
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, FSMModelMixin, transition

from applications.states import NeedState, Outcome
from applications.stays import StaySoFar
from fund.models import NeedCategory

from .application import Application


class Need(FSMModelMixin, models.Model):
    """What is needed, from whom, for how much. There is no free text about a person.

    The account number at the business is sealed (`applications/sealing.py`).
    """

    sealed_as: ClassVar = ("vendor_account", "vendor_account")
    vendor_account = ""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="needs")
    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=20, choices=NeedCategory)
    vendor = models.ForeignKey(
        "fund.Vendor", on_delete=models.PROTECT, related_name="needs", db_index=False
    )
    amount_cents = models.PositiveBigIntegerField()
    needed_by = models.DateField(null=True, blank=True)
    state = FSMField(
        max_length=12, choices=NeedState.choices, default=NeedState.REQUESTED, protected=True
    )
    approved_cents = models.PositiveBigIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "position"], name="need_position_once_a_request"
            ),
            models.CheckConstraint(name="need_is_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="need_state_fits_approved_amount",
                condition=Q(
                    state__in=[NeedState.REQUESTED, NeedState.DECLINED, NeedState.CANCELLED],
                    approved_cents=0,
                )
                | Q(state=NeedState.APPROVED, approved_cents=F("amount_cents"))
                | Q(
                    state=NeedState.REDUCED,
                    approved_cents__gt=0,
                    approved_cents__lt=F("amount_cents"),
                ),
            ),
            models.CheckConstraint(
                name="outcome_is_known_and_has_when",
                condition=Q(outcome="", outcome_at__isnull=True)
                | Q(outcome__in=Outcome.values, outcome_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["vendor", "-application"], name="need_by_vendor"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.position}"

    @cached_property
    def stay_so_far(self) -> StaySoFar:
        """The stay behind the amount; an empty one if there is none."""
        stay = getattr(self, "stay", None)
        return StaySoFar(**vars(stay.terms)) if stay else StaySoFar()

    @property
    def category_label(self) -> str:
        return NeedCategory(self.category).label

    @property
    def state_label(self) -> str:
        return NeedState(self.state).label

    @transition(field=state, source=NeedState.REQUESTED, target=NeedState.APPROVED)
    def approve(self) -> None:
        self.approved_cents = self.amount_cents

    @transition(field=state, source=NeedState.REQUESTED, target=NeedState.REDUCED)
    def reduce(self, *, cents: int) -> None:
        self.approved_cents = cents

    @transition(field=state, source=NeedState.REQUESTED, target=NeedState.DECLINED)
    def decline(self) -> None:
        self.approved_cents = 0

    @transition(field=state, source=NeedState.DECLINED, target=NeedState.REQUESTED)
    def ask_again(self) -> None:
        """Reconsideration."""

    @transition(
        field=state,
        source=[NeedState.REQUESTED, NeedState.APPROVED, NeedState.REDUCED],
        target=NeedState.CANCELLED,
    )
    def cancel(self) -> None:
        self.approved_cents = 0
