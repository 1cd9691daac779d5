"""A partner agency from the first day on: its agreement, its office, and who was trained."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from fund import clock
from fund.audit import record
from fund.models import Agency, Agreement, RoleGrant, User
from fund.notices.telling import tell
from fund.people import PeopleError
from fund.roles import Can, Role

WARNED_BEFORE = timedelta(days=30)
"""So long before an agreement ends, administrators and the agency's supervisors are told."""


@dataclass(frozen=True)
class Office:
    """How an agency's office is reached, and the region that it works in."""

    region_id: int
    phone: str
    email: str


@dataclass(frozen=True)
class NewAgreement:
    """A signed paper: its name in the coalition's files, and its days, both included."""

    paper: str
    signed_on: date
    ends_on: date


@transaction.atomic(durable=True)
def add_agency(name: str, region_id: int, *, actor: User) -> Agency:
    """The agency of that name, made if there is none. Raises PeopleError if it is elsewhere."""
    agency, made = Agency.objects.get_or_create(name=name, defaults={"region_id": region_id})
    if made:
        record("people.add_agency", f"agency {agency.pk}", actor=actor)
    elif agency.region_id != region_id:
        raise PeopleError(
            _("%(agency)s is already listed, in the %(region)s region.")
            % {"agency": agency.name, "region": agency.region}
        )
    return agency


@transaction.atomic(durable=True)
def change_office(pk: int, office: Office, *, actor: User) -> Agency:
    """The region, phone and email of an agency; the same again changes nothing."""
    agency = Agency.objects.select_for_update(no_key=True).get(pk=pk)
    if (agency.region_id, agency.phone, agency.email) == (
        office.region_id,
        office.phone,
        office.email,
    ):
        return agency
    agency.region_id, agency.phone, agency.email = office.region_id, office.phone, office.email
    agency.save(update_fields=["region", "phone", "email"])
    record("people.change_agency", f"agency {agency.pk}", actor=actor)
    return agency


@transaction.atomic(durable=True)
def note_agreement(pk: int, new: NewAgreement, *, actor: User) -> Agreement:
    """A signed agreement; the same paper with the same days again is the same one.

    Raises PeopleError for days that can't be.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=pk)
    if new.signed_on > clock.today():
        raise PeopleError(_("An agreement is noted once it is signed."))
    if new.ends_on < clock.today():
        raise PeopleError(_("This agreement is over already. Enter one that still holds."))
    made, is_new = Agreement.objects.get_or_create(
        agency=agency,
        paper=new.paper,
        signed_on=new.signed_on,
        ends_on=new.ends_on,
        defaults={"noted_by": actor, "noted_at": clock.now()},
    )
    if is_new:
        record(
            "people.note_agreement",
            made.reference,
            actor=actor,
            of=f"agency-{agency.pk}",
            ends_on=str(new.ends_on),
        )
    return made


@transaction.atomic(durable=True)
def end_agreement(reference: str, ends_on: date, *, actor: User) -> Agreement:
    """Bring the last day of an agreement forward. Raises PeopleError for a later or a past day."""
    agreement: Agreement = (
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agency")
        .get(reference=reference)
    )
    if ends_on > agreement.ends_on:
        raise PeopleError(_("This agreement ends earlier. Note the new one instead."))
    if ends_on < max(agreement.signed_on, clock.today()):
        raise PeopleError(_("The last day can’t be in the past."))
    if ends_on != agreement.ends_on:
        agreement.ends_on = ends_on
        agreement.save(update_fields=["ends_on"])
        record("people.end_agreement", reference, actor=actor, ends_on=str(ends_on))
    return agreement


@transaction.atomic(durable=True)
def note_training(reference: str, trained_on: date, *, actor: User) -> User:
    """When a person was trained, and who says so. Raises PeopleError for oneself and for a day that
    has not come."""
    user = User.objects.select_for_update(no_key=True).get(reference=reference)
    if user.pk == actor.pk:
        raise PeopleError(_("You can’t note your own training. Ask another administrator."))
    if trained_on > clock.today():
        raise PeopleError(_("Enter today or an earlier day."))
    if user.trained_on != trained_on:
        user.trained_on, user.training_noted_by = trained_on, actor
        user.save(update_fields=["trained_on", "training_noted_by"])
        record("people.note_training", user.reference, actor=actor, trained_on=str(trained_on))
    return user


def has_sent(agency_id: int, at: datetime) -> None:
    """Told by the room above: this agency sent a request. Only the first one is kept."""
    Agency.objects.filter(pk=agency_id, first_sent_at__isnull=True).update(first_sent_at=at)


@transaction.atomic(durable=True)
def warn_of_ends() -> int:
    """Agreements that end within WARNED_BEFORE and that no later one follows: those concerned hear
    of each once; how many agreements."""
    today = clock.today()
    later = Agreement.objects.values("agency").annotate(last=Max("ends_on"))
    last = {row["agency"]: row["last"] for row in later.order_by()}
    ending = Agreement.objects.select_for_update(skip_locked=True, no_key=True).filter(
        ends_on__gte=today, ends_on__lte=today + WARNED_BEFORE, told_at__isnull=True
    )
    warned = 0
    for agreement in ending:
        if agreement.ends_on != last[agreement.agency_id]:
            continue
        agreement.told_at = clock.now()
        agreement.save(update_fields=["told_at"])
        tell(_concerned(agreement.agency_id), agreement.reference)
        warned += 1
    return warned


def supervisors_of(agency_id: int) -> QuerySet[User]:
    """The active people who supervise this agency today, by name."""
    grants = RoleGrant.objects.in_force(clock.today()).filter(
        agency=agency_id, role=Role.AGENCY_SUPERVISOR
    )
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("name", "pk")


def _concerned(agency_id: int) -> Iterable[User]:
    administrators = User.objects.who_can(Can.MANAGE_PEOPLE)
    return dict.fromkeys([*administrators, *supervisors_of(agency_id)])
