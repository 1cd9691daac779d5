"""StartedLine: a line in progress, with the answers that it has so far."""

from typing import ClassVar

from django.db import models

from applications.states import Desk
from applications.stays import StaySoFar
from fund.models import NeedCategory

from .application import Application


class StartedLine(models.Model):
    """The one line of a draft that is not complete yet; the answer to “how much” makes the Need.

    It keeps the position that the Need will have, so that an address means the same line before
    and after. Its account number is sealed as the request's own text (row 0).
    """

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="started_line"
    )
    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=20, choices=NeedCategory)
    vendor = models.ForeignKey("fund.Vendor", on_delete=models.PROTECT, null=True, related_name="+")
    amount_cents = models.PositiveBigIntegerField(null=True)
    needed_by = models.DateField(null=True)
    check_in = models.DateField(null=True)
    nights = models.PositiveSmallIntegerField(null=True)
    rate_cents = models.PositiveBigIntegerField(null=True)
    desk = models.CharField(max_length=10, choices=Desk, default=Desk.NOTHING)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="started_line_is_positive",
                condition=models.Q(amount_cents__isnull=True) | models.Q(amount_cents__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.position} in progress"

    @property
    def stay_so_far(self) -> StaySoFar:
        """What is answered of a stay at a motel."""
        return StaySoFar(self.check_in, self.nights, self.rate_cents, Desk(self.desk))

    @property
    def category_label(self) -> str:
        return NeedCategory(self.category).label
