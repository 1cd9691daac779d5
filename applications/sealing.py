"""The words of a request go into the vault here, and come out of it here, recorded."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications import consents
from applications.models import Application, Purpose, SealedText
from applications.models.sealed import Place
from applications.refusals import Refused
from fund import clock, dates, vault
from fund.audit import record_read
from fund.models import User

_P = ParamSpec("_P")
_R = TypeVar("_R")
_no_key: ContextVar[vault.VaultError | None] = ContextVar("no_key", default=None)


LEAVES_FOR = {
    Place.NOTE: Purpose.COMMITTEE,
    Place.MESSAGE: Purpose.COMMITTEE,
    Place.EXCEPTION: Purpose.COMMITTEE,
    Place.VENDOR_ACCOUNT: Purpose.VENDOR,
}
"""The purpose to which the person must consent before another house reads this place."""

STAYS = frozenset({Place.PSEUDONYM})
"""What nobody outside the filing agency reads, whatever was agreed."""

NOT_AGREED = {
    Purpose.COMMITTEE: gettext_noop(
        "The person does not agree at present that the committee reads the agency’s "
        "words. You see the amounts only."
    ),
    Purpose.VENDOR: gettext_noop(
        "The person does not agree to contact with the business. Pay without a name or "
        "an account number."
    ),
}


@dataclass(frozen=True)
class Words:
    """What was opened. `trouble` says in one sentence why something could not be, if so."""

    found: dict[tuple[str, int], str] = field(default_factory=dict)
    trouble: str = ""

    def of(self, place: Place, row: int = 0) -> str:
        """The text at this place; empty if there is none or it could not be opened."""
        return self.found.get((place, row), "")

    def may_be_at(self, place: Place) -> bool:
        """Whether there is a text at this place, or one could be that was not opened."""
        return bool(self.trouble) or any(there == place for there, _row in self.found)

    def into(self, rows: Iterable[Any]) -> None:
        """Give each row its text, in the attribute that its class names in `sealed_as`."""
        for row in rows:
            name, place = row.sealed_as
            setattr(row, name, self.of(place, row.pk))


def put(application: Application, place: Place, text: str, row: int = 0) -> None:
    """Seal a text in the caller's transaction, over the one that stood there; empty takes it away.

    Raises Refused if it can't be sealed.
    """
    standing = SealedText.objects.filter(application=application, place=place, row=row)
    if not text:
        standing.delete()
        return
    sealed = _sealed(application.reference, place, str(row), text)
    SealedText.objects.update_or_create(
        application=application,
        place=place,
        row=row,
        defaults={
            "key_id": sealed.key_id,
            "ciphertext": sealed.ciphertext,
            "sealed_at": clock.now(),
        },
    )


def remove(application: Application, place: Place, rows: Iterable[int]) -> None:
    """Take away the texts of rows that are gone."""
    SealedText.objects.filter(application=application, place=place, row__in=list(rows)).delete()


def read(application: Application, *places: Place, reader: User | None) -> Words:
    """The texts at these places; one query, and one for each consent that somebody outside the
    filing agency needs: without it the text stays closed. Who opened what is recorded.

    `reader` None is the action itself, which compares and shows nobody anything.
    """
    found: dict[tuple[str, int], str] = {}
    if on := application.words_destroyed_at:
        return Words(trouble=_destroyed_words(on))
    open_to_her, trouble = _open_to(application, places, reader)
    rows = SealedText.objects.filter(application=application, place__in=open_to_her)
    closed: set[str] = set()  # a key that does not come is waited for once, not for each text
    for row in rows.order_by("place", "row"):
        if row.key_id in closed:
            continue
        sealed = vault.Sealed(row.key_id, bytes(row.ciphertext))
        try:
            plain = vault.unseal(application.reference, row.place, str(row.row), sealed)
        except vault.VaultError as error:
            trouble = _(error.words)
            if not isinstance(error, vault.Tampered):
                closed.add(row.key_id)
            continue
        found[row.place, row.row] = plain.decode()
    if reader is not None and found:
        opened = ", ".join(dict.fromkeys(place for place, _row in found))
        record_read(application.reference, opened, actor=reader)
    return Words(found, trouble)


def _open_to(
    application: Application, places: tuple[Place, ...], reader: User | None
) -> tuple[list[Place], str]:
    """The places that this reader may open, and why not the others."""
    if reader is None or application.agency_id in reader.agencies_served:
        return list(places), ""
    asked = dict.fromkeys(LEAVES_FOR[place] for place in places if place in LEAVES_FOR)
    refused = {purpose for purpose in asked if not consents.in_force(application, purpose)}
    shut = {place for place in places if place in STAYS or LEAVES_FOR.get(place) in refused}
    why = " ".join(_(NOT_AGREED[purpose]) for purpose in asked if purpose in refused)
    return [place for place in places if place not in shut], why


def key_ready(action: Callable[_P, _R]) -> Callable[_P, _R]:
    """For an action on a request that seals or compares words: data keys are fetched before the
    transaction begins, so that none is open across the network.

    Without a key the action goes on: a vote or a line without words needs none. Words raise Refused
    then, and nothing is saved.
    """

    @wraps(action)
    def with_key(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        pk = cast(int, args[0])
        reference = Application.objects.filter(pk=pk).values_list("reference", flat=True).first()
        no_key: vault.VaultError | None = None
        try:
            if reference:
                vault.ready(reference)
        except vault.VaultError as error:
            no_key = error
        token = _no_key.set(no_key)
        try:
            return vault.keys_first(action, *args, **kwargs)
        finally:
            _no_key.reset(token)

    return with_key


def _sealed(reference: str, place: Place, row: str, text: str) -> vault.Sealed:
    try:
        if no_key := _no_key.get():
            raise no_key
        return vault.seal(reference, place, row, text.encode())
    except vault.VaultError as error:
        raise Refused(_(error.saving)) from None


def _destroyed_words(on: datetime) -> str:
    words = _(
        "Its words were destroyed on %(day)s, as the fund’s rules say. Amounts and dates stay."
    )
    return words % {"day": dates.written(on)}
