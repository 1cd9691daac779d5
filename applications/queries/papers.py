"""The documents of a request, as a page shows them."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import consents
from applications.documents import key_for
from applications.models import Application, Document, DocumentKind
from fund import dates
from fund.models import User


@dataclass(frozen=True)
class Sheet:
    """One page: the address of its picture, good for this person and some minutes."""

    url: str
    words: str


@dataclass(frozen=True)
class Paper:
    """One document in a list."""

    number: int
    label: str
    note: str
    url: str
    preview: str
    line_id: int | None


def papers_of(application: Application, reader: User) -> list[Paper]:
    """Every document with its small picture, in the order they came; none that the person does
    not agree to have read. The documents stay with the request for the next who asks."""
    prefetch_related_objects([application], "documents")
    if not consents.may_read(application, reader):
        return []
    return [_paper(application, row, reader) for row in application.documents.all()]


def sheets_of(application: Application, document: Document, reader: User) -> list[Sheet]:
    """Every page of one document."""
    return [
        Sheet(
            _sheet_url(application, document, page, reader),
            _("Page %(page)d of %(pages)d") % {"page": page, "pages": document.pages},
        )
        for page in range(1, document.pages + 1)
    ]


def _paper(application: Application, row: Document, reader: User) -> Paper:
    note = _("Added %(day)s") % {"day": dates.written(row.added_at, "SHORT_DAY_FORMAT")}
    if row.pages > 1:
        pages = ngettext("%(pages)d page", "%(pages)d pages", row.pages) % {"pages": row.pages}
        note = f"{pages} · {note}"
    return Paper(
        number=row.number,
        label=DocumentKind(row.kind).label,
        note=note,
        url=reverse("applications:document", args=[application.reference, row.number]),
        preview=_sheet_url(application, row, 0, reader),
        line_id=row.line_id,
    )


def _sheet_url(application: Application, row: Document, page: int, reader: User) -> str:
    return reverse(
        "applications:document_sheet",
        args=[application.reference, row.number, page, key_for(row, page, reader)],
    )
