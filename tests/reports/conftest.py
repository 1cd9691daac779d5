"""A closed quarter with real settled payments, as the import of a past year would leave them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from applications.models import (
    Application,
    Award,
    AwardLine,
    AwardShare,
    Consent,
    Household,
    Need,
    Purpose,
    Scope,
)
from applications.states import LineState, NeedState
from applications.states import State as RequestState
from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import RailName, State
from fund.models import Agency, Fund, FundPolicy, NeedCategory, Period, Region, User, Vendor
from reports.quarters import Quarter

FIRST_QUARTER = Quarter(2026, 1)
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
Settle = Callable[..., list[Disbursement]]


def agree_to_be_counted(request: Application, on: date, *, by: User) -> Consent:
    """The household agreed on that day, for 90 days."""
    return Consent.objects.create(
        application=request,
        purpose=Purpose.STATISTICS,
        scope=Scope.TOTALS,
        given_on=on,
        ends_on=on + timedelta(days=90),
        recorded_by=by,
    )


@pytest.fixture
def closed_quarter(finn: User) -> Quarter:
    """January to March 2026, all three months closed."""
    for month, last in ((1, 31), (2, 28), (3, 31)):
        Period.objects.update_or_create(
            starts_on=date(2026, month, 1),
            defaults={
                "ends_on": date(2026, month, last),
                "closed_at": datetime(2026, 4, 5, tzinfo=UTC),
                "closed_by": finn,
            },
        )
    return FIRST_QUARTER


@pytest.fixture
def settle(ada: User, chen: User, finn: User, general: Fund, motel: Vendor) -> Settle:
    """settle(number, region=…, category=…, cents=…): that many households, each paid once."""
    method = PayoutMethod.objects.create(vendor=motel, rail=RailName.IMPORTED, is_payable=False)
    made = iter(range(10_000))

    def settled(
        households: int,
        *,
        region: str = "Portland",
        category: NeedCategory = NeedCategory.MOTEL,
        cents: int = 250_00,
        on: date = date(2026, 2, 3),
        returned_on: date | None = None,
        counted: bool = True,
    ) -> list[Disbursement]:
        return [
            payment(next(made), region, category, cents, on, returned_on, counted)
            for _ in range(households)
        ]

    def payment(
        number: int,
        region: str,
        category: NeedCategory,
        cents: int,
        on: date,
        returned_on: date | None,
        counted: bool,
    ) -> Disbursement:
        line = paid_line(number, region, category, cents, on)
        if counted:
            agree_to_be_counted(line.award.application, on, by=ada)
        return Disbursement.objects.create(
            reference=f"D-{number:08}",
            award_line=line,
            payout_method=method,
            vendor=motel,
            rail=RailName.IMPORTED,
            amount_cents=cents,
            state=State.RETURNED if returned_on else State.POSTED,
            approved_by=chen,
            prepared_by=finn,
            scheduled_at=NOON,
            sent_at=NOON,
            provider_reference=f"past-{number}",
            posted_on=on,
            returned_on=returned_on,
            ended_at=NOON if returned_on else None,
        )

    def paid_line(
        number: int, region: str, category: NeedCategory, cents: int, on: date
    ) -> AwardLine:
        agency: Agency = Agency.objects.get(name="Harbor House")
        request = Application.objects.create(
            reference=f"T{number:05}",
            agency=agency,
            filed_by=ada,
            household=Household.objects.create(),
            policy=FundPolicy.in_force(),
            lane="standard",
            region=Region.objects.get(name=region),
            household_band="one_adult",
            state=RequestState.APPROVED,
            attested_at=NOON,
            submitted_at=NOON,
            due_at=NOON,
            decided_at=NOON,
            decided_by=chen,
            requested_cents=cents,
            approved_cents=cents,
        )
        need = Need.objects.create(
            application=request,
            position=1,
            category=category,
            vendor=motel,
            amount_cents=cents,
            approved_cents=cents,
            state=NeedState.APPROVED,
        )
        line = AwardLine.objects.create(
            reference=f"L-{number:08}",
            award=Award.objects.create(application=request, made_at=NOON),
            need=need,
            vendor=motel,
            category=category,
            amount_cents=cents,
            state=LineState.PAID,
            paid_on=on,
            due_at=NOON,
        )
        AwardShare.objects.create(line=line, fund=general, amount_cents=cents)
        return line

    return settled


@pytest.fixture
def a_usual_quarter(settle: Settle, closed_quarter: Quarter) -> Quarter:
    """65 households: enough in two regions, too few in the others; one payment came back."""
    settle(16, category=NeedCategory.MOTEL, cents=285_00)
    settle(9, category=NeedCategory.FUEL, cents=64_50)
    settle(3, category=NeedCategory.MEDICAL, cents=120_25)
    settle(11, region="Augusta-Waterville", category=NeedCategory.RENT, cents=640_00)
    settle(8, region="Augusta-Waterville", category=NeedCategory.FOOD, cents=90_10)
    settle(7, region="Bangor", category=NeedCategory.RELOCATION, cents=211_99)
    settle(5, region="Bangor", category=NeedCategory.CLOTHING, cents=75_00)
    settle(6, region="Lewiston-Auburn", category=NeedCategory.LEGAL, cents=300_00)
    settle(1, cents=500_00, on=date(2026, 1, 20), returned_on=date(2026, 2, 9))
    return closed_quarter
