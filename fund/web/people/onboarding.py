"""An agency's first days as a list of what is done and what is to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from fund import dates
from fund.agencies import WARNED_BEFORE
from fund.models import Agency, Agreement, FundPolicy, RoleGrant, User
from fund.roles import AGENCY_ROLES, Role

from .rows import Training, training_of


@dataclass(frozen=True)
class Standing:
    """How an agency's agreement stands, in words with their kind, and its number."""

    kind: str
    words: str
    reference: str = ""


@dataclass(frozen=True)
class Step:
    """One thing to do, whether it is done, and where."""

    title: str
    done: bool
    words: str
    url: str
    action: str


@dataclass(frozen=True)
class Colleague:
    """One person of the agency."""

    reference: str
    name: str
    role: str
    training: Training
    files: bool


def standings(keys: Iterable[int], today: date) -> dict[int, Standing]:
    """How the agreement of each of these agencies stands; one query."""
    keys = list(keys)
    newest = {
        agreement.agency_id: agreement
        for agreement in Agreement.objects.filter(agency__in=keys).order_by("ends_on", "pk")
    }
    return {key: standing_of(newest.get(key), today) for key in keys}


def standing_of(newest: Agreement | None, today: date) -> Standing:
    """The agreement that ends last, in words."""
    if newest is None:
        return Standing("stop", _("No agreement yet"))
    kind, words = "ok", _("In force until %(day)s")
    if newest.ends_on < today:
        kind, words = "stop", _("Ended on %(day)s")
    elif newest.ends_on <= today + WARNED_BEFORE:
        kind, words = "wait", _("Ends soon: %(day)s")
    day = dates.written(newest.ends_on, "SHORT_DATE_FORMAT")
    return Standing(kind, words % {"day": day}, newest.reference)


def values_of(agency: Agency, today: date) -> dict[str, Any]:
    """All that the agency's page shows."""
    agreements = list(agency.agreements.all())
    people = _colleagues(agency, today)
    newest = agreements[0] if agreements else None
    return {
        "agency": agency,
        "standing": standing_of(newest, today),
        "steps": _steps(agency, newest, people, today),
        "people": people,
        "agreements": [(one, one.ends_on >= today) for one in agreements],
        "office": [
            {"key": _("Region"), "value": agency.region.name},
            {"key": _("Phone of the office"), "value": agency.phone or _("Not known yet")},
            {"key": _("Email of the office"), "value": agency.email or _("Not known yet")},
        ],
    }


def _steps(
    agency: Agency, newest: Agreement | None, people: list[Colleague], today: date
) -> list[Step]:
    invite = reverse("people:invite")
    leads = [one.name for one in people if one.role == Role.AGENCY_SUPERVISOR]
    trained = [one.name for one in people if one.files and one.training.kind == "ok"]
    first = agency.first_sent_at
    return [
        Step(
            _("The agreement is signed"),
            newest is not None and newest.ends_on >= today,
            standing_of(newest, today).words,
            reverse("people:agreement", args=[agency.pk]),
            _("Note an agreement"),
        ),
        Step(
            _("A supervisor is invited"),
            bool(leads),
            ", ".join(leads) or _("She sees to the agency’s people and requests."),
            invite,
            _("Invite a person"),
        ),
        Step(
            _("A first advocate is trained"),
            bool(trained),
            ", ".join(trained) or _("Note the day on each advocate’s page."),
            invite,
            _("Invite a person"),
        ),
        Step(
            _("A first request is sent"),
            first is not None,
            dates.written(first)
            if first
            else _("A small one, together, shows that all of it works."),
            "",
            "",
        ),
    ]


def _colleagues(agency: Agency, today: date) -> list[Colleague]:
    months = FundPolicy.in_force().training_months
    here = RoleGrant.objects.in_force(today).filter(agency=agency)
    people = (
        User.objects.filter(is_active=True, pk__in=here.values("user"))
        .order_by("name", "pk")
        .prefetch_related(Prefetch("role_grants", queryset=here.order_by("-role")))
    )
    return [_colleague(user, months, today) for user in people]


def _colleague(user: User, months: int, today: date) -> Colleague:
    grants = list(user.role_grants.all())
    leads = any(grant.role == Role.AGENCY_SUPERVISOR for grant in grants)
    return Colleague(
        user.reference,
        user.name,
        Role.AGENCY_SUPERVISOR if leads else Role(grants[0].role),
        training_of(user, months, today),
        files=any(grant.role in AGENCY_ROLES for grant in grants),
    )
