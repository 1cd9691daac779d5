"""The fixed cast, as fixtures: everybody whom a policy test needs, with a real row each."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from applications.models import Shift
from applications.states import Order
from disbursements.models import PayoutMethod
from disbursements.states import RailName
from fund import books, clock
from fund.models import Agency, Agreement, Donor, Fund, Gift, Region, RoleGrant, User, Vendor
from fund.roles import Role

PASSWORD = "a long enough sentence"


@cache
def _password_hash() -> str:
    return make_password(PASSWORD)


def person(
    name: str, *roles: Role, agency: Agency | None = None, donor: Donor | None = None
) -> User:
    """A trained user with these roles since 2020."""
    user = User.objects.create(
        email=f"{name.lower()}@example.org",
        name=name,
        password=_password_hash(),
        trained_on=clock.today(),
    )
    for role in roles:
        RoleGrant.objects.create(
            user=user, role=role, agency=agency, donor=donor, starts_on=date(2020, 1, 1)
        )
    return user


def on_call(
    member: User,
    starts_at: datetime = datetime(2020, 1, 1, tzinfo=UTC),
    ends_at: datetime = datetime(2100, 1, 1, tzinfo=UTC),
    order: Order = Order.FIRST,
) -> Shift:
    """A shift in the roster."""
    return Shift.objects.create(member=member, order=order, starts_at=starts_at, ends_at=ends_at)


def partner(name: str, region: Region) -> Agency:
    """An agency with an agreement that holds."""
    agency = Agency.objects.create(name=name, region=region)
    Agreement.objects.create(
        agency=agency, paper="A-1", signed_on=date(2020, 1, 1), ends_on=date(2099, 12, 31)
    )
    return agency


@pytest.fixture
def portland(db: None) -> Region:
    return Region.objects.get(name="Portland")


@pytest.fixture
def bangor(db: None) -> Region:
    return Region.objects.get(name="Bangor")


@pytest.fixture
def harbor(portland: Region) -> Agency:
    return partner("Harbor House", portland)


@pytest.fixture
def northern(bangor: Region) -> Agency:
    return partner("Northern Light Alliance", bangor)


@pytest.fixture
def ada(harbor: Agency) -> User:
    """Advocate at Harbor House."""
    return person("Ada", Role.ADVOCATE, agency=harbor)


@pytest.fixture
def sage(harbor: Agency) -> User:
    """Supervisor at Harbor House."""
    return person("Sage", Role.AGENCY_SUPERVISOR, agency=harbor)


@pytest.fixture
def alma(northern: Agency) -> User:
    """Advocate at another agency."""
    return person("Alma", Role.ADVOCATE, agency=northern)


@pytest.fixture
def cora(db: None) -> User:
    """Committee member."""
    return person("Cora", Role.COMMITTEE_MEMBER)


@pytest.fixture
def carl(db: None) -> User:
    """Committee member."""
    return person("Carl", Role.COMMITTEE_MEMBER)


@pytest.fixture
def chen(db: None) -> User:
    """Committee chair."""
    return person("Chen", Role.COMMITTEE_CHAIR)


@pytest.fixture
def olive(db: None) -> User:
    """On-call member; first on call from 2020 to 2100."""
    olive = person("Olive", Role.ON_CALL)
    on_call(olive)
    return olive


@pytest.fixture
def finn(db: None) -> User:
    """Finance: prepares."""
    return person("Finn", Role.FINANCE_PREPARER)


@pytest.fixture
def rosa(db: None) -> User:
    """Finance: releases."""
    return person("Rosa", Role.FINANCE_RELEASER)


@pytest.fixture
def audra(db: None) -> User:
    """Auditor."""
    return person("Audra", Role.AUDITOR)


@pytest.fixture
def abel(db: None) -> User:
    """Administrator."""
    return person("Abel", Role.ADMIN)


@pytest.fixture
def givers(db: None) -> Donor:
    return Donor.objects.create(reference="N-4M7Q", name="Pine Street Giving Circle")


@pytest.fixture
def dana(givers: Donor) -> User:
    """Donor."""
    return person("Dana", Role.DONOR, donor=givers)


@pytest.fixture
def general(db: None) -> Fund:
    """The fund without restrictions; empty."""
    return Fund.objects.create(code="general", name="General fund")


@pytest.fixture
def give(givers: Donor, finn: User) -> Callable[..., Gift]:
    """Record a gift: give(fund, cents)."""

    def given(fund: Fund, amount_cents: int, received_on: date = date(2026, 1, 5)) -> Gift:
        with transaction.atomic():
            return books.gift(
                donor=givers,
                fund=fund,
                amount_cents=amount_cents,
                received_on=received_on,
                by=finn,
                key=f"{fund.code}-{received_on}-{amount_cents}-{Gift.objects.count()}",
            )

    return given


@pytest.fixture
def money(general: Fund, give: Callable[..., Gift]) -> Fund:
    """The general fund with $10,000."""
    give(general, 10_000_00)
    return general


@pytest.fixture
def motel(portland: Region, finn: User) -> Vendor:
    """A motel that can be paid by check and, with references of the sandbox, by Stripe."""
    vendor = Vendor.objects.create(
        reference="V-MOTEL2", name="Pine Tree Motel", kind="motel", town="Portland", region=portland
    )
    PayoutMethod.objects.create(
        vendor=vendor,
        rail=RailName.CHECK,
        is_payable=True,
        remit_name="Pine Tree Motel",
        remit_address="PO Box 2\nPortland, ME 04101",
        created_by=finn,
    )
    return vendor


@pytest.fixture
def busline(bangor: Region) -> Vendor:
    """A vendor with no payout method yet."""
    return Vendor.objects.create(
        reference="V-BUSLN3", name="Down East Bus", kind="transport", town="Bangor", region=bangor
    )
