"""What the fund wants to see for each category. An administrator's words count; until she has
written some, those of comparable funds below. A police report is never among them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from fund import clock
from fund.audit import record
from fund.models import CategoryGuide, NeedCategory, User


class GuideError(Exception):
    """The words can't stand; the message is one sentence for the administrator."""


@dataclass(frozen=True)
class Guide:
    """The words for one category; version 0 is the one below."""

    category: NeedCategory
    papers: str
    ready: str
    version: int = 0

    @property
    def label(self) -> str:
        return self.category.label


_C = NeedCategory
USUAL: dict[NeedCategory, tuple[str, str]] = {
    _C.MOTEL: (
        "The motel’s quote or bill",
        "Nights, price with tax, and whether the motel wants an ID or a deposit",
    ),
    _C.RENT: ("The lease page with the rent, or the landlord’s bill", "Which month is owed"),
    _C.DEPOSIT: ("The lease page with the deposit", "The move-in day"),
    _C.UTILITIES: ("The newest bill or shut-off notice", "The account number on the bill"),
    _C.MOVING: ("The mover’s or truck rental’s quote", "The day and rough distance"),
    _C.LOCKS: ("The locksmith’s quote", "Whether the landlord has agreed"),
    _C.FOOD: ("A store and an amount; no paper is needed", "For how many people and days"),
    _C.CLOTHING: ("A store and an amount, or a list with prices", "Sizes stay with you"),
    _C.IDENTITY: ("The office’s fee list or form", "Which paper, from which state"),
    _C.PHONE: ("The shop’s price or the plan’s bill", "Whether the old phone is safe to keep"),
    _C.LOCAL_TRANSPORT: ("The fare or the taxi’s quote", "How many rides"),
    _C.RELOCATION: ("The price of the ticket", "The day; the fund buys the ticket itself"),
    _C.FUEL: ("A station and an amount; no paper is needed", "Rough distance of the trip"),
    _C.CAR_REPAIR: ("The garage’s quote", "Whether the car is safe to drive until then"),
    _C.CHILDCARE: ("The provider’s bill or price list", "Which days are needed"),
    _C.MEDICAL: ("The bill or the co-pay on a letter", "Cover what the visit was for"),
    _C.MEDICATION: ("The pharmacy’s price", "Cover the name of the medicine"),
    _C.TATTOO_REMOVAL: ("The clinic’s quote", "How many visits it covers"),
    _C.LEGAL: ("The lawyer’s bill or the court’s fee list", "The day of the hearing, if any"),
    _C.OTHER: ("A bill, a quote or a price", "One sentence on what it is for"),
}


def guides(categories: Collection[str] | None = None) -> list[Guide]:
    """The words for these categories, or for all, in the order of the list; one query."""
    wanted = [c for c in NeedCategory if categories is None or c.value in categories]
    rows = CategoryGuide.objects.newest().filter(category__in=wanted)
    written = {row.category: row for row in rows}
    found = []
    for category in wanted:
        if row := written.get(category.value):
            found.append(Guide(category, row.papers, row.ready, row.version))
        else:
            found.append(Guide(category, *USUAL[category]))
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
        raise GuideError("Somebody changed these words while you were typing. Look at them first.")
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
