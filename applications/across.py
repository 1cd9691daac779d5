"""The few questions that are asked across all agencies, each in one function.

Their answers reach a person as a sum, a sentence or a yes, never as another agency's row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
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
from applications.states import LineState, State
from fund import clock, keyed, tenancy

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


@tenancy.as_the_fund()
def household_paid_lately(
    application: Application, needs: Iterable[Need]
) -> list[tuple[str, date]]:
    """Categories of these needs that the same household had paid lately, and when."""
    rows = AwardLine.objects.filter(
        state=LineState.PAID,
        paid_on__gte=clock.today() - timedelta(days=policy.SIMILAR_DAYS),
        award__application__household=application.household_id,
        category__in=[need.category for need in needs],
    ).exclude(award__application=application)
    found = rows.values_list("category", "paid_on")[:5]
    return [(category, paid_on) for category, paid_on in found if paid_on]


@dataclass(frozen=True)
class Similar:
    """That a line like `need` was paid or, if not yet paid, approved on this day. No more."""

    need: Need
    on: date
    is_paid: bool


def similar_lines(application: Application, needs: Iterable[Need]) -> Iterator[Similar]:
    """For each need the newest line of any other request that is like it; one query.

    Alike: the same vendor, a similar amount asked or awarded, paid or approved lately.
    """
    rows = list(needs)
    since = clock.today() - timedelta(days=policy.SIMILAR_DAYS)
    alike = Q(pk__in=[])
    for need in rows:
        amounts = policy.similar_cents(need.amount_cents)
        near = Q(amount_cents__range=amounts) | Q(need__amount_cents__range=amounts)
        alike |= Q(near, vendor=need.vendor_id)
    lately = Q(paid_on__gte=since) | Q(paid_on__isnull=True, award__made_at__date__gte=since)
    lines = AwardLine.objects.filter(alike, lately).exclude(state=LineState.CANCELLED)
    others = lines.exclude(award__application=application).values_list(
        "vendor", "amount_cents", "need__amount_cents", "paid_on", "award__made_at"
    )
    with tenancy.as_the_fund():
        found = [
            (vendor, {cents, asked}, paid_on or timezone.localdate(made_at), paid_on is not None)
            for vendor, cents, asked, paid_on, made_at in others
        ]
    for need in rows:
        low, high = policy.similar_cents(need.amount_cents)
        days = [
            (on, is_paid)
            for vendor, amounts, on, is_paid in found
            if vendor == need.vendor_id and any(low <= cents <= high for cents in amounts)
        ]
        if days:
            yield Similar(need, *max(days))
