"""What a committee meeting looks at, for its members' printed pack: no person, no words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application, AwardLine, Need
from applications.queries.inbox import committee_requests, to_ratify
from applications.states import UNDECIDED, Lane, LineState
from fund import books, clock
from fund.models import User
from fund.money import usd

MOST = 60
"""Rows of one part that are printed; of more, how many there are."""


@dataclass(frozen=True)
class Item:
    """One request in the pack, its lines in words."""

    reference: str
    lane: str
    region: str
    lines: list[str]
    cents: int
    when: datetime | None


@dataclass(frozen=True)
class Part:
    """A part of the pack; `more` says how many rows it leaves out."""

    title: str
    when: str
    items: list[Item]
    more: str


@dataclass(frozen=True)
class Pack:
    """The whole of it. Money in cents."""

    made_at: datetime
    parts: list[Part]
    funds: list[books.FundBalance]
    waiting_count: int
    waiting_cents: int


def pack_of(user: User) -> Pack:
    """What this member may see, in a fixed number of queries: her conflicts are left out."""
    undecided = committee_requests(user).filter(state__in=UNDECIDED)
    held = AwardLine.objects.filter(state=LineState.UNFUNDED).values_list("amount_cents", flat=True)
    waiting = list(held)
    return Pack(
        made_at=clock.now(),
        parts=[
            _part(_("To decide"), _("Due"), undecided.order_by("due_at", "id"), "due_at"),
            _part(
                _("Decided alone, to look at"),
                _("Decided"),
                to_ratify(user).order_by("decided_at", "id"),
                "decided_at",
            ),
        ],
        funds=books.balances(),
        waiting_count=len(waiting),
        waiting_cents=sum(waiting),
    )


def _part(title: str, when: str, rows: "QuerySet[Application]", moment: str) -> Part:
    needs = Need.objects.select_related("vendor").order_by("position")
    found = list(
        rows.select_related("region").prefetch_related(Prefetch("needs", queryset=needs))[
            : MOST + 1
        ]
    )
    more = ""
    if len(found) > MOST:
        left = rows.count() - MOST
        more = ngettext("And %(count)d more.", "And %(count)d more.", left) % {"count": left}
    return Part(title, when, [_item(row, moment) for row in found[:MOST]], more)


def _item(row: Any, moment: str) -> Item:
    return Item(
        reference=row.reference,
        lane=Lane(row.lane).label,
        region=row.region.name,
        lines=[
            _("%(what)s, %(vendor)s: %(amount)s")
            % {"what": need.category_label, "vendor": need.vendor, "amount": _cents(need)}
            for need in row.needs.all()
        ],
        cents=row.approved_cents or row.requested_cents,
        when=getattr(row, moment),
    )


def _cents(need: Need) -> str:
    return usd(need.approved_cents or need.amount_cents)
