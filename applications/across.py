"""The few questions that are asked across all agencies, each in one function.

Their answers reach a person as a sum, a sentence or a yes, never as another agency's row.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, DateField, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from applications import policy
from applications.models import (
    Application,
    AwardLine,
    FundCode,
    GuaranteeLetter,
    Household,
    Need,
)
from applications.oncall import IN_A_DAY, AloneLately
from applications.states import UNDECIDED, LineState, State
from fund import clock, keyed, tenancy
from fund.models import User

CARD, LABEL, LETTER = "fund-code", "household-label", "letter-code"
YEAR = timedelta(days=365)


def card_of(code: str) -> FundCode | None:
    """The card with this code, working or not; by its MAC under every key that is in use."""
    return FundCode.objects.filter(mac__in=keyed.macs(CARD, code)).first()


def working_card(household_id: int) -> FundCode | None:
    """The household's card, whichever agency made it; None if there is none that works."""
    return FundCode.objects.filter(household=household_id, revoked_at__isnull=True).first()


@dataclass(frozen=True)
class Promise:
    """What a letter in force says to whoever holds it: how much, and until which day."""

    amount_cents: int
    expires_on: date


def promise_of(code: str) -> Promise | None:
    """The promise of the letter with this code, asked by anybody. None if it is unknown, ended or
    paid: one query with one answer, so that nobody learns which."""
    rows = GuaranteeLetter.objects.in_force(clock.today())
    with tenancy.as_the_fund():
        found = rows.filter(mac__in=keyed.macs(LETTER, code)).first()
    return Promise(found.amount_cents, found.expires_on) if found else None


def household_of_label(label: str, **if_new: Any) -> Household:
    """The household that a spreadsheet calls by this label; made if no import knew it before."""
    macs = keyed.macs(LABEL, label)
    found = Household.objects.filter(label_mac__in=macs).first()
    return found or Household.objects.create(label_mac=macs[0], **if_new)


@tenancy.as_the_fund()
def spent_by_household(application: Application) -> policy.Spent:
    """What the household's other requests were awarded, less what the vendors gave back."""
    lines = AwardLine.objects.filter(award__application=OuterRef("pk")).order_by()
    refunded = lines.values("award").values_list(Sum("refunded_cents"))
    others = (
        Application.objects.filter(
            household_id=application.household_id, state__in=[State.APPROVED, State.CLOSED]
        )
        .exclude(pk=application.pk)
        .annotate(kept=F("approved_cents") - Coalesce(Subquery(refunded), 0))
    )
    year = Q(decided_at__gt=clock.now() - YEAR)
    found = others.aggregate(
        lifetime=Sum("kept"),
        year=Sum("kept", filter=year),
        oldest=Min("decided_at", filter=year & Q(kept__gt=0)),
    )
    oldest = found["oldest"]
    return policy.Spent(
        twelve_months_cents=found["year"] or 0,
        lifetime_cents=found["lifetime"] or 0,
        more_on=timezone.localdate(oldest + YEAR) if oldest else None,
    )


class SimilarWas(StrEnum):
    """How far a similar line is."""

    PAID = "paid"
    APPROVED = "approved"
    ASKED = "asked"


@dataclass(frozen=True)
class Similar:
    """That a line like `need` was paid, approved or only asked for on this day. No more."""

    need: Need
    on: date
    was: SimilarWas


@dataclass(frozen=True)
class Lately:
    """What other requests say about this one: lines like its own, and what the same household had
    paid, by category and day."""

    similar: list[Similar]
    household: list[tuple[str, date]]


def lately(application: Application, needs: Iterable[Need]) -> Lately:
    """For each need the newest line of any other request that is like it, and what the household
    had paid for such things; one query.

    Alike: the same vendor, a similar amount asked or awarded; paid or approved lately, or asked
    for lately and not yet decided.
    """
    rows = list(needs)
    found = _others(application, rows)
    return Lately(
        similar=[similar for need in rows if (similar := _like(need, found))],
        household=[(row.category, row.on) for row in found if row.is_household][:MOST_OF_HOUSEHOLD],
    )


@dataclass(frozen=True)
class _Other:
    """A line of another request, of any agency."""

    kind: str
    vendor: int
    category: str
    cents: int
    asked: int
    paid: date | None
    at: datetime

    @property
    def is_household(self) -> bool:
        return self.kind == _HOUSEHOLD

    @property
    def on(self) -> date:
        return self.paid or timezone.localdate(self.at)

    @property
    def was(self) -> SimilarWas:
        if self.paid:
            return SimilarWas.PAID
        return SimilarWas.APPROVED if self.kind == _AWARD else SimilarWas.ASKED


