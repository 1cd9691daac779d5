"""Entries of the directory as words for a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from fund import clock, dates
from fund.models import NeedCategory, Region, Resource
from fund.resources import checked_in_words


@dataclass(frozen=True)
class ResourceRow:
    """One entry as everybody reads it."""

    reference: str
    name: str
    gives: str
    phone: str
    dial: str
    web: str
    site: str
    hours: str
    where: str
    what: str
    checked: str
    is_stale: bool
    is_ended: bool


def region_names() -> dict[int, str]:
    """Every region's name by its key; one query."""
    return dict(Region.objects.order_by("name").values_list("pk", "name"))


def resource_rows(
    found: Iterable[Resource], regions: Mapping[int, str], *, stale_days: int
) -> list[ResourceRow]:
    """The entries in the given order."""
    return [_row(one, regions, stale_days) for one in found]


def _row(one: Resource, regions: Mapping[int, str], stale_days: int) -> ResourceRow:
    checked, is_stale = checked_in_words(one.assured_on, clock.today(), stale_days=stale_days)
    return ResourceRow(
        reference=one.reference,
        name=one.name,
        gives=one.gives,
        phone=one.phone,
        dial="".join(sign for sign in one.phone if sign.isdecimal() or sign == "+"),
        web=one.web,
        site=urlsplit(one.web).netloc.removeprefix("www."),
        hours=one.hours,
        where=", ".join(regions[key] for key in one.regions if key in regions) or _("Whole state"),
        what=", ".join(c.label for c in NeedCategory if c.value in one.categories),
        checked=checked,
        is_stale=is_stale,
        is_ended=one.is_ended,
    )


@dataclass(frozen=True)
class VersionRow:
    """One line of an entry's history."""

    version: int
    on: str
    by: str
    what: str


def history(versions: Iterable[Resource]) -> list[VersionRow]:
    """What each version did, the newest first; `versions` are oldest first."""
    rows: list[VersionRow] = []
    before: Resource | None = None
    for one in versions:
        day = dates.written(one.made_at, "SHORT_DATE_FORMAT")
        rows.append(VersionRow(one.version, day, one.made_by.name, _did(before, one)))
        before = one
    return rows[::-1]


def _did(before: Resource | None, one: Resource) -> str:
    if before is None:
        return _("Added")
    if one.is_ended:
        return _("Taken off the list")
    words = ("name", "gives", "phone", "web", "hours", "categories", "regions")
    if before.is_ended:
        return _("Put back on the list")
    if all(getattr(before, name) == getattr(one, name) for name in words):
        return _("Still right")
    return _("Changed")
