"""What the committee says: votes by line, abstentions, recusals, questions and answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from applications.states import SAYS_LESS, Verdict, Why

from .application import Application
from .need import Need


class Review(models.Model):
    """One reviewer's vote in one round; her own to change until the close.

    Whoever abstains has no view: there are no lines then, and otherwise at least one (trigger
    `vote_or_abstention`).
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    cast_at = models.DateTimeField()
    abstained = models.BooleanField(default=False)

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

    A question leaves the line open: it counts as no vote, and takes its seat among the votes on
    the line (`seated_at`) when the verdict comes; a changed verdict keeps it. Words beside `why`
    are sealed; `other` has some (trigger `other_reason_has_words`).
    """

    sealed_as: ClassVar = ("reason", "reason")
    reason = ""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="lines")
    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict)
    amount_cents = models.PositiveBigIntegerField()
    why = models.CharField(max_length=20, choices=Why, blank=True, default="")
    seated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "need"], name="one_verdict_a_line"),
            models.CheckConstraint(
                name="verdict_fits_its_amount",
                condition=Q(verdict__in=[Verdict.DECLINE, Verdict.ASK], amount_cents=0)
                | Q(verdict__in=[Verdict.APPROVE, Verdict.REDUCE], amount_cents__gt=0),
            ),
            models.CheckConstraint(
                name="less_than_asked_says_why",
                condition=Q(verdict__in=SAYS_LESS, why__in=Why.values)
                | Q(verdict__in=[Verdict.APPROVE, Verdict.ASK], why=""),
            ),
            models.CheckConstraint(
                name="open_line_has_no_seat",
                condition=Q(verdict=Verdict.ASK, seated_at__isnull=True)
                | (~Q(verdict=Verdict.ASK) & Q(seated_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.need_id}"

    @property
    def reason_in_words(self) -> str:
        """Why less, from the list and in the reviewer's words; empty if she gave no reason."""
        listed = Why(self.why).label if self.why and self.why != Why.OTHER else ""
        return ". ".join(part.rstrip(".") for part in (listed, self.reason) if part)


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
    """A question of the committee or the agency's answer; what it says is sealed.

    `about` is the one line that a question is asked on, if it is.
    """

    sealed_as: ClassVar = ("body", "message")
    body = ""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="messages")
    author = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    from_committee = models.BooleanField()
    about = models.ForeignKey(
        Need, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sent_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="only_the_committee_asks_about_a_line",
                condition=Q(about__isnull=True) | Q(from_committee=True),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"