_AWARD, _ASKED, _HOUSEHOLD = "award", "asked", "household"
MOST_OF_HOUSEHOLD = 5


def _like(need: Need, found: Iterable[_Other]) -> Similar | None:
    low, high = policy.similar_cents(need.amount_cents)
    alike = [
        row
        for row in found
        if not row.is_household
        and row.vendor == need.vendor_id
        and (low <= row.cents <= high or low <= row.asked <= high)
    ]
    if not alike:
        return None
    newest = max(alike, key=lambda row: (row.on, row.was is SimilarWas.PAID))
    return Similar(need, newest.on, newest.was)


def _others(application: Application, needs: list[Need]) -> list[_Other]:
    since = clock.today() - timedelta(days=policy.SIMILAR_DAYS)
    awarded, asked = Q(pk__in=[]), Q(pk__in=[])
    for need in needs:
        amounts = policy.similar_cents(need.amount_cents)
        near = Q(amount_cents__range=amounts) | Q(need__amount_cents__range=amounts)
        awarded |= Q(near, vendor=need.vendor_id)
        asked |= Q(vendor=need.vendor_id, amount_cents__range=amounts)
    lately = Q(paid_on__gte=since) | Q(paid_on__isnull=True, award__made_at__date__gte=since)
    lines = AwardLine.objects.exclude(award__application=application).annotate(
        cents=F("amount_cents"),
        asked=F("need__amount_cents"),
        paid=F("paid_on"),
        at=F("award__made_at"),
    )
    household = lines.filter(
        state=LineState.PAID,
        paid_on__gte=since,
        award__application__household=application.household_id,
        category__in=[need.category for need in needs],
    )
    waiting = (
        Need.objects.filter(
            asked, application__state__in=UNDECIDED, application__submitted_at__date__gte=since
        )
        .exclude(application=application)
        .annotate(
            cents=F("amount_cents"),
            asked=F("amount_cents"),
            paid=Value(None, DateField()),
            at=F("application__submitted_at"),
        )
    )
    parts: list[QuerySet[Any, Any]] = [
        lines.filter(awarded, lately)
        .exclude(state=LineState.CANCELLED)
        .annotate(kind=Value(_AWARD)),
        waiting.annotate(kind=Value(_ASKED)),
        household.annotate(kind=Value(_HOUSEHOLD)),
    ]
    columns = ("kind", "vendor", "category", "cents", "asked", "paid", "at")
    first, *rest = (part.order_by().values_list(*columns) for part in parts)
    with tenancy.as_the_fund():
        return [_Other(*row) for row in first.union(*rest, all=True)]


@tenancy.as_the_fund()
def alone_lately(member: User, application: Application) -> AloneLately:
    """What this member, and anybody for this household, approved alone in the last 24 hours.

    Under the locks of both: two such decisions at one instant are counted in turn.
    """
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    Household.objects.select_for_update(no_key=True).get(pk=application.household_id)
    rows = Application.objects.filter(decided_alone=True, decided_at__gt=clock.now() - IN_A_DAY)
    hers = rows.filter(decided_by=member).aggregate(cents=Sum("approved_cents"))
    waits = rows.filter(household=application.household_id, ratified_at__isnull=True)
    return AloneLately(hers["cents"] or 0, waits.exists())


@tenancy.as_the_fund()
def alone_by_month(since: datetime) -> list[dict[str, Any]]:
    """For each month, the newest first: emergencies decided alone, and the committee's word on
    them. Figures only, for the chair and for the annual report."""
    rows = Application.objects.filter(decided_alone=True, decided_at__gte=since)
    by_month = rows.annotate(month=TruncMonth("decided_at")).values("month")
    agreed, refused = Q(ratified_at__isnull=False), Q(ratification_refused_at__isnull=False)
    counted = by_month.annotate(
        decided=Count("pk"),
        agreed=Count("pk", filter=agreed),
        refused=Count("pk", filter=refused),
        waiting=Count("pk", filter=~agreed & ~refused),
        approved_cents=Sum("approved_cents"),
    )
    return [dict(row) for row in counted.order_by("-month")]
