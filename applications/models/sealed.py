"""SealedText: every word that somebody typed about a request, and nothing of it readable here."""

from typing import ClassVar

from django.db import models

from fund import clock

from .application import Application


class Place(models.TextChoices):
    """Where a text belongs. Each is a row of the named table, or the request itself (row 0)."""

    NOTE = "note", "A note to the committee"
    PSEUDONYM = "pseudonym", "The agency’s own name for a request"
    MESSAGE = "message", "Messages"
    REASON = "reason", "Reasons of a vote"
    RECUSAL = "recusal", "Reasons of stepping back"
    EXCEPTION = "exception", "Why an exception is asked"
    GRANT = "grant", "Why an exception was granted"
    RATIFICATION = "ratification", "Why the committee did not agree"
    VENDOR_ACCOUNT = "vendor_account", "Account numbers at a business"


class SealedText(models.Model):
    """Ciphertext of `fund.vault`, bound to its request, place and row.

    `row` is the primary key of the row that the text belongs to, 0 for the request itself.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="sealed_texts"
    )
    place = models.CharField(max_length=20, choices=Place)
    row = models.BigIntegerField(default=0)
    key_id = models.CharField(max_length=60)
    ciphertext = models.BinaryField()
    sealed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "place", "row"], name="one_text_a_place")
        ]
        indexes: ClassVar = [models.Index(fields=["place", "row"], name="sealed_text_by_row")]

    def __str__(self) -> str:
        return f"{self.place} {self.pk}"
