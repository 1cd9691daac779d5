"""Who is on call and when; who was told of an emergency; the committee's word afterwards."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from applications.states import Order, RefusedFor, Step
from fund import clock
from fund.models import User

from .application import Application


class ShiftQuerySet(models.QuerySet["Shift"]):
    def at(self, moment: datetime) -> "ShiftQuerySet":
        """The shifts that go on at that moment, the first on call first."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment).order_by("order")

    def between(self, start: datetime, end: datetime) -> "ShiftQuerySet":
        """The shifts that touch this time, the earliest first."""
        return self.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "order")


class Shift(models.Model):
    """A member is on call from one moment to another, the end not included.

    `offered_to` is whom she asked to take the rest; until that person says yes she stays on call.
    """

    member = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="shifts")
    order = models.CharField(max_length=6, choices=Order, default=Order.FIRST)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    offered_to = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[ShiftQuerySet] = ShiftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="shift_is_offered_to_another",
                condition=Q(offered_to__isnull=True) | ~Q(offered_to=F("member")),
            ),
            ExclusionConstraint(
                name="one_on_call_of_an_order_at_a_time",
                expressions=[
                    ("order", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_at",
                            "ends_at",
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="shift_by_end")]

    def __str__(self) -> str:
        return f"shift {self.pk}"

    def offer(self, to: User | None) -> None:
        self.offered_to = to

    def end_early(self, at: datetime) -> None:
        self.ends_at, self.offered_to = at, None


class GapWarning(models.Model):
    """That the chair was told the day before: on this day there are hours without anybody."""

    day = models.DateField(primary_key=True)
    told_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"gap on {self.day}"


class Call(models.Model):
    """One step for one member in one round of a request: told, told again, or "I am on it"."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="calls")
    round = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=10, choices=Step)
    member = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "round", "step", "member"],
                name="one_step_a_member_and_round",
            )
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.pk}"


class Ratification(models.Model):
    """One other member's word on an emergency that was decided alone; the money stands.

    What she typed is sealed (place `ratification`), and never read by the agency.
    """

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="ratification"
    )
    by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agreed = models.BooleanField()
    refused_for = models.CharField(max_length=12, choices=RefusedFor, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="refused_ratification_has_a_reason",
                condition=Q(agreed=True, refused_for="")
                | (Q(agreed=False) & Q(refused_for__in=RefusedFor.values)),
            )
        ]

    def __str__(self) -> str:
        return f"ratification {self.pk}"
