"""People come by invitation, hold roles between two dates, and leave by being switched off.

Nobody changes her own roles, one administrator without a last day always remains, and a role of
much power waits for a second person (`fund/confirming.py`).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fund import clock, signin
from fund.audit import record
from fund.models import Invitation, RoleGrant, User
from fund.roles import AGENCY_ROLES, CONFIRM, POWERFUL, Role, why_incompatible


class PeopleError(Exception):
    """The rules about people say no; the message is one sentence for the administrator."""


@dataclass(frozen=True)
class NewGrant:
    """A role from one day to another, both included; no last day means until it is ended."""

    role: Role
    starts_on: date
    ends_on: date | None = None
    agency_id: int | None = None
    donor_id: int | None = None


class Checked(StrEnum):
    """How an administrator made sure that it is the person herself who lost her phone."""

    CALLED = "called"
    MET = "met"


@dataclass(frozen=True)
class NewPerson:
    """Somebody to invite, with a first role."""

    email: str
    name: str
    grant: NewGrant


@transaction.atomic(durable=True)
def invite(new: NewPerson, *, actor: User) -> User:
    """A user without a password, who may sign in once she has chosen one.

    Raises PeopleError if the email is known already. The mail is sent by the caller, after this.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(new.email, new.name)
    except IntegrityError as error:
        raise PeopleError(_("Somebody with this email is already on the list.")) from error
    Invitation.objects.create(user=user, invited_by=actor, invited_at=clock.now())
    record("people.invite", user.reference, actor=actor)
    _give(user, new.grant, actor)
    return user


@transaction.atomic(durable=True)
def first_administrator(email: str, name: str) -> User:
    """One of the first two people who invite everybody else; she has no password until she chooses
    one. For whoever operates the fund: it is the only role of much power that needs no second
    person of the fund.

    Raises PeopleError as soon as two people are there who could confirm each other's roles.
    """
    if who_confirms().count() > 1:
        raise PeopleError(_("Two people can confirm roles already. They can invite another one."))
    if User.objects.filter(email=email.lower()).exists():
        raise PeopleError(_("Somebody with this email is already on the list."))
    user = User.objects.create_user(email, name)
    RoleGrant.objects.create(user=user, role=Role.ADMIN, starts_on=clock.today())
    record("people.first_administrator", user.reference, actor=None)
    return user


def who_confirms() -> QuerySet[User]:
    """The administrators and chairs of today: each may confirm what another one gave."""
    found = User.objects.none()
    for capability in CONFIRM:
        found |= User.objects.who_can(capability)
    return found


@transaction.atomic(durable=True)
def grant(reference: str, new: NewGrant, *, actor: User) -> RoleGrant:
    """Give the person a role. Raises PeopleError, with the reason, for a pair that is too much
    power for one person on any day that both would hold. A powerful one waits for a second."""
    return _give(_lock(reference, actor), new, actor)


@transaction.atomic(durable=True)
def end_grant(reference: str, grant_id: int, ends_on: date, *, actor: User) -> RoleGrant:
    """Set or bring forward the last day on which a role holds."""
    user = _lock(reference, actor)
    found: RoleGrant = user.role_grants.get(pk=grant_id, confirmed_at__isnull=False)
    if found.ends_on and ends_on > found.ends_on:
        raise PeopleError(_("This role ends earlier. To make it longer, give the role again."))
    if ends_on < clock.today():
        raise PeopleError(_("The last day can’t be in the past."))
    if ends_on < found.starts_on:
        raise PeopleError(_("The last day can’t be before the first day."))
    if found.role == Role.ADMIN:
        _require_another_administrator(user)
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    record("people.end_role", user.reference, actor=actor, role=found.role, ends_on=str(ends_on))
    return found


@transaction.atomic(durable=True)
def deactivate(reference: str, *, actor: User) -> User:
    """Shut a person out at once: every session ends, and so does every link to set a password."""
    user = _lock(reference, actor)
    if user.is_active:
        _require_another_administrator(user)
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        record("people.deactivate", user.reference, actor=actor)
    return user


@transaction.atomic(durable=True)
def sign_out(reference: str, *, actor: User) -> User:
    """End every session of a person; she may sign in again."""
    user = _lock(reference, actor)
    signin.end_sessions(user)
    record("people.sign_out", user.reference, actor=actor)
    return user


