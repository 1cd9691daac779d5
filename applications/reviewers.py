"""Who may decide a request: the committee of the day without those in conflict."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from applications import policy
from applications.models import Application, Need
from fund import clock, tenancy
from fund.models import RoleGrant, User
from fund.roles import CAPABILITIES, Can

_VOTING = [role.value for role, held in CAPABILITIES.items() if Can.REVIEW in held]


@tenancy.as_the_fund()
def eligible_reviewers(application: Application) -> list[User]:
    """Active members whose grant holds today, who have no conflict and did not step back, with
    their grants at hand; two queries.

    The quorum is counted among them only (DESIGN section 6).
    """
    request = _request(application)
    in_force = RoleGrant.objects.in_force(clock.today()).filter(user__is_active=True)
    voting = in_force.filter(role__in=_VOTING).exclude(user__recusals__application=application)
    grants = in_force.filter(user__in=voting.values("user")).select_related("user")
    members = _with_their_grants(grants.order_by("user", "pk"))
    free = policy.without_conflict((_reviewer(m, application) for m in members), request)
    return [member for member in members if member.pk in free]


@dataclass(frozen=True)
class Committee:
    """The members of the day: who may decide a request, and how many may not, by kind of conflict
    and who `stepped_back`."""

    eligible: list[User]
    kept_out: Counter[str]


@tenancy.as_the_fund()
def committee_of(application: Application) -> Committee:
    """The whole committee of the day, weighed for this request."""
    in_force = RoleGrant.objects.in_force(clock.today()).filter(user__is_active=True)
    voting = in_force.filter(role__in=_VOTING)
    grants = in_force.filter(user__in=voting.values("user")).select_related("user")
    gone = set(application.recusals.values_list("reviewer", flat=True))
    request = _request(application)
    eligible, kept_out = [], Counter[str]()
    for member in _with_their_grants(grants.order_by("user", "pk")):
        if kind := policy.conflict_kind(_reviewer(member, application), request):
            kept_out[kind] += 1
        elif member.pk in gone:
            kept_out["stepped_back"] += 1
        else:
            eligible.append(member)
    return Committee(eligible, kept_out)


def conflict_of(user: User, application: Application) -> str | None:
    """Why this person may not decide this request; None if she may."""
    return policy.conflict(_reviewer(user, application), _request(application))


def _with_their_grants(grants: Iterable[RoleGrant]) -> list[User]:
    """The people who hold these grants, each once, with all of hers at hand."""
    held: dict[User, list[RoleGrant]] = {}
    for grant in grants:
        held.setdefault(grant.user, []).append(grant)
    for member, hers in held.items():
        member.current_grants = hers
    return list(held)


def _reviewer(user: User, application: Application) -> policy.Reviewer:
    advocate = application.filed_by
    supervised = {advocate.pk} if advocate.supervisor_id == user.pk else set()
    return policy.Reviewer(
        id=user.pk, agency_ids=user.agency_ids, supervised_ids=frozenset(supervised)
    )


def needs_of(application: Application) -> list[Need]:
    """The lines with their vendors; one query, kept on the request for the next caller."""
    rows = Need.objects.select_related("vendor").order_by("position")
    prefetch_related_objects([application], Prefetch("needs", queryset=rows))
    return list(application.needs.all())


def _request(application: Application) -> policy.Request:
    ties = {need.vendor.tied_agency_id for need in needs_of(application)}
    return policy.Request(
        agency_id=application.agency_id,
        filed_by_id=application.filed_by_id,
        vendor_agency_ids=frozenset(tie for tie in ties if tie is not None),
    )
