"""Who may decide a request: the committee of the day without those in conflict."""

from collections import Counter
from dataclasses import dataclass

from applications import policy
from applications.models import Application
from fund import clock, tenancy
from fund.models import RoleGrant, User
from fund.roles import CAPABILITIES, Can

_VOTING = [role.value for role, held in CAPABILITIES.items() if Can.REVIEW in held]


@tenancy.as_the_fund()
def eligible_reviewers(application: Application) -> list[User]:
    """Active members whose grant holds today, who have no conflict and did not step back.

    The quorum is counted among them only (DESIGN section 6).
    """
    members = (
        User.objects.filter(
            is_active=True,
            pk__in=RoleGrant.objects.in_force(clock.today())
            .filter(role__in=_VOTING)
            .values("user"),
        )
        .exclude(recusals__application=application)
        .prefetch_related("supervised")
        .order_by("pk")
    )
    request = _request(application)
    grants = _grants_of([member.pk for member in members])
    found = []
    for member in members:
        member.current_grants = grants.get(member.pk, [])
        if policy.conflict(_reviewer(member), request) is None:
            found.append(member)
    return found


def conflict_of(user: User, application: Application) -> str | None:
    """Why this person may not decide this request; None if she may."""
    return policy.conflict(_reviewer(user), _request(application))


def _grants_of(user_ids: list[int]) -> dict[int, list[RoleGrant]]:
    grants: dict[int, list[RoleGrant]] = {}
    for grant in RoleGrant.objects.in_force(clock.today()).filter(user__in=user_ids):
        grants.setdefault(grant.user_id, []).append(grant)
    return grants


def _reviewer(user: User) -> policy.Reviewer:
    return policy.Reviewer(
        id=user.pk,
        agency_ids=user.agency_ids,
        supervised_ids=frozenset(person.pk for person in user.supervised.all()),
    )


def _request(application: Application) -> policy.Request:
    tied = application.needs.filter(vendor__tied_agency__isnull=False)
    return policy.Request(
        agency_id=application.agency_id,
        filed_by_id=application.filed_by_id,
        vendor_agency_ids=frozenset(tied.values_list("vendor__tied_agency_id", flat=True)),
    )


@dataclass(frozen=True)
class Committee:
    """The members of the day: who may decide a request, and how many may not, by kind of conflict
    and who `stepped_back`."""

    eligible: list[User]
    kept_out: Counter[str]


@tenancy.as_the_fund()
def committee_of(application: Application) -> Committee:
    """The whole committee of the day, weighed for this request."""
    members = User.objects.filter(
        is_active=True,
        pk__in=RoleGrant.objects.in_force(clock.today()).filter(role__in=_VOTING).values("user"),
    )
    members = members.prefetch_related("supervised").order_by("pk")
    gone = set(application.recusals.values_list("reviewer", flat=True))
    grants = _grants_of([member.pk for member in members])
    request = _request(application)
    eligible, kept_out = [], Counter[str]()
    for member in members:
        member.current_grants = grants.get(member.pk, [])
        if kind := policy.conflict_kind(_reviewer(member), request):
            kept_out[kind] += 1
        elif member.pk in gone:
            kept_out["stepped_back"] += 1
        else:
            eligible.append(member)
    return Committee(eligible, kept_out)
