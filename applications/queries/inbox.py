"""The committee's inbox: what needs me now by time left, and what waits on others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from applications import policy
from applications.actions.locking import rules_of
from applications.models import TO_RATIFY, Application, Need, Review
from applications.queries.own import PAGE_SIZE, categories, needs_in_words
from applications.queries.sheet import was_paid
from applications.states import UNDECIDED, Lane, State, Verdict
from fund import clock
from fund.models import User
from fund.web.keyset import Page, page_of

LANE_KIND = {Lane.EMERGENCY: "wait", Lane.URGENT: "info", Lane.STANDARD: "neutral"}
LATELY = timedelta(days=14)
BY_CLOCK, NEWEST = ("due_at", "id"), ("-id",)


def committee_requests(user: User) -> "QuerySet[Application]":
    """What was sent by agencies that this person does not work for, without her conflicts."""
    found: QuerySet[Application] = (
        Application.objects.visible_to(user)
        .exclude(agency_id__in=user.agency_ids)
        .filter(submitted_at__isnull=False)
    )
    return found


def mine(user: User) -> "QuerySet[Application]":
    """Requests that wait for this person's vote."""
    return (
        committee_requests(user)
        .filter(state__in=[State.SUBMITTED, State.IN_REVIEW])
        .exclude(_voted(user))
    )


def others(user: User) -> "QuerySet[Application]":
    """Undecided requests that this person can do nothing about now."""
    waits = Q(state=State.INFORMATION_REQUESTED) | Q(_voted(user))
    return committee_requests(user).filter(waits, state__in=UNDECIDED)


def to_ratify(user: User) -> "QuerySet[Application]":
    """Emergencies that another member decided alone and the committee has not looked at."""
    return committee_requests(user).filter(TO_RATIFY).exclude(decided_by=user)


def decided_lately(user: User) -> "QuerySet[Application]":
    """Decisions of the last two weeks."""
    return committee_requests(user).filter(
        state__in=[State.APPROVED, State.DECLINED, State.CLOSED],
        decided_at__gt=clock.now() - LATELY,
    )


def _voted(user: User) -> Exists:
    """Whether she has said all she has to say: no line is open for a question of hers."""
    hers = Review.objects.filter(
        application=OuterRef("pk"), reviewer=user, round=OuterRef("review_round")
    )
    return Exists(hers.exclude(lines__verdict=Verdict.ASK))


@dataclass(frozen=True)
class Card:
    """One request in the inbox: no person, no agency."""

    reference: str
    title: str
    note: str
    amount_cents: int
    label: str
    kind: str
    due: datetime | None


@dataclass(frozen=True)
class Section:
    """A part of the inbox; `name` goes into the address."""

    name: str
    title: str
    cards: list[Card]
    page: Page[Application]
    empty: str


SECTIONS = {
    "mine": ("Needs you now", mine, BY_CLOCK, "Nothing waits for your vote."),
    "ratify": ("Emergency decisions to look at", to_ratify, BY_CLOCK, ""),
    "others": ("Waiting on others", others, BY_CLOCK, ""),
    "decided": ("Decided lately", decided_lately, NEWEST, ""),
}
FIRST_FEW = 5


def sections(user: User, asked: QueryDict) -> Iterator[Section]:
    """Each part of the inbox; only one part, in full, if `asked` names it by `show`."""
    shown = asked.get("show", "")
    for name, (title, rows_for, order, empty) in SECTIONS.items():
        if shown in SECTIONS and shown != name:
            continue
        rows = _filtered(rows_for(user), asked).annotate(
            categories=categories(), votes=_votes(), new_business=_has_new_business()
        )
        rows = rows.select_related("region", "policy")
        whole = name == "mine" or shown == name
        page = _whole(rows, order, asked) if whole else _first_few(rows, name, order, asked)
        yield Section(name, title, [_card(row) for row in page.rows], page, empty)


def next_for(user: User, asked: QueryDict) -> Application | None:
    """The most pressing request that waits for this person."""
    return _filtered(mine(user), asked).order_by(*BY_CLOCK).first()


def _filtered(rows: "QuerySet[Application]", asked: QueryDict) -> "QuerySet[Application]":
    lane, region = str(asked.get("lane", "")), str(asked.get("region", ""))
    if lane in Lane.values:
        rows = rows.filter(lane=lane)
    if region.isdecimal():
        rows = rows.filter(region_id=int(region[:9]))
    return rows


def _whole(
    rows: "QuerySet[Application]", order: tuple[str, ...], asked: QueryDict
) -> Page[Application]:
    return page_of(rows, asked, order=order, by="reference", size=PAGE_SIZE)


def _first_few(
    rows: "QuerySet[Application]", name: str, order: tuple[str, ...], asked: QueryDict
) -> Page[Application]:
    found = list(rows.order_by(*order)[: FIRST_FEW + 1])
    kept = asked.copy()
    for gone in ("after", "before"):
        kept.pop(gone, None)
    kept["show"] = name
    return Page(found[:FIRST_FEW], "", f"?{kept.urlencode()}" if len(found) > FIRST_FEW else "")


def _votes() -> Coalesce:
    """Votes of this round, counted for the rows of one page only: a join would count them all."""
    rows = Review.objects.filter(application=OuterRef("pk"), round=OuterRef("review_round"))
    cast = rows.filter(abstained=False)
    return Coalesce(Subquery(cast.values("application").values(number=Count("pk"))), 0)


def _has_new_business() -> Exists:
    """Whether a line of the request would go to a vendor that the fund has never paid."""
    lines = Need.objects.filter(application=OuterRef("pk"))
    return Exists(lines.exclude(was_paid()))


def _card(row: Any) -> Card:
    lane = Lane(row.lane)
    undecided = row.is_undecided
    return Card(
        reference=row.reference,
        title=f"{row.reference} · {needs_in_words(row)}",
        note=f"{row.region} region · {_standing(row)}",
        amount_cents=row.approved_cents or row.requested_cents,
        label=lane.label if undecided else row.state_label,
        kind=LANE_KIND[lane] if undecided else row.tag_kind,
        due=row.due_at if undecided else None,
    )


def _standing(row: Any) -> str:
    if not row.is_undecided:
        return f"decided {row.decided_at:%b %-d}"
    seats = policy.seats(rules_of(row.policy), row.requested_cents)
    votes = f"{row.votes} of {seats} {'vote' if seats == 1 else 'votes'}"
    if row.new_business:
        votes = f"{votes} · new business: never paid by the fund"
    if row.state == State.INFORMATION_REQUESTED:
        return f"{votes} · waiting for the agency’s answer"
    return f"{votes} · the chair was told" if row.escalated_at else votes
