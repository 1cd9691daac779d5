"""Who may decide a request: the committee of the day without those in conflict."""

from collections.abc import Iterable

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
