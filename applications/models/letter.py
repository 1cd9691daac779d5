"""GuaranteeLetter: the fund's word to a vendor that it will pay an approved line."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from applications.states import LetterEnd, LineState
from fund import clock

from .application import Application
from .award import AwardLine


class GuaranteeLetterQuerySet(models.QuerySet["GuaranteeLetter"]):
    def in_force(self, day: date) -> "GuaranteeLetterQuerySet":
        """Not ended, not past its last day, and its line still waits for its payment."""
        waiting = [LineState.PAYABLE, LineState.IN_PAYMENT]
        return self.filter(ended_at__isnull=True, expires_on__gte=day, line__state__in=waiting)


class GuaranteeLetter(models.Model):
    """An amount, a last day, and the MAC of a code that stands on the paper and nowhere else.

    Nothing of a person: the letter names the vendor and the request's number.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="letters")
    line = models.ForeignKey(AwardLine, on_delete=models.PROTECT, related_name="letters")
    mac = models.BinaryField(max_length=32, unique=True)
    key_id = models.CharField(max_length=8)
    amount_cents = models.PositiveBigIntegerField()
    expires_on = models.DateField()
    made_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    ended_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_for = models.CharField(max_length=10, choices=LetterEnd, blank=True, default="")

    objects = GuaranteeLetterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(ended_at__isnull=True),
                name="one_letter_a_line_holds",
            ),
            models.CheckConstraint(name="letter_is_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="ended_letter_has_when_and_why",
                condition=Q(ended_at__isnull=True, ended_for="", ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_for__in=LetterEnd.values),
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
