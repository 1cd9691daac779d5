"""A year of the committee's own work, for the board and the committee: counts of what it did."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, QuerySet

from applications.models import Application, CapException, Message, Recusal, Review
from applications.queries.figures import Group, decided_between, divided
from applications.states import State
from fund import clock, tenancy
from fund.models import FundPolicy

_ONE_VOTE = "policy__one_reviewer_up_to_cents"


@dataclass(frozen=True)
class Year:
    """One calendar year by the day of the decision; amounts in cents."""

    year: int
    sent: int
    total: Group
    lanes: list[Group]
    in_full: int
    in_part: int
    declined: int
    by_one_vote: int
    by_committee: int
    alone: int
    ratified: int
    not_ratified: int
    not_looked_at: int
    second_looks: int
    second_looks_approved: int
    escalated: int
    questions: int
    stepped_back: int
    exceptions_asked: int
    exceptions_granted: int
    voters: int
    votes: int


@tenancy.as_the_fund()
def year_of(year: int) -> Year:
    """The figures of one year, in a fixed number of queries. A second look counts once, by its
    own decision."""
    within = Within(date(year, 1, 1), date(year + 1, 1, 1))
    decided = decided_between(within.first, within.after)
    total, lanes = divided(decided, "lane", FundPolicy.in_force().report_threshold)
    return Year(
        year=year,
        sent=within.of(Application, "submitted_at").count(),
        total=total,
        lanes=lanes,
        questions=within.of(Message, "sent_at").filter(from_committee=True).count(),
        stepped_back=within.of(Recusal, "at").count(),
        **decided.aggregate(**_decisions()),
        **within.of(Review, "cast_at").aggregate(
            votes=Count("pk"), voters=Count("reviewer", distinct=True)
        ),
        **within.of(CapException, "asked_at").aggregate(
            exceptions_asked=Count("pk"),
            exceptions_granted=Count("pk", filter=Q(granted_cents__gt=0)),
        ),
    )


@dataclass(frozen=True)
class Within:
    """From the first moment of one day to that of another."""

    first: date
    after: date

    def of(self, model: type[models.Model], moment: str) -> "QuerySet[Any]":
        """Rows of the model whose `moment` lies within."""
        edges = {
            f"{moment}__gte": clock.midnight(self.first),
            f"{moment}__lt": clock.midnight(self.after),
        }
        return model._default_manager.filter(**edges)


def _decisions() -> dict[str, Count]:
    """Each decision falls in one of the first three, and one of the next three."""
    approved, small = ~Q(state=State.DECLINED), Q(requested_cents__lte=F(_ONE_VOTE))
    looked = Q(ratified_at__isnull=False) | Q(ratification_refused_at__isnull=False)
    again = Q(reconsidered_at__isnull=False)
    kinds = {
        "in_full": approved & Q(approved_cents=F("requested_cents")),
        "in_part": approved & Q(approved_cents__lt=F("requested_cents")),
        "declined": ~approved,
        "alone": Q(decided_alone=True),
        "by_one_vote": small & Q(decided_alone=False),
        "by_committee": ~small & Q(decided_alone=False),
        "ratified": Q(ratified_at__isnull=False),
        "not_ratified": Q(ratification_refused_at__isnull=False),
        "not_looked_at": Q(decided_alone=True) & ~looked,
        "second_looks": again,
        "second_looks_approved": again & approved,
        "escalated": Q(escalated_at__isnull=False),
    }
    return {name: Count("pk", filter=kind) for name, kind in kinds.items()}
