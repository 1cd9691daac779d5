"""What other figures of the policy would have meant for the requests of the last 90 days.

Sums only: whoever edits the policy sees no request.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.models import Application, Need
from applications.states import UNDECIDED, Lane, State
from fund import clock, tenancy
from fund.policies import Rules

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Effect:
    """A kind of request, and how many there were under either version."""

    words: str
    before: int
    after: int


@dataclass(frozen=True)
class Effects:
    """All of it: requests sent in the last 90 days, what is different, and what is open now."""

    sent: int
    rows: list[Effect]
    drafts: int
    undecided: int


Count_of = Callable[[Rules], Q]


def _one_vote(rules: Rules) -> Q:
    return Q(requested_cents__lte=rules.one_reviewer_up_to_cents) if rules.quorum > 1 else Q()


def _over_the_cap(rules: Rules) -> Q:
    return Q(requested_cents__gt=rules.cap_application_cents)


def _alone(rules: Rules) -> Q:
    return Q(lane=Lane.EMERGENCY, requested_cents__lte=rules.emergency_alone_up_to_cents)


def _late(rules: Rules) -> Q:
    """Decided later than its lane's hours; a second look has a clock of its own."""
    found = Q(pk__in=[])
    for lane in Lane:
        hours = timedelta(hours=_hours(rules, lane))
        found |= Q(lane=lane, decided_at__gt=F("submitted_at") + hours)
    return found & Q(reconsidered_at__isnull=True)


def _not_paid(rules: Rules) -> Q:
    kinds = list(rules.payable_categories)
    return Q(Exists(Need.objects.filter(application=OuterRef("pk")).exclude(category__in=kinds)))


KINDS: tuple[tuple[str, str, frozenset[str], Count_of], ...] = (
    (
        "one_vote",
        gettext_noop("Decided by one vote"),
        frozenset({"one_reviewer_up_to_cents", "quorum"}),
        _one_vote,
    ),
    (
        "over",
        gettext_noop("Above the most for one request"),
        frozenset({"cap_application_cents"}),
        _over_the_cap,
    ),
    (
        "alone",
        gettext_noop("Emergencies that one on-call member may approve alone"),
        frozenset({"emergency_alone_up_to_cents"}),
        _alone,
    ),
    (
        "late",
        gettext_noop("Decided after their time was over"),
        frozenset({"emergency_hours", "urgent_hours", "standard_hours"}),
        _late,
    ),
    (
        "not_paid",
        gettext_noop("Ask for something that the fund does not pay"),
        frozenset({"payable_categories"}),
        _not_paid,
    ),
)
"""Name, words, the figures that touch it, and which requests it counts."""


@tenancy.as_the_fund()
def effects(old: Rules, new: Rules) -> Effects:
    """Two queries, whatever the figures."""
    kinds = [kind for kind in KINDS if _differs(old, new, kind[2])]
    counts: dict[str, Any] = {"sent": Count("pk")}
    for name, _words, _figures, chosen in kinds:
        counts[f"{name}_old"] = Count("pk", filter=chosen(old))
        counts[f"{name}_new"] = Count("pk", filter=chosen(new))
    counts["other_clock"] = Count("pk", filter=_other_clock(old, new))
    lately = Application.objects.filter(submitted_at__gte=clock.now() - LOOKED_BACK)
    found = lately.order_by().aggregate(**counts)
    rows = [
        Effect(_(words), found[f"{name}_old"], found[f"{name}_new"])
        for name, words, _figures, _chosen in kinds
    ]
    if found["other_clock"]:
        rows.append(Effect(_("Have another time to decide"), 0, found["other_clock"]))
    return Effects(found["sent"], rows, **_open())


def _differs(old: Rules, new: Rules, figures: frozenset[str]) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in figures)


def _other_clock(old: Rules, new: Rules) -> Q:
    lanes = [lane for lane in Lane if _hours(old, lane) != _hours(new, lane)]
    return Q(lane__in=lanes)


def _hours(rules: Rules, lane: Lane) -> int:
    hours: int = getattr(rules, f"{lane.value}_hours")
    return hours


def _open() -> dict[str, int]:
    standing = Application.objects.filter(state__in=[State.DRAFT, *UNDECIDED]).order_by()
    return standing.aggregate(
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
        undecided=Count("pk", filter=Q(state__in=UNDECIDED)),
    )
