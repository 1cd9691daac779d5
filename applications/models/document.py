"""Document: an invoice or another paper beside a request; its pages lie sealed in the store."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from fund import clock
from fund.choices import Choices

from .application import Application


class DocumentKind(Choices):
    """What a document is. There is no title: people would write names."""

    INVOICE = "invoice", gettext_noop("A bill or invoice")
    QUOTE = "quote", gettext_noop("A quote or price")
    LEASE = "lease", gettext_noop("A page of a lease")
    OTHER = "other", gettext_noop("Something else")
    RECEIPT = "receipt", gettext_noop("A receipt")


BEFORE_DECISION = [kind for kind in DocumentKind if kind is not DocumentKind.RECEIPT]
"""What goes with a request; a receipt comes after the payment, to its line."""


class Document(models.Model):
    """One paper of a request: pages 1 to `pages`, and page 0, a small picture of the first.

    `object_name` is random; page 2 lies in the store as `<object_name>/2`. Neither the file's own
    name nor its bytes as they came are kept anywhere.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    kind = models.CharField(max_length=10, choices=DocumentKind)
    line = models.ForeignKey(
        "applications.AwardLine", on_delete=models.PROTECT, null=True, related_name="receipts"
    )
    pages = models.PositiveSmallIntegerField()
    object_name = models.CharField(max_length=32, unique=True)
    key_id = models.CharField(max_length=60)
    added_by = models.ForeignKey("fund.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    once = models.CharField(max_length=40, null=True, editable=False)  # noqa: DJ001

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "number"], name="one_document_a_number"),
            models.UniqueConstraint(
                fields=["application", "once"], name="one_sending_one_document"
            ),
            models.CheckConstraint(
                name="document_kind_is_known", condition=Q(kind__in=DocumentKind.values)
            ),
            models.CheckConstraint(
                name="document_has_number_and_pages", condition=Q(number__gte=1, pages__gte=1)
            ),
            models.CheckConstraint(
                name="a_receipt_has_its_line",
                condition=Q(kind=DocumentKind.RECEIPT, line__isnull=False)
                | (~Q(kind=DocumentKind.RECEIPT) & Q(line__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.number}"

    def page_name(self, page: int) -> str:
        """Where a page lies in the store; also what it is sealed for."""
        return f"{self.object_name}/{page}"


class LooseObject(models.Model):
    """Pages in the store that belong to no document: not yet, or not any more.

    Written before the store is written to, so that nothing is ever there that no row knows.
    """

    object_name = models.CharField(max_length=32, unique=True)
    pages = models.PositiveSmallIntegerField()
    since = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.object_name
