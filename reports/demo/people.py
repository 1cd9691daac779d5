"""The demo's people: one for each role, and enough colleagues for a quorum."""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from fund import clock
from fund.embedded.places import data_folder
from fund.models import Agency, Agreement, Donor, Region, RoleGrant, User
from fund.roles import Role

PASSWORD = "harbor lamp willow"  # noqa: S105 - printed on purpose: it opens made-up data only

SOON_OVER = "Casco Advocates"
"""Its agreement ends in 20 days from the day on which the demo is made."""

AGENCIES = {
    "Harbor House": "Portland",
    "Casco Advocates": "Portland",
    "Kennebec Safe Homes": "Augusta-Waterville",
    "Penobscot Freedom Network": "Bangor",
    "Two Rivers Outreach": "Lewiston-Auburn",
}

DONORS = {
    "N-PINE22": "Pine Street Giving Circle",
    "N-TIDE44": "Tidewater Community Foundation",
    "N-STAR66": "Northern Star Congregations",
    "N-GRNT88": "State Victim Assistance Grant",
}


@dataclass(frozen=True)
class Person:
    name: str
    role: Role
    agency: str = ""
    donor: str = ""


PEOPLE = (
    Person("Ada Alder", Role.ADVOCATE, "Harbor House"),
    Person("Cora Cedar", Role.COMMITTEE_MEMBER),
    Person("Chen Chestnut", Role.COMMITTEE_CHAIR),
    Person("Olive Oak", Role.ON_CALL),
    Person("Finn Fir", Role.FINANCE_PREPARER),
    Person("Rosa Rowan", Role.FINANCE_RELEASER),
    Person("Dana Dogwood", Role.DONOR, donor="N-PINE22"),
    Person("Abel Aspen", Role.ADMIN),
    Person("Audra Ash", Role.AUDITOR),
    Person("Sage Spruce", Role.AGENCY_SUPERVISOR, "Harbor House"),
    Person("Carl Cypress", Role.COMMITTEE_MEMBER),
    Person("Otto Osier", Role.ON_CALL),
    Person("Bea Birch", Role.ADVOCATE, "Casco Advocates"),
    Person("Hana Hazel", Role.ADVOCATE, "Kennebec Safe Homes"),
    Person("Pia Poplar", Role.ADVOCATE, "Penobscot Freedom Network"),
    Person("Tess Tamarack", Role.ADVOCATE, "Two Rivers Outreach"),
)


def load(since: date) -> dict[str, User]:
    """Agencies, donors and people with their roles, one of which waits for a second person; by
    first name."""
    regions = {region.name: region for region in Region.objects.all()}
    agencies = {
        name: Agency.objects.create(name=name, region=regions[region])
        for name, region in AGENCIES.items()
    }
    for number, agency in enumerate(agencies.values(), start=1):
        ends_on = timezone.localdate() + timedelta(days=20 if agency.name == SOON_OVER else 500)
        Agreement.objects.create(
            agency=agency, paper=f"AG-{number}", signed_on=since, ends_on=ends_on
        )
    donors = {
        reference: Donor.objects.create(reference=reference, name=name)
        for reference, name in DONORS.items()
    }
    password = make_password(PASSWORD)
    cast = {}
    for person in PEOPLE:
        user = User.objects.create(
            email=_email(person),
            name=person.name,
            password=password,
            trained_on=None if person.role is Role.DONOR else since,
        )
        RoleGrant.objects.create(
            user=user,
            role=person.role,
            agency=agencies.get(person.agency),
            donor=donors.get(person.donor),
            starts_on=since,
        )
        if person.role is not Role.DONOR:
            TOTP.activate(user, generate_totp_secret())
            RecoveryCodes.activate(user)
        cast[person.name.split()[0].lower()] = user
    cast["ada"].supervisor = cast["sage"]
    cast["ada"].save(update_fields=["supervisor"])
    RoleGrant.objects.create(
        user=cast["carl"],
        role=Role.ON_CALL,
        starts_on=clock.today(),
        granted_by=cast["abel"],
        confirmed_at=None,
    )
    return cast


def write_sign_ins() -> None:
    """What `make demo` prints: one sign-in a person."""
    rows = [
        {
            "role": Role(person.role).label,
            "name": person.name,
            "email": _email(person),
            "password": PASSWORD,
        }
        for person in PEOPLE[:10]
    ]
    (data_folder() / "demo-people.json").write_text(json.dumps(rows, indent=1))


def _email(person: Person) -> str:
    return f"{person.name.split()[0].lower()}@example.org"
