"""The end of a request's words: ordered in one transaction, carried out, recorded in another.

Amounts, states and the books stay whole.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from applications import documents
from applications.commands import PlaceHold
from applications.models import Application, LegalHold, PurgeCertificate, SealedText
from applications.queries.retention import number_of_any_agency, past_retention
from fund import clock, key_quarters, tenancy, vault
from fund.audit import record
from fund.models import User

from .locking import Refused


@dataclass
class Purge:
    """What a round did, by the requests' numbers; `waiting` are tried again tomorrow."""

    unreadable: list[str] = field(default_factory=list)
    shredded: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


def purge_due() -> Purge:
    """Destroy the words whose time is over, finish what was begun, and say what is final.

    Keys that somebody put back from a backup are destroyed again.
    """
    done = Purge()
    for pk in past_retention().values_list("pk", flat=True):
        _order(pk)
    certificates = list(PurgeCertificate.objects.filter(shredded_at=None).order_by("pk"))
    for place, certificate in enumerate(certificates):
        try:
            is_news = _carry_out(certificate)
        except vault.VaultUnavailable:
            done.waiting = [left.reference for left in certificates[place:]]
            break
        if is_news:
            done.unreadable.append(certificate.reference)
        if _finish(certificate.pk):
            done.shredded.append(certificate.reference)
    return done


def shred(pk: int) -> PurgeCertificate:
    """Destroy the words of one request whose time is over.

    Raises Refused if it is not, and vault.VaultError if the key store is away: then it is ordered,
    and the next round carries it out.
    """
    if not _order(pk):
        raise Refused(_("The words of this request are not due to be destroyed."))
    certificate = PurgeCertificate.objects.get(application=pk)
    _carry_out(certificate)
    return PurgeCertificate.objects.get(pk=certificate.pk)


@transaction.atomic(durable=True)
def place_hold(command: PlaceHold, *, actor: User) -> LegalHold:
    """Stop the destruction of one request's words until a day; the same again is the same hold.

    Raises Refused for an unknown number and for words that are destroyed already.
    """
    pk = number_of_any_agency(command.reference)
    if pk is None:
        raise Refused(_("No request has this number."))
    with tenancy.as_the_fund():  # she places it by its number and sees no request
        application = _lock(pk)
    if application.words_destroyed_at:
        raise Refused(_("The words of this request are destroyed already."))
    values = {"kind": command.kind, "matter": command.matter, "ends_on": command.ends_on}
    standing = LegalHold.objects.in_force(clock.today()).filter(application=application, **values)
    if found := standing.first():
        return found
    made = LegalHold.objects.create(
        application=application,
        reference=application.reference,
        placed_by=actor,
        placed_at=clock.now(),
        **values,
    )
    record("hold.place", made.reference, actor=actor, ends_on=f"{made.ends_on}", kind=made.kind)
    return made


@transaction.atomic(durable=True)
def release_hold(pk: int, *, actor: User) -> LegalHold:
    """Let the destruction go on; released already, the hold as it stands."""
    hold = LegalHold.objects.select_for_update().get(pk=pk)
    if hold.released_at is None:
        hold.released_by, hold.released_at = actor, clock.now()
        hold.save()
        record("hold.release", hold.reference, actor=actor, kind=hold.kind)
    return hold


@transaction.atomic(durable=True)
def _order(pk: int) -> bool:
    """Under the request's lock, so that no hold slips in: its texts go, its certificate begins."""
    application = _lock(pk)
    if application.words_destroyed_at:
        return True
    now = clock.now()
    if not past_retention().filter(pk=pk).exists():
        return False
    application.words_destroyed_at = now
    application.save(update_fields=["words_destroyed_at"])
    texts, _ = SealedText.objects.filter(application=application).delete()
    ended_at = application.ended_at or application.decided_at
    assert ended_at is not None
    PurgeCertificate.objects.create(
        application=application,
        reference=application.reference,
        policy_version=application.policy.version,
        ended_at=ended_at,
        texts=texts,
        ordered_at=now,
    )
    record("words.order", application.reference, actor=None, texts=texts)
    return True


def _carry_out(certificate: PurgeCertificate) -> bool:
    """Outside any transaction: the keys are destroyed, and that they were is recorded once."""
    gone = vault.destroy(certificate.reference)
    documents.remove_objects(certificate.application)
    return _record_destroyed(certificate.pk, gone)


@transaction.atomic(durable=True)
def _record_destroyed(pk: int, gone: vault.Destroyed) -> bool:
    certificate = PurgeCertificate.objects.select_for_update().get(pk=pk)
    if certificate.keys_destroyed_at and not gone.deleted:
        return False
    certificate.keys_destroyed_at = clock.now()
    certificate.key_ids = sorted({*certificate.key_ids, *gone.key_ids})
    certificate.quarters = sorted({*certificate.quarters, *gone.quarters})
    certificate.save()
    record(
        "words.destroy_keys",
        certificate.reference,
        actor=None,
        keys=len(certificate.key_ids),
        quarters=", ".join(certificate.quarters),
    )
    return True


@transaction.atomic(durable=True)
def _finish(pk: int) -> bool:
    """Say "shredded" once no backup of the store and no key-encryption key is left."""
    certificate = PurgeCertificate.objects.select_for_update().get(pk=pk)
    now, backups = clock.now(), certificate.backups_gone_at
    keys = key_quarters.gone_at(certificate.quarters)
    if backups is None or keys is None or now < max(backups, keys):
        return False
    certificate.shredded_at = now
    certificate.save()
    record("words.shredded", certificate.reference, actor=None)
    return True


def _lock(pk: int) -> Application:
    found: Application = (
        Application.objects.select_for_update(of=("self",)).select_related("policy").get(pk=pk)
    )
    return found
