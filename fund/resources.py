"""The directory of other help: kept by the fund's administrator, never in the way of a request."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from fund import clock, dates, references
from fund.audit import record
from fund.models import Resource, User

AT_MOST = 3
"""How many entries a page of questions shows."""


class ResourceError(Exception):
    """The entry can't be changed so; the message is one sentence for the administrator."""


@dataclass(frozen=True)
class Entry:
    """What the directory says of one place, and the day on which somebody made sure of it."""

    name: str
    gives: str
    phone: str
    web: str
    hours: str
    categories: tuple[str, ...]
    regions: tuple[int, ...]
    assured_on: date


@transaction.atomic(durable=True)
def add(entry: Entry, *, actor: User) -> Resource:
    """A new entry; the same again from the same person is the same one, so a double click adds
    one."""
    values = _values(entry)
    same = Resource.objects.newest().filter(**values, made_by=actor, is_ended=False)
    standing: Resource | None = same.first()
    if standing:
        return standing
    made: Resource = Resource.objects.create(
        reference=references.unused_in(references.resource_reference, Resource),
        assured_by=actor,
        made_by=actor,
        made_at=clock.now(),
        **values,
    )
    record("resource.add", made.reference, actor=actor)
    return made


@transaction.atomic(durable=True)
def change(reference: str, entry: Entry, *, based_on: int, actor: User) -> Resource:
    """The next version with other words; one that was taken off the list is on it again.

    Raises ResourceError if somebody else changed the entry meanwhile.
    """
    made, is_new = _next(reference, based_on, actor, **_values(entry), is_ended=False)
    if is_new:
        record("resource.change", reference, actor=actor, version=made.version)
    return made


@transaction.atomic(durable=True)
def assure(reference: str, *, based_on: int, actor: User) -> Resource:
    """The next version with the same words: they are still right today. Raises as `change`."""
    made, is_new = _next(reference, based_on, actor, assured_on=clock.today())
    if is_new:
        record("resource.assure", reference, actor=actor, version=made.version)
    return made


@transaction.atomic(durable=True)
def end(reference: str, *, based_on: int, actor: User) -> Resource:
    """The next version is off the list; every version stays. Raises as `change`."""
    made, is_new = _next(reference, based_on, actor, is_ended=True)
    if is_new:
        record("resource.end", reference, actor=actor, version=made.version)
    return made


def fitting(categories: Collection[str], region_id: int, *, stale_days: int) -> list[Resource]:
    """A few entries for these categories in this region: what was checked lately and is near
    comes first. One query; none without a category."""
    if not categories:
        return []
    wanted = Q(pk__in=[])
    for category in set(categories):
        wanted |= Q(categories__contains=[category])
    here = Q(regions=[]) | Q(regions__contains=[region_id])
    stale = When(assured_on__lt=stale_before(stale_days), then=Value(1))
    statewide = When(regions=[], then=Value(1))
    rows = Resource.objects.newest().filter(wanted, here, is_ended=False)
    nearest = rows.order_by(
        Case(stale, default=Value(0)), Case(statewide, default=Value(0)), "name", "pk"
    )
    return list(nearest[:AT_MOST])


def stale_before(days: int) -> date:
    """What was assured before this day is old."""
    return clock.today() - timedelta(days=days)


def checked_in_words(assured_on: date, today: date, *, stale_days: int) -> tuple[str, bool]:
    """How long ago an entry was assured, and whether that is too long to rely on it."""
    days = (today - assured_on).days
    if days <= stale_days:
        return _("Checked %(day)s") % {"day": dates.written(assured_on)}, False
    months = days // 30
    if months > 1:
        words = _("Last checked %(count)d months ago: call before you send anybody")
        return words % {"count": months}, True
    words = _("Last checked %(count)d days ago: call before you send anybody")
    return words % {"count": days}, True


def _values(entry: Entry) -> dict[str, Any]:
    lists = {"categories": list(entry.categories), "regions": list(entry.regions)}
    return {**asdict(entry), **lists}


def _next(reference: str, based_on: int, actor: User, **changed: Any) -> tuple[Resource, bool]:
    """The version after `based_on`, and whether it is new: the same click twice makes one, and
    one that changes nothing makes none."""
    rows = Resource.objects.select_for_update().filter(reference=reference)
    base: Resource | None = rows.filter(version=based_on).first()
    if base is None:
        raise ResourceError(_("Look at the entry first."))
    wanted = _content(base) | changed
    newer = Resource.objects.filter(reference=reference, version=base.version + 1).first()
    if newer and (_content(newer) != wanted or newer.made_by_id != actor.pk):
        raise ResourceError(_("Somebody changed this entry meanwhile. Look at it first."))
    if newer or wanted == _content(base):
        return newer or base, False
    is_assured = wanted["assured_on"] != base.assured_on
    made = Resource.objects.create(
        reference=reference,
        version=base.version + 1,
        assured_by=actor if is_assured else base.assured_by,
        made_by=actor,
        made_at=clock.now(),
        **wanted,
    )
    return made, True


def _content(row: Resource) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*Entry.__dataclass_fields__, "is_ended")}
