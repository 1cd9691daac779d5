"""What the committee says: votes by line, recusals, questions and answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from applications.states import Verdict

from .application import Application
from .need import Need


class Review(models.Model):
    """One reviewer's vote in one round; her own to change until the close."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    cast_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["cast_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "round", "reviewer"], name="one_vote_a_reviewer_and_round"
            )
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"


class ReviewLine(models.Model):
    """The verdict on one need: the cents that this reviewer would pay, zero if declined.

    The reason is sealed; less than was asked has one (trigger `words_are_sealed`).
    """

    sealed_as: ClassVar = ("reason", "reason")
    reason = ""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="lines")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    amount_cents = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "need"], name="one_verdict_a_line"),
            models.CheckConstraint(
                name="declined_line_is_zero",
                condition=Q(verdict=Verdict.DECLINE, amount_cents=0)
                | (~Q(verdict=Verdict.DECLINE) & Q(amount_cents__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.need_id}"


class Recusal(models.Model):
    """A reviewer who steps back from a request; she does not see it any more. Why is sealed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="recusals")
    reviewer = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="recusals")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application", "reviewer"], name="one_recusal_a_reviewer"
            )
        ]

    def __str__(self) -> str:
        return f"recusal {self.pk}"


class Message(models.Model):
    """A question of the committee or the agency's answer; what it says is sealed."""

    sealed_as: ClassVar = ("body", "message")
    body = ""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    from_committee = models.BooleanField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sent_at", "id"]

    def __str__(self) -> str:
        return f"message {self.pk}"
