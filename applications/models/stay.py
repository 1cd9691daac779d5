"""Stay: a need that is nights at a motel."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from applications.states import DESK_NOTES, Desk
from applications.stays import MOST_NIGHTS, StayTerms, used_words

from .need import Need


class Stay(models.Model):
    """The nights behind an amount; the database holds that the need's amount is nights times rate.

    `nights_used` is what the agency told after a stay that ended early.
    """

    need = models.OneToOneField(Need, on_delete=models.CASCADE, related_name="stay")
    check_in = models.DateField()
    nights = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    rate_cents = models.PositiveBigIntegerField(help_text="One night, with tax")
    desk = models.CharField(max_length=10, choices=Desk, default=Desk.NOTHING)
    nights_used = models.PositiveSmallIntegerField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="stay_has_nights_and_rate",
                condition=Q(nights__range=(1, MOST_NIGHTS), rate_cents__gt=0),
            ),
            models.CheckConstraint(name="desk_is_known", condition=Q(desk__in=Desk.values)),
            models.CheckConstraint(
                name="told_nights_are_fewer_and_have_when_and_who",
                condition=Q(nights_used__isnull=True, told_at__isnull=True, told_by__isnull=True)
                | Q(nights_used__lt=F("nights"), told_at__isnull=False, told_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["told_at"],
                condition=Q(nights_used__isnull=False),
                name="stays_that_ended_early",
            )
        ]

    def __str__(self) -> str:
        return f"stay {self.need_id}"

    @property
    def terms(self) -> StayTerms:
        return StayTerms(self.check_in, self.nights, self.rate_cents, Desk(self.desk))

    @property
    def granted(self) -> StayTerms:
        """What was approved of it; only for a line that was."""
        return self.terms.granted(self.need.approved_cents)

    @property
    def used_words(self) -> str:
        """`Only 2 of 3 nights were used`; empty if nothing was told."""
        return "" if self.nights_used is None else used_words(self.nights_used, self.granted.nights)

    @property
    def desk_note(self) -> str:
        """What is asked for at the desk, in words; empty for nothing."""
        return gettext(DESK_NOTES[Desk(self.desk)])
