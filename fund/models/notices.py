"""Notice: that one colleague is to hear of one number; and how she wants to hear."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from fund import clock, keyring
from fund.choices import Choices
from fund.notices.timing import Wish

from .people import User


class Way(models.TextChoices):
    """How a notice travels."""

    EMAIL = "email", "Email"
    TEXT = "text", "Text message"


class Pace(Choices):
    AT_ONCE = "at_once", gettext_noop("As it happens")
    DAILY = "daily", gettext_noop("Once a day, all together")


class NoticeChoice(models.Model):
    """How a colleague wants to hear of news. Without a row: by email, as it happens.

    Hours are those of the fund's own clock (settings.TIME_ZONE). The phone is sealed with
    SEALING_KEYS (`fund/keyring.py`).
    """

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="notice_choice"
    )
    pace = models.CharField(max_length=10, choices=Pace, default=Pace.AT_ONCE)
    daily_hour = models.PositiveSmallIntegerField(default=8)
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)
    sealed_phone = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="notice_hours_are_of_a_day",
                condition=Q(daily_hour__lt=24)
                & (Q(quiet_from__isnull=True) | Q(quiet_from__lt=24))
                & (Q(quiet_until__isnull=True) | Q(quiet_until__lt=24)),
            ),
            models.CheckConstraint(
                name="quiet_hours_begin_and_end",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (
                    Q(quiet_from__isnull=False, quiet_until__isnull=False)
                    & ~Q(quiet_from=F("quiet_until"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"notices for {self.user_id}"

    @property
    def wish(self) -> Wish:
        quiet = None
        if self.quiet_from is not None and self.quiet_until is not None:
            quiet = (self.quiet_from, self.quiet_until)
        return Wish(self.daily_hour if self.pace == Pace.DAILY else None, quiet)

    @property
    def phone(self) -> str:
        """Her own number, such as `+12075550104`; empty if she gave none or its key is lost."""
        try:
            return keyring.unseal(keyring.For.PHONE, self.sealed_phone)
        except keyring.DoesNotOpen:
            return ""

    @phone.setter
    def phone(self, number: str) -> None:
        self.sealed_phone = keyring.seal(keyring.For.PHONE, number) if number else ""


class Notice(models.Model):
    """One colleague, one number, one way; kept until it is sent, and a month longer.

    Its key is made here and not by the database: whoever tells somebody else may not read the row
    back (`migrations/notices_row_level_security.sql`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    way = models.CharField(max_length=5, choices=Way)
    reference = models.CharField(max_length=12)
    is_urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(help_text="When it is sent, or tried again")
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="notice_says_a_number_and_no_more",
                condition=Q(reference__regex=r"^[A-Z]{1,2}[0-9]?-[A-Z0-9]{3,8}$"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at__isnull=True), name="notices_to_send"
            ),
            models.Index(fields=["user", "due_at"], name="notices_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk}"
