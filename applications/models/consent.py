"""Consent: to what the person agreed, from when to when. Her name is on the agency's paper."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from fund import clock

from .application import Application

LONGEST = timedelta(days=365)
"""Reasonably time-limited (VAWA, 34 U.S.C. 12291(b)(2)(B)): no consent holds longer than a year."""


class Purpose(models.TextChoices):
    """What leaves the agency, and for what. Only the first is needed for help."""

    COMMITTEE = "committee", "The committee reads the request"
    VENDOR = "vendor", "Contact with the business"
    STATISTICS = "statistics", "Counted in reports"
    STORY = "story", "A story without a name"


class Scope(models.TextChoices):
    """How far a consent goes, in fixed words. Another scope is another consent."""

    WORDS = "words", "the note, the messages and the papers of this request"
    ACCOUNT = "account", "the account or booking number, and questions about this payment"
    TOTALS = "totals", "totals of many households, by region and kind of help"
    RETOLD = "retold", "how the help was used, retold without name, place or date"


SCOPE_OF = {
    Purpose.COMMITTEE: Scope.WORDS,
    Purpose.VENDOR: Scope.ACCOUNT,
    Purpose.STATISTICS: Scope.TOTALS,
    Purpose.STORY: Scope.RETOLD,
}

USUAL = {
    Purpose.COMMITTEE: timedelta(days=90),
    Purpose.VENDOR: timedelta(days=90),
    Purpose.STATISTICS: LONGEST,
    Purpose.STORY: timedelta(days=180),
}
"""How long a consent is given for when nobody says another day."""


class Consent(models.Model):
    """One consent, given once. Revoking fills two columns; giving again is a new row.

    The signed paper with the name stays with the agency: this says only that there is one.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    scope = models.CharField(max_length=12, choices=Scope)
    given_on = models.DateField(help_text="The day on the signed paper")
    ends_on = models.DateField(help_text="The last day on which it holds")
    recorded_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        "fund.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="consent_scope_is_that_of_its_purpose",
                condition=Q(*(Q(purpose=p, scope=s) for p, s in SCOPE_OF.items()), _connector=Q.OR),
            ),
            models.CheckConstraint(
                name="consent_ends_within_a_year",
                condition=Q(ends_on__gte=F("given_on"), ends_on__lte=F("given_on") + LONGEST),
            ),
            models.CheckConstraint(
                name="revoked_has_when_and_who",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["application", "purpose"],
                condition=Q(revoked_at__isnull=True),
                name="consents_not_revoked",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