@transaction.atomic(durable=True)
def reset_second_step(reference: str, checked: Checked, *, actor: User) -> User:
    """A phone is lost: she is signed out, and sets up a second step anew when she signs in.

    `checked` says how the administrator knew that it was she who asked.
    """
    user = _lock(reference, actor)
    signin.remove_factors(user)
    signin.end_sessions(user)
    record("people.reset_second_step", user.reference, actor=actor, checked=str(checked))
    return user


@transaction.atomic(durable=True)
def activate(reference: str, *, actor: User) -> User:
    """Let a person back in, with the roles still in force, once she has chosen a new password."""
    user = _lock(reference, actor)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record("people.activate", user.reference, actor=actor)
    return user


def accept_invitation(user: User) -> None:
    """The first password was chosen; a later one changes nothing."""
    Invitation.objects.filter(user=user, accepted_at=None).update(accepted_at=clock.now())


def team_of(supervisor: User) -> QuerySet[User]:
    """The active people who file for an agency that this person supervises today, but herself."""
    led = [
        grant.agency_id
        for grant in supervisor.current_grants
        if grant.role == Role.AGENCY_SUPERVISOR
    ]
    grants = RoleGrant.objects.in_force(clock.today()).filter(
        role__in=sorted(AGENCY_ROLES), agency__in=led
    )
    team = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return team.exclude(pk=supervisor.pk)


def _lock(reference: str, actor: User) -> User:
    """The person under a row lock; the actor's row too, so that two administrators who end each
    other's role at one instant are served one after the other."""
    locked = User.objects.select_for_update(no_key=True).order_by("pk")
    rows = {row.pk: row for row in locked.filter(Q(reference=reference) | Q(pk=actor.pk))}
    user = next((row for row in rows.values() if row.reference == reference), None)
    if user is None:
        raise User.DoesNotExist
    if user.pk == actor.pk:
        raise PeopleError(_("You can’t change your own access. Ask another administrator."))
    return user


def _give(user: User, new: NewGrant, actor: User) -> RoleGrant:
    _check(user, new)
    given: RoleGrant = user.role_grants.create(
        role=new.role,
        agency_id=new.agency_id,
        donor_id=new.donor_id,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        granted_by=actor,
        granted_at=clock.now(),
        confirmed_at=None if new.role in POWERFUL else clock.now(),
    )
    record("people.grant", user.reference, actor=actor, role=str(new.role), grant=given.pk)
    if new.role in POWERFUL:
        _tell_of(given, actor)
    return given


def _tell_of(given: RoleGrant, actor: User) -> None:
    """A mail about it to each administrator and chair but the person herself."""
    from fund.tasks import tell_of_role

    told = list(who_confirms().exclude(pk=given.user_id).values_list("pk", flat=True))
    for pk in told:
        tell_of_role.defer(user_id=pk, grant_id=given.pk)
    record(
        "people.tell_of_role",
        given.user.reference,
        actor=actor,
        role=given.role,
        told=len(told),
    )


def _check(user: User, new: NewGrant) -> None:
    if new.role in AGENCY_ROLES and new.agency_id is None:
        raise PeopleError(_("Choose the agency that this person works for."))
    if (new.role == Role.DONOR) != (new.donor_id is not None):
        raise PeopleError(_("Choose a donor for the donor role, and for no other role."))
    if new.starts_on < clock.today():
        raise PeopleError(_("A role starts today or later."))
    if new.ends_on and new.ends_on < new.starts_on:
        raise PeopleError(_("The last day can’t be before the first day."))
    held = _held_meanwhile(user, new)
    if (new.role, new.agency_id, new.donor_id) in held:
        raise PeopleError(
            _("%(name)s already holds this role on those days.") % {"name": user.name}
        )
    if reason := why_incompatible({Role(role) for role, _agency, _donor in held}, new.role):
        raise PeopleError(reason)


def _held_meanwhile(user: User, new: NewGrant) -> set[tuple[str, int | None, int | None]]:
    """Role, agency and donor of each grant, also one that waits, that shares a day with the new
    one."""
    same_days = user.role_grants.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=new.starts_on), refused_at__isnull=True
    )
    if new.ends_on:
        same_days = same_days.filter(starts_on__lte=new.ends_on)
    return set(same_days.values_list("role", "agency_id", "donor_id"))


def _require_another_administrator(user: User) -> None:
    others = RoleGrant.objects.in_force(clock.today()).filter(
        role=Role.ADMIN, ends_on__isnull=True, user__is_active=True
    )
    if not others.exclude(user=user).exists():
        raise PeopleError(_("The fund needs one administrator with no last day. Invite one first."))
