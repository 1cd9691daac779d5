"""A person and her roles as values for a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from fund import clock, wrongcodes
from fund.models import RoleGrant, User


@dataclass(frozen=True)
class PersonRow:
    """A person as the list and her own page show her."""

    reference: str
    name: str
    email: str
    roles: str
    last_sign_in: datetime | None
    kind: str
    state: str
    has_password: bool
    codes_closed_until: datetime | None

    @property
    def is_active(self) -> bool:
        return self.kind != "stop"


@dataclass(frozen=True)
class GrantRow:
    """One role of one person."""

    grant_id: int
    role: str
    for_whom: str
    starts_on: date
    ends_on: date | None
    kind: str
    state: str

    @property
    def can_end(self) -> bool:
        return self.kind != "neutral"


def with_roles(users: QuerySet[User]) -> QuerySet[User]:
    """With the roles in force today, for `person_rows`."""
    in_force = RoleGrant.objects.in_force(clock.today()).select_related("agency").order_by("role")
    return users.prefetch_related(Prefetch("role_grants", queryset=in_force))


def person_rows(users: Sequence[User]) -> list[PersonRow]:
    """People from `with_roles`, and who of them typed too many wrong codes."""
    closed = wrongcodes.closed_until(user.reference for user in users)
    return [_person_row(user, closed.get(user.reference)) for user in users]


def _person_row(user: User, codes_closed_until: datetime | None) -> PersonRow:
    kind, state = _state(user)
    return PersonRow(
        user.reference,
        user.name,
        user.email,
        ", ".join(_role(grant) for grant in user.role_grants.all()),
        user.last_login,
        kind,
        state,
        user.has_usable_password(),
        codes_closed_until,
    )


def grants_of(user: User, today: date) -> list[GrantRow]:
    """Every role she has held or will hold, the newest first."""
    grants = user.role_grants.select_related("agency", "donor").order_by("-starts_on", "-pk")
    return [_grant_row(grant, today) for grant in grants]


def _grant_row(grant: RoleGrant, today: date) -> GrantRow:
    kind, state = "ok", "In force"
    if grant.ends_on and grant.ends_on < today:
        kind, state = "neutral", "Ended"
    elif grant.starts_on > today:
        kind, state = "info", "Not yet"
    return GrantRow(
        grant.pk,
        grant.get_role_display(),
        str(grant.agency or grant.donor or ""),
        grant.starts_on,
        grant.ends_on,
        kind,
        state,
    )


def _role(grant: RoleGrant) -> str:
    label = grant.get_role_display()
    return f"{label} ({grant.agency})" if grant.agency else label


def _state(user: User) -> tuple[str, str]:
    if not user.is_active:
        return "stop", _("Shut out")
    if not user.has_usable_password():
        return "wait", _("Invited")
    return "ok", _("Active")
