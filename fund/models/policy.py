"""The fund's rules as data: a version is never edited, and a request keeps the one it was
decided under (DESIGN section 6)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from fund import clock
from fund.choices import Choices


class CategoryGroup(Choices):
    """The four groups that reports use; coarse, so that nobody stands out."""

    HOUSING = "housing", gettext_noop("Shelter and housing")
    SAFETY = "safety", gettext_noop("Safety and moving")
    DAILY = "daily", gettext_noop("Daily needs")
    HEALTH_LEGAL = "health_legal", gettext_noop("Health, legal and documents")


class NeedCategory(Choices):
    """What the fund can pay for, as in the defaults of comparable funds."""

    MOTEL = "motel", gettext_noop("Motel or emergency shelter")
    RENT = "rent", gettext_noop("Rent")
    DEPOSIT = "deposit", gettext_noop("Deposit")
    UTILITIES = "utilities", gettext_noop("Utilities")
    MOVING = "moving", gettext_noop("Moving")
    LOCKS = "locks", gettext_noop("Locks and doors")
    FOOD = "food", gettext_noop("Food")
    CLOTHING = "clothing", gettext_noop("Clothing and infant supplies")
    IDENTITY = "identity", gettext_noop("Identity documents")
    PHONE = "phone", gettext_noop("Phone")
    LOCAL_TRANSPORT = "local_transport", gettext_noop("Local transport")
    RELOCATION = "relocation", gettext_noop("Relocation travel")
    FUEL = "fuel", gettext_noop("Fuel")
    CAR_REPAIR = "car_repair", gettext_noop("Car repair")
    CHILDCARE = "childcare", gettext_noop("Childcare")
    MEDICAL = "medical", gettext_noop("Medical co-pay")
    MEDICATION = "medication", gettext_noop("Medication")
    TATTOO_REMOVAL = "tattoo_removal", gettext_noop("Tattoo removal")
    LEGAL = "legal", gettext_noop("Legal fees")
    OTHER = "other", gettext_noop("Something else")

    @property
    def group(self) -> CategoryGroup:
        return GROUP_OF[self]


_H, _S, _D, _L = CategoryGroup
GROUP_OF: dict[NeedCategory, CategoryGroup] = {
    NeedCategory.MOTEL: _H,
    NeedCategory.RENT: _H,
    NeedCategory.DEPOSIT: _H,
    NeedCategory.UTILITIES: _H,
    NeedCategory.MOVING: _S,
    NeedCategory.LOCKS: _S,
    NeedCategory.PHONE: _S,
    NeedCategory.RELOCATION: _S,
    NeedCategory.FUEL: _S,
    NeedCategory.CAR_REPAIR: _S,
    NeedCategory.LOCAL_TRANSPORT: _S,
    NeedCategory.FOOD: _D,
    NeedCategory.CLOTHING: _D,
    NeedCategory.CHILDCARE: _D,
    NeedCategory.OTHER: _D,
    NeedCategory.IDENTITY: _L,
    NeedCategory.MEDICAL: _L,
    NeedCategory.MEDICATION: _L,
    NeedCategory.TATTOO_REMOVAL: _L,
    NeedCategory.LEGAL: _L,
}


def all_categories() -> list[str]:
    return [category.value for category in NeedCategory]


class FundPolicy(models.Model):
    """One version of the rules. Amounts in cents, clocks in hours by the wall clock.

    An emergency that nobody took up is paged again, goes to the next on call and to the chair so
    many minutes after it came in. `weekly_release_cents` of 0 sets no limit a week;
    `*_closes_weeks` is the weeks of money left at which a lane closes, 0 never closes it.
    `training_months` of 0: an advocate's training never ends.
    """

    version = models.PositiveIntegerField(unique=True)
    effective_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    note = models.CharField(max_length=300, blank=True)

    cap_application_cents = models.PositiveIntegerField(default=1_000_00)
    cap_twelve_months_cents = models.PositiveIntegerField(default=1_500_00)
    cap_lifetime_cents = models.PositiveIntegerField(default=3_000_00)
    emergency_hours = models.PositiveSmallIntegerField(default=2)
    urgent_hours = models.PositiveSmallIntegerField(default=24)
    standard_hours = models.PositiveSmallIntegerField(default=72)
    emergency_alone_up_to_cents = models.PositiveIntegerField(default=500_00)
    one_reviewer_up_to_cents = models.PositiveIntegerField(default=500_00)
    quorum = models.PositiveSmallIntegerField(default=3)
    votes_hidden_until_cast = models.BooleanField(default=True)
    alone_in_a_day_cents = models.PositiveIntegerField(default=1_500_00)
    page_again_minutes = models.PositiveSmallIntegerField(default=20)
    next_on_call_minutes = models.PositiveSmallIntegerField(default=40)
    chair_minutes = models.PositiveSmallIntegerField(default=60)
    ratify_days = models.PositiveSmallIntegerField(default=7)
    weekly_release_cents = models.PositiveIntegerField(default=0)
    urgent_closes_weeks = models.PositiveSmallIntegerField(default=0)
    standard_closes_weeks = models.PositiveSmallIntegerField(default=0)
    report_threshold = models.PositiveSmallIntegerField(default=11)
    draft_expires_days = models.PositiveSmallIntegerField(default=14)
    words_kept_months = models.PositiveSmallIntegerField(default=12)
    unsent_words_kept_days = models.PositiveSmallIntegerField(default=7)
    resources_stale_days = models.PositiveSmallIntegerField(default=180)
    letter_days = models.PositiveSmallIntegerField(default=14)
    training_months = models.PositiveSmallIntegerField(default=24)
    payable_categories = models.JSONField(default=all_categories)

    class Meta:
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="policy_quorum_is_odd_and_small", condition=Q(quorum__in=[1, 3, 5, 7])
            ),
            models.CheckConstraint(
                name="policy_report_threshold_at_least_6", condition=Q(report_threshold__gte=6)
            ),
        ]

    def __str__(self) -> str:
        return f"policy {self.version}"

    @classmethod
    def in_force(cls) -> "FundPolicy":
        """The newest version that is already effective."""
        found: FundPolicy = cls._default_manager.filter(effective_at__lte=clock.now()).order_by(
            "-version"
        )[0]
        return found

    def clock_hours(self, lane: str) -> int:
        """Hours from submission to a decision for a lane (`emergency`, `urgent`, `standard`)."""
        hours: dict[str, Any] = {
            "emergency": self.emergency_hours,
            "urgent": self.urgent_hours,
            "standard": self.standard_hours,
        }
        return int(hours[lane])
