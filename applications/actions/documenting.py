"""Documents come to a request, and leave a draft."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications import documents
from applications.models import Application, AwardLine, Document, DocumentKind, LooseObject
from applications.states import UNDECIDED, LineState, State
from fund import clock, vault
from fund.audit import record
from fund.documents import limits, objects
from fund.documents.rebuild import Rebuilt, rebuild
from fund.models import User

from .drafting import save_changed
from .locking import Refused, lock, require_state

_DECIDED = gettext_noop("This request is decided. No more documents can be added.")
_SENT = gettext_noop("This request has been sent. Its documents stay with it.")
_NOT_PAID = gettext_noop("This line has not been paid yet, so there is no receipt.")
_DESTROYED = gettext_noop(
    "The words and papers of this request were destroyed. Keep the receipt yourself."
)
_FULL = gettext_noop("A request can have %(most)d documents. Send only what the committee needs.")


def add_receipt(pk: int, position: int, content: bytes, *, once: str, actor: User) -> Document:
    """As `add_document`: the vendor's receipt for a line that was paid."""
    lines = AwardLine.objects.filter(award__application=pk)
    line = lines.get(need__position=position)
    return add_document(pk, DocumentKind.RECEIPT, content, once=once, actor=actor, line=line)


def add_document(
    pk: int,
    kind: DocumentKind,
    content: bytes,
    *,
    once: str = "",
    actor: User,
    line: AwardLine | None = None,
) -> Document:
    """Draw a file anew, seal its pages, put them into the store, and then say so in one row.

    A receipt has the `line` that it is for. The same `once` again is the same document. No
    transaction is open while the file is decoded, the key fetched or the store written to. Raises
    Refused, NotTaken, VaultError or StoreAway; then there is no document.
    """
    application: Application = Application.objects.visible_to(actor).get(pk=pk)
    _require_open(application, actor, line)
    if standing := _standing(application, once):
        return standing
    made = rebuild(content)
    document = Document(
        application=application,
        kind=kind,
        line=line,
        pages=len(made.pages),
        object_name=objects.new_name(),
        added_by=actor,
        added_at=clock.now(),
        once=once or None,
    )
    documents.loosen(document)
    try:
        _put(document, made)
        _keep(document, actor)
    except IntegrityError:  # the first of two clicks has kept it in this very moment
        documents.delete_loose([document.object_name])
        if standing := _standing(application, once):
            return standing
        raise
    except Refused:
        documents.delete_loose([document.object_name])
        raise
    return document


def _put(document: Document, made: Rebuilt) -> None:
    holder = document.application.reference
    for number, page in enumerate((made.preview, *made.pages)):
        name = document.page_name(number)
        sealed = vault.seal(holder, documents.PLACE, name, page)
        if document.key_id and document.key_id != sealed.key_id:
            raise vault.VaultUnavailable("the data key changed in the middle of a document")
        document.key_id = sealed.key_id
        objects.put(name, sealed.ciphertext)


@transaction.atomic(durable=True)
def _keep(document: Document, actor: User) -> None:
    """The row, once the pages are in the store."""
    application = lock(document.application_id, actor)
    _require_open(application, actor, document.line)
    loose = LooseObject.objects.filter(object_name=document.object_name)
    if not loose.delete()[0]:
        raise Refused(_("This took too long. Add the document once more."))
    last = application.documents.aggregate(last=Max("number"))["last"] or 0
    document.number = last + 1
    document.save()
    if document.line:
        document.line.receipt_at = document.added_at
        document.line.save(update_fields=["receipt_at"])
    save_changed(application)
    record(
        "document.add",
        application.reference,
        actor=actor,
        number=document.number,
        kind=document.kind,
        pages=document.pages,
    )


def remove_document(pk: int, number: int, *, actor: User) -> None:
    """Take a document out of a draft; gone is gone, twice is fine."""
    if name := _let_go(pk, number, actor):
        documents.delete_loose([name])


@transaction.atomic(durable=True)
def _let_go(pk: int, number: int, actor: User) -> str:
    application = lock(pk, actor)
    require_state(application, State.DRAFT, words=_(_SENT))
    document = application.documents.filter(number=number).first()
    if document is None:
        return ""
    documents.loosen(document)
    document.delete()
    record("document.remove", application.reference, actor=actor, number=number)
    return document.object_name


def _require_open(application: Application, actor: User, line: AwardLine | None) -> None:
    """A document comes before the decision, a receipt once its line is paid."""
    if application.agency_id not in actor.agency_ids:
        raise Refused(_("Only the agency that filed this request can do this."))
    if line is None:
        require_state(application, State.DRAFT, *UNDECIDED, words=_(_DECIDED))
    elif application.words_destroyed_at:
        raise Refused(_(_DESTROYED))
    elif not AwardLine.objects.filter(pk=line.pk, state=LineState.PAID).exists():
        raise Refused(_(_NOT_PAID))
    if application.documents.count() >= limits.MOST_DOCUMENTS:
        raise Refused(_(_FULL) % {"most": limits.MOST_DOCUMENTS})


def _standing(application: Application, once: str) -> Document | None:
    return application.documents.filter(once=once).first() if once else None
