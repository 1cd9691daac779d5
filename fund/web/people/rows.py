"""A person and her roles as values for a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from fund import clock, dates, wrongcodes
from fund.models import FundPolicy, RoleGrant, User
from fund.onboarding import last_day


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
    training: "Training"

    @property
    def is_active(self) -> bool:
        return self.kind != "stop"


@dataclass(frozen=True)
class Training:
    """Whether a person was trained, in words with their kind."""

    kind: str
    words: str


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
    can_end: bool
    waits: bool


def with_roles(users: QuerySet[User]) -> QuerySet[User]:
    """With the roles in force today, for `person_rows`."""
    in_force = RoleGrant.objects.in_force(clock.today()).select_related("agency").order_by("role")
    return users.prefetch_related(Prefetch("role_grants", queryset=in_force))


def person_rows(users: Sequence[User]) -> list[PersonRow]:
    """People from `with_roles`, and who of them typed too many wrong codes."""
    closed = wrongcodes.closed_until(user.reference for user in users)
    months = FundPolicy.in_force().training_months
    return [_person_row(user, closed.get(user.reference), months) for user in users]


def training_of(user: User, months: int, today: date) -> Training:
    """Not noted, over since a day, or noted with its day."""
    if user.trained_on is None:
        return Training("neutral", _("Not noted"))
    last = last_day(user.trained_on, months)
    if last is not None and last < today:
        return Training("wait", _("Ended on %(day)s") % {"day": _short(last)})
    return Training("ok", _("On %(day)s") % {"day": _short(user.trained_on)})


def _person_row(user: User, codes_closed_until: datetime | None, months: int) -> PersonRow:
    kind, state = _state(user)
    return PersonRow(
        user.reference,
        user.name,
        user.email,
        ", ".join(role_in_words(grant) for grant in user.role_grants.all()),
        user.last_login,
        kind,
        state,
        user.has_usable_password(),
        codes_closed_until,
        training_of(user, months, clock.today()),
    )


def grants_of(user: User, today: date) -> list[GrantRow]:
    """Every role she has held or will hold, the newest first."""
    held = RoleGrant.objects.filter(user=user)  # not those of `with_roles`, of today only
    grants = held.select_related("agency", "donor").order_by("-starts_on", "-pk")
    return [_grant_row(grant, today) for grant in grants]


def _grant_row(grant: RoleGrant, today: date) -> GrantRow:
    kind, state = _grant_state(grant, today)
    return GrantRow(
        grant.pk,
        grant.get_role_display(),
        str(grant.agency or grant.donor or ""),
        grant.starts_on,
        grant.ends_on,
        kind,
        state,
        can_end=kind in ("ok", "info"),
        waits=kind == "wait",
    )


def _grant_state(grant: RoleGrant, today: date) -> tuple[str, str]:
    if grant.refused_at:
        return "neutral", _("Refused")
    if grant.ends_on and grant.ends_on < today:
        return "neutral", _("Ended")
    if grant.confirmed_at is None:
        return "wait", _("Waits for a second person")
    return ("info", _("Not yet")) if grant.starts_on > today else ("ok", _("In force"))


def role_in_words(grant: RoleGrant) -> str:
    """The role, and the agency where there is one."""
    label = grant.get_role_display()
    return f"{label} ({grant.agency})" if grant.agency else label


def _state(user: User) -> tuple[str, str]:
    if not user.is_active:
        return "stop", _("Shut out")
    if not user.has_usable_password():
        return "wait", _("Invited")
    return "ok", _("Active")


def _short(day: date) -> str:
    return dates.written(day, "SHORT_DATE_FORMAT")
