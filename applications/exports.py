"""An agency's own figures as a CSV file, made in pieces while it is sent.

Each piece is read in a transaction of its own, after the last: none stays open for as long as a
slow line takes, and none is large. Words stay sealed, but for the agency's own names if she asks;
each of those is a recorded reading. The file is in English whoever asks: heads and states are
sorted and counted by spreadsheets, and those of two people have to fit together.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone, translation

from applications import sealing
from applications.models import Application, Need, Place
from applications.states import AgeBand, HouseholdBand, Lane, LineState, State
from fund import cells, tenancy
from fund.audit import record
from fund.models import User
from fund.money import dollars

PIECE = 200
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel takes UTF-8 for something else."""

HEADS = (
    *("Number", "Agency", "State", "How soon", "Region", "Household", "Age"),
    *("Sent", "Decided", "Filed by", "Looked after by"),
    *("Line", "For", "Business", "Asked for", "Approved", "Payment", "Paid on"),
)
OWN_NAME = "Our own name"
CLOSED_NOW = "(can’t be opened now)"


@transaction.atomic(durable=True)
def begin_export(actor: User, *, with_names: bool) -> None:
    """Put on the trail that the agency's figures leave, before the first of them does."""
    for agency in sorted(actor.agencies_led):
        record("agency.export", f"agency {agency}", actor=actor, with_names=int(with_names))


def export(user: User, *, with_names: bool) -> Iterator[str]:
    """Lines of the file: one for each line of a request, oldest first; several lines at a time."""
    heads = (*HEADS, OWN_NAME) if with_names else HEADS
    yield BYTE_ORDER_MARK + cells.line(heads)
    last = 0
    while piece := _piece(user, last):
        last = piece[-1].pk
        with translation.override(settings.LANGUAGE_CODE):
            text = "".join(line for one in piece for line in _lines(one, user, with_names))
        yield text


def _piece(user: User, last: int) -> list[Application]:
    needs = Need.objects.select_related("vendor", "award_line").order_by("position")
    rows = Application.objects.led_by(user).filter(pk__gt=last).order_by("pk")
    rows = rows.select_related("agency", "region", "filed_by", "cared_for_by")
    with tenancy.acting(user.pk), transaction.atomic():
        return list(rows.prefetch_related(Prefetch("needs", queryset=needs))[:PIECE])


def _lines(application: Application, user: User, with_names: bool) -> Iterator[str]:
    name = [_own_name(application, user)] if with_names else []
    needs: list[Need | None] = list(application.needs.all())
    for need in needs or [None]:
        yield cells.line([*_of_request(application), *_of_need(need), *name])


def _own_name(application: Application, user: User) -> str:
    """Recorded before it leaves; no transaction is open while the key is fetched."""
    with tenancy.acting(user.pk):
        words = sealing.read(application, Place.PSEUDONYM, reader=user)
    is_shut = words.trouble and not application.words_destroyed_at
    return words.of(Place.PSEUDONYM) or (CLOSED_NOW if is_shut else "")


def _of_request(row: Application) -> list[str]:
    return [
        row.reference,
        row.agency.name,
        State(row.state).label,
        Lane(row.lane).label,
        row.region.name,
        _label(HouseholdBand, row.household_band),
        _label(AgeBand, row.age_band),
        _day(row.submitted_at),
        _day(row.decided_at),
        row.filed_by.name,
        row.cared_for_by.name,
    ]


def _of_need(need: Need | None) -> list[str]:
    if need is None:
        return [""] * 7
    award: Any = getattr(need, "award_line", None)
    return [
        str(need.position),
        need.category_label,
        need.vendor.name,
        amount(need.amount_cents),
        amount(need.approved_cents),
        LineState(award.state).label if award else "",
        _day(award.paid_on) if award else "",
    ]


def amount(cents: int) -> str:
    """`1200.50`: a spreadsheet adds it up."""
    return dollars(cents).replace(",", "")


def _label(kind: Any, value: str) -> str:
    return str(kind(value).label) if value in kind.values else value


def _day(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        moment = timezone.localtime(moment).date()
    return moment.isoformat() if moment else ""
