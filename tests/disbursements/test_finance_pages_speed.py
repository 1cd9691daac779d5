"""A page of finance costs the same queries for 3 rows as for 300, and never more than 15."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Application, Award, AwardLine, AwardShare, Household, Need
from applications.states import LineState, NeedState
from applications.states import State as RequestState
from disbursements.actions.reconcile import import_statement
from disbursements.models import Disbursement, PayoutMethod
from disbursements.states import State
from fund import books, clock
from fund.models import Account, Agency, Fund, FundPolicy, Period, User, Vendor
from tests.lines import SignIn

JUNE_20 = datetime(2026, 6, 20, 15, tzinfo=UTC)
Fill = Callable[[int], None]


@pytest.fixture
def fill(general: Fund, motel: Vendor, ada: User, cora: User, finn: User, harbor: Agency) -> Fill:
    """Fill every page of finance: fill(300)."""
    household = Household.objects.create()
    method = PayoutMethod.objects.get(vendor=motel)

    def lines(start: int, count: int, state: LineState) -> list[AwardLine]:
        applications = Application.objects.bulk_create(
            Application(
                reference=f"{state[:2].upper()}{n // 1000}-{n % 1000:03}",
                agency=harbor,
                filed_by=ada,
                cared_for_by=ada,
                household=household,
                policy=FundPolicy.in_force(),
                lane="standard",
                region=motel.region,
                household_band="alone",
                state=RequestState.APPROVED,
                attested_at=JUNE_20,
                submitted_at=JUNE_20,
                due_at=JUNE_20,
                decided_at=JUNE_20,
                decided_by=cora,
                requested_cents=100,
                approved_cents=100,
            )
            for n in range(start, start + count)
        )
        needs = Need.objects.bulk_create(
            Need(
                application=application,
                position=1,
                category="motel",
                vendor=motel,
                amount_cents=100,
                state=NeedState.APPROVED,
                approved_cents=100,
            )
            for application in applications
        )
        awards = Award.objects.bulk_create(
            Award(application=application, made_at=JUNE_20) for application in applications
        )
        made = AwardLine.objects.bulk_create(
            AwardLine(
                reference=f"A-{state[:2].upper()}{need.pk}",
                award=award,
                need=need,
                vendor=motel,
                category=need.category,
                amount_cents=100,
                state=state,
                due_at=JUNE_20,
            )
            for need, award in zip(needs, awards, strict=True)
        )
        if state != LineState.UNFUNDED:
            AwardShare.objects.bulk_create(
                AwardShare(line=line, fund=general, amount_cents=100) for line in made
            )
        return made

    def payments(found: list[AwardLine], state: State, **more: object) -> None:
        Disbursement.objects.bulk_create(
            Disbursement(
                reference=f"D-{line.pk}",
                award_line=line,
                payout_method=method,
                vendor=motel,
                rail="check",
                amount_cents=100,
                state=state,
                approved_by=cora,
                prepared_by=finn,
                scheduled_at=JUNE_20,
                provider_reference=f"check-{line.pk}" if more else "",
                **more,
            )
            for line in found
        )

    def filled(count: int) -> None:
        start = Application.objects.count() + 1
        lines(start, count, LineState.PAYABLE)
        lines(start, count, LineState.UNFUNDED)
        payments(lines(start + 10_000, count, LineState.IN_PAYMENT), State.SCHEDULED)
        rosa = User.objects.get(name="Rosa")
        signed = {"released_by": rosa, "released_at": JUNE_20, "sent_at": JUNE_20}
        posted = lines(start + 20_000, count, LineState.IN_PAYMENT)
        payments(posted, State.POSTED, posted_on=date(2026, 6, 1), **signed)
        rows = [f"06/02/2026,ODD {start}-{n},-7.00" for n in range(count)]
        rows += [f"06/02/2026,CHECK {line.pk:05d},-1.00" for line in posted]
        content = "\n".join(["Date,Description,Amount", *rows, "06/02/2026,BAD,n/a"])
        import_statement(Account.objects.get(code="1000"), content.encode(), actor=finn)
        Vendor.objects.bulk_create(
            Vendor(
                reference=f"V-{start}-{n}", name=f"Shop {start} {n}", kind="store", town="Bath",
                region=motel.region,
            )
            for n in range(count)
        )  # fmt: skip
        for month in range(min(count, 36)):
            books.period_of(date(2020 + month // 12, month % 12 + 1, 1))

    return filled


NAMES = ["list", "payable", "releases", "bank", "months", "vendors", "statement", "vendor"]


def test_finance_pages_cost_the_same_for_3_rows_as_for_300(
    fill: Fill, signed_in: SignIn, finn: User, rosa: User, motel: Vendor
) -> None:
    with clock.at(JUNE_20):
        fill(3)
        few = costs(signed_in, finn, rosa, motel)
        fill(297)
        many = costs(signed_in, finn, rosa, motel)
    assert {name: queries for name, (queries, _) in many.items()} == {
        name: queries for name, (queries, _) in few.items()
    }
    assert max(queries for queries, _ in many.values()) <= 15, many
    assert max(size for _, size in many.values()) < 150_000, many
    assert Period.objects.count() > 30


def costs(signed_in: SignIn, finn: User, rosa: User, motel: Vendor) -> dict[str, tuple[int, int]]:
    """Queries and bytes of every page."""
    found = {}
    for name in NAMES:
        browser = signed_in(rosa if name == "releases" else finn)
        args: dict[str, list[object]] = {
            "statement": [Account.objects.get(code="1000").statements.order_by("-pk")[0].pk],
            "vendor": [motel.reference],
        }
        url = reverse(f"disbursements:{name}", args=args.get(name, []))
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(url)
        assert page.status_code == 200
        found[name] = (len(queries), len(page.content))
    return found
