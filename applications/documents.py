"""A request's documents: opened and recorded, by links that end, and their objects in the store."""

from collections.abc import Iterable
from datetime import timedelta

from django.core import signing

from applications.models import Application, Document, LooseObject
from fund import clock, vault
from fund.audit import record_read
from fund.documents import limits, objects
from fund.models import User

PLACE = "document"
_SALT = "applications.documents"
_STRAY_AFTER = timedelta(hours=1)
"""A sending that takes longer than this has died."""


class LinkEnded(Exception):
    """The link was good once."""


class LinkForged(Exception):
    """The link was made for another page or person, or by nobody."""


def key_for(document: Document, page: int, user: User) -> str:
    """What opens one page for one person for LINK_SECONDS."""
    return signing.dumps([document.pk, page, user.pk], salt=_SALT)


def check_key(key: str, document: Document, page: int, user: User) -> None:
    """Raises LinkEnded or LinkForged unless the key was made for this page and person just now."""
    try:
        found = signing.loads(key, salt=_SALT, max_age=limits.LINK_SECONDS)
    except signing.SignatureExpired:
        raise LinkEnded from None
    except signing.BadSignature:
        raise LinkForged from None
    if found != [document.pk, page, user.pk]:
        raise LinkForged


def open_page(document: Document, page: int, *, reader: User) -> bytes:
    """A page as JPEG; that this person opened it is recorded.

    Call it outside a transaction: it speaks to the store and the key service.
    Raises objects.StoreAway or vault.VaultError.
    """
    reference, name = document.application.reference, document.page_name(page)
    try:
        sealed = objects.get(name)
    except objects.Missing:
        vault.describe(reference)  # raises Shredded if that is why
        raise vault.VaultUnavailable("a page is not in the store") from None
    plain = vault.unseal(reference, PLACE, name, vault.Sealed(document.key_id, sealed))
    what = f"page-{page}" if page else "preview"
    record_read(reference, f"document-{document.number}-{what}", actor=reader)
    return plain


def remove_objects(application: Application) -> int:
    """Delete the pages of a request's documents from the store; how many documents.

    The rows stay and say that there was something. Call it outside a transaction: it speaks to the
    store. What can't be deleted now is deleted by the sweep. Again does no harm.
    """
    documents = list(application.documents.all())
    for document in documents:
        loosen(document)
    return delete_loose(document.object_name for document in documents)


def loosen(document: Document) -> None:
    """Say that a document's pages may be deleted from the store."""
    LooseObject.objects.get_or_create(
        object_name=document.object_name, defaults={"pages": document.pages}
    )


def delete_loose(names: Iterable[str]) -> int:
    """Delete loose objects from the store, then their rows; those that can't be now stay."""
    deleted = 0
    for loose in LooseObject.objects.filter(object_name__in=list(names)):
        try:
            for page in range(loose.pages + 1):
                objects.delete(f"{loose.object_name}/{page}")
        except objects.StoreAway:
            continue
        loose.delete()
        deleted += 1
    return deleted


def sweep() -> int:
    """Delete what a broken sending or removal has left in the store; how many documents.

    It goes by the rows of what is loose, never by the absence of a row: a sweep that sees nothing
    deletes nothing.
    """
    old = LooseObject.objects.filter(since__lt=clock.now() - _STRAY_AFTER)
    return delete_loose(old.values_list("object_name", flat=True))
