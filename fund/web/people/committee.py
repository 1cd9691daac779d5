"""The committee at a glance: who sits on it, who is tied to whom, and whether a quorum is there."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fund import clock
from fund.access import StaffRequest, page
from fund.models import Agency, FundPolicy, RoleGrant, User
from fund.roles import CAPABILITIES, CONFIRM, Can, Role

from .rows import Training, training_of

ENDS_SOON = timedelta(days=60)
VOTING = sorted(role for role, held in CAPABILITIES.items() if Can.REVIEW in held)


@dataclass(frozen=True)
class Member:
    """One member: her roles and since when, where she works, and what she may do."""

    reference: str
    name: str
    roles: str
    since: date
    ends_on: date | None
    ends_soon: bool
    agencies: str
    agency_ids: frozenset[int]
    on_call: bool
    chairs: bool
    training: Training


@dataclass(frozen=True)
class Quorum:
    """How many may vote if this agency files, in a sentence."""

    words: str
    kind: str


@page(*CONFIRM)
def show(request: StaffRequest) -> HttpResponse:
    """The roster, and for each agency that a member works for, who is left to vote."""
    policy = FundPolicy.in_force()
    today = clock.today()
    members = _members(today, policy.training_months)
    agencies = list(Agency.objects.filter(is_active=True).values_list("pk", "name"))
    values = {
        "members": members,
        "sums": _sums(members, policy.quorum),
        "quorums": quorums(members, agencies, policy.quorum),
        "waiting": RoleGrant.objects.waiting(today).count(),
        "manages": request.user.can(Can.MANAGE_PEOPLE),
    }
    return render(request, "people/committee.html", values)


def quorums(members: list[Member], agencies: list[tuple[int, str]], quorum: int) -> list[Quorum]:
    """A sentence for the committee as a whole if it is too small, and one for each agency that a
    member works for; those first where no quorum is left."""
    every = len(members)
    if every < quorum:
        words = _("%(all)d people may vote at all: a quorum of %(quorum)d cannot be reached.")
        return [Quorum(words % {"all": every, "quorum": quorum}, "stop")]
    found = []
    for pk, name in agencies:
        may = sum(pk not in member.agency_ids for member in members)
        if may < every:
            found.append(_quorum(name, may, every, quorum))
    return sorted(found, key=lambda one: one.kind != "stop")


def _quorum(agency: str, may: int, every: int, quorum: int) -> Quorum:
    reached = may >= quorum
    said = (
        _("If %(agency)s files, %(may)d of %(all)d may vote.")
        if reached
        else _(
            "If %(agency)s files, %(may)d of %(all)d may vote: a quorum of %(quorum)d cannot be "
            "reached."
        )
    )
    values = {"agency": agency, "may": may, "all": every, "quorum": quorum}
    return Quorum(said % values, "ok" if reached else "stop")


def _sums(members: list[Member], quorum: int) -> list[dict[str, object]]:
    chairs = [member.name for member in members if member.chairs]
    count = len(members)
    return [
        {
            "key": _("May vote"),
            "value": ngettext("%(count)d person", "%(count)d people", count) % {"count": count},
        },
        {"key": _("Votes that a larger request needs"), "value": str(quorum)},
        {"key": _("Chair"), "value": ", ".join(chairs) or _("Nobody")},
        {
            "key": _("May be on call"),
            "value": ", ".join(m.name for m in members if m.on_call) or _("Nobody"),
        },
    ]


def _members(today: date, training_months: int) -> list[Member]:
    """The active people with a voting role today, by name; two queries."""
    held = RoleGrant.objects.in_force(today).select_related("agency").order_by("starts_on", "pk")
    voting = RoleGrant.objects.in_force(today).filter(role__in=VOTING)
    people = (
        User.objects.filter(is_active=True, pk__in=voting.values("user"))
        .order_by("name", "pk")
        .prefetch_related(Prefetch("role_grants", queryset=held))
    )
    return [_member(user, today, training_months) for user in people]


def _member(user: User, today: date, training_months: int) -> Member:
    grants = list(user.role_grants.all())
    voting = [grant for grant in grants if grant.role in VOTING]
    ends = [grant.ends_on for grant in voting if grant.ends_on]
    tied = {grant.agency_id: grant.agency.name for grant in grants if grant.agency}
    return Member(
        user.reference,
        user.name,
        ", ".join(dict.fromkeys(grant.get_role_display() for grant in voting)),
        since=voting[0].starts_on,
        ends_on=min(ends) if ends else None,
        ends_soon=bool(ends) and min(ends) <= today + ENDS_SOON,
        agencies=", ".join(sorted(tied.values())),
        agency_ids=frozenset(pk for pk in tied if pk is not None),
        on_call=any(grant.role == Role.ON_CALL for grant in voting),
        chairs=any(grant.role == Role.COMMITTEE_CHAIR for grant in voting),
        training=training_of(user, training_months, today),
    )
