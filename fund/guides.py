"""What the fund wants to see for each category. An administrator's words count; until she has
written some, those of comparable funds below, which alone are translated. A police report is never
among them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from fund import clock
from fund.audit import record
from fund.models import CategoryGuide, NeedCategory, User


class GuideError(Exception):
    """The words can't stand; the message is one sentence for the administrator."""


@dataclass(frozen=True)
class Guide:
    """The words for one category; version 0 is the one below, written on no day."""

    category: NeedCategory
    papers: str
    ready: str
    version: int = 0
    written_at: datetime | None = None

    @property
    def label(self) -> str:
        return self.category.label


_C = NeedCategory
USUAL: dict[NeedCategory, tuple[str, str]] = {
    _C.MOTEL: (
        gettext_noop("The motel’s quote or bill"),
        gettext_noop("Nights, price with tax, and whether the motel wants an ID or a deposit"),
    ),
    _C.RENT: (
        gettext_noop("The lease page with the rent, or the landlord’s bill"),
        gettext_noop("Which month is owed"),
    ),
    _C.DEPOSIT: (gettext_noop("The lease page with the deposit"), gettext_noop("The move-in day")),
    _C.UTILITIES: (
        gettext_noop("The newest bill or shut-off notice"),
        gettext_noop("The account number on the bill"),
    ),
    _C.MOVING: (
        gettext_noop("The mover’s or truck rental’s quote"),
        gettext_noop("The day and rough distance"),
    ),
    _C.LOCKS: (
        gettext_noop("The locksmith’s quote"),
        gettext_noop("Whether the landlord has agreed"),
    ),
    _C.FOOD: (
        gettext_noop("A store and an amount; no paper is needed"),
        gettext_noop("For how many people and days"),
    ),
    _C.CLOTHING: (
        gettext_noop("A store and an amount, or a list with prices"),
        gettext_noop("Sizes stay with you"),
    ),
    _C.IDENTITY: (
        gettext_noop("The office’s fee list or form"),
        gettext_noop("Which paper, from which state"),
    ),
    _C.PHONE: (
        gettext_noop("The shop’s price or the plan’s bill"),
        gettext_noop("Whether the old phone is safe to keep"),
    ),
    _C.LOCAL_TRANSPORT: (
        gettext_noop("The fare or the taxi’s quote"),
        gettext_noop("How many rides"),
    ),
    _C.RELOCATION: (
        gettext_noop("The price of the ticket"),
        gettext_noop("The day; the fund buys the ticket itself"),
    ),
    _C.FUEL: (
        gettext_noop("A station and an amount; no paper is needed"),
        gettext_noop("Rough distance of the trip"),
    ),
    _C.CAR_REPAIR: (
        gettext_noop("The garage’s quote"),
        gettext_noop("Whether the car is safe to drive until then"),
    ),
    _C.CHILDCARE: (
        gettext_noop("The provider’s bill or price list"),
        gettext_noop("Which days are needed"),
    ),
    _C.MEDICAL: (
        gettext_noop("The bill or the co-pay on a letter"),
        gettext_noop("Cover what the visit was for"),
    ),
    _C.MEDICATION: (
        gettext_noop("The pharmacy’s price"),
        gettext_noop("Cover the name of the medicine"),
    ),
    _C.TATTOO_REMOVAL: (
        gettext_noop("The clinic’s quote"),
        gettext_noop("How many visits it covers"),
    ),
    _C.LEGAL: (
        gettext_noop("The lawyer’s bill or the court’s fee list"),
        gettext_noop("The day of the hearing, if any"),
    ),
    _C.OTHER: (
        gettext_noop("A bill, a quote or a price"),
        gettext_noop("One sentence on what it is for"),
    ),
}


def guides(categories: Collection[str] | None = None) -> list[Guide]:
    """The words for these categories, or for all, in the order of the list; one query."""
    wanted = [c for c in NeedCategory if categories is None or c.value in categories]
    rows = CategoryGuide.objects.newest().filter(category__in=wanted)
    written = {row.category: row for row in rows}
    found = []
    for category in wanted:
        if row := written.get(category.value):
            found.append(Guide(category, row.papers, row.ready, row.version, row.made_at))
        else:
            papers, ready = USUAL[category]
            found.append(Guide(category, gettext(papers), gettext(ready)))
    return found


@transaction.atomic(durable=True)
def write(guide: Guide, *, actor: User) -> CategoryGuide:
    """The next version of the words for a category; `guide.version` is the one that was read.

    The same words again are the same version. Raises GuideError if somebody else was faster.
    """
    rows = CategoryGuide.objects.filter(category=guide.category)
    newer: CategoryGuide | None = rows.filter(version__gt=guide.version).first()
    if newer:
        if (newer.papers, newer.ready, newer.made_by_id) == (guide.papers, guide.ready, actor.pk):
            return newer
        raise GuideError(
            _("Somebody changed these words while you were typing. Look at them first.")
        )
    made: CategoryGuide = rows.create(
        category=guide.category,
        version=guide.version + 1,
        papers=guide.papers,
        ready=guide.ready,
        made_by=actor,
        made_at=clock.now(),
    )
    record("guide.write", guide.category.value, actor=actor, version=made.version)
    return made
