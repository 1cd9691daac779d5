"""Funds with and without restrictions, and the year's gifts."""

from datetime import date, timedelta

from django.db import transaction

from fund import books, clock
from fund.models import Donor, Fund, Region, User
from reports.demo.calendar import DemoYear, moment

GIFTS = (
    # fund, donor, dollars, days after the year began
    ("general", "N-TIDE44", 60_000, 0),
    ("housing", "N-GRNT88", 40_000, 0),
    ("general", "N-PINE22", 6_500, 12),
    ("bangor", "N-STAR66", 9_000, 20),
    ("general", "N-PINE22", 4_250, 95),
    ("health", "N-TIDE44", 14_000, 30),
    ("health", "N-TIDE44", 16_000, 190),
    ("housing", "N-GRNT88", 20_000, 130),
    ("general", "N-STAR66", 7_800, 150),
    ("general", "N-PINE22", 5_000, 210),
    ("bangor", "N-STAR66", 5_000, 240),
    ("general", "N-TIDE44", 25_000, 280),
    ("general", "N-PINE22", 3_600, 375),
)


def load(year: DemoYear, by: User) -> None:
    """Four funds and their gifts, on the days they came."""
    bangor = Region.objects.get(name="Bangor")
    funds = {
        "general": Fund.objects.create(code="general", name="General fund"),
        "housing": Fund.objects.create(
            code="housing", name="Housing fund", is_restricted=True, purpose_group="housing"
        ),
        "health": Fund.objects.create(
            code="health",
            name="Health and legal fund",
            is_restricted=True,
            purpose_group="health_legal",
        ),
        "bangor": Fund.objects.create(
            code="bangor", name="Northern region fund", is_restricted=True, region=bangor
        ),
    }
    for place, (code, donor, dollars, days) in enumerate(GIFTS):
        day = min(year.starts_on + timedelta(days=days), year.today - timedelta(days=3))
        with clock.at(moment(day)), transaction.atomic():
            books.gift(
                donor=Donor.objects.get(reference=donor),
                fund=funds[code],
                amount_cents=dollars * 100,
                received_on=day,
                by=by,
                key=f"demo-{place}",
            )


def top_up_stripe(on: date, by: User) -> None:
    """Move part of each fund's cash to the Stripe balance, from which Stripe pays."""
    with clock.at(moment(on)), transaction.atomic():
        for balance in books.balances():
            share = balance.available_cents // 2
            if share > 0:
                books.transfer(
                    key=f"demo-{balance.fund.code}-{on}",
                    fund=balance.fund,
                    source=books.CHECKING,
                    target=books.STRIPE_BALANCE,
                    amount_cents=share,
                    dated_on=on,
                    by=by,
                )
