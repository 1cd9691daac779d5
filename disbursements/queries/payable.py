"""Award lines to pay, emergencies first, and lines that wait for money with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications.models import Application, AwardLine, Stay
from applications.queries.cards import LANE_KIND
from applications.queries.money import held_words
from applications.states import Lane, LineState
from disbursements import policy
from disbursements.models import PayoutMethod
from disbursements.states import RailName
from fund import books, clock
from fund.matching import Purse
from fund.web.keyset import page_of
from fund.web.timeleft import span

MOST_WAITING = 50
MOST_EMERGENCIES = 50
SHORT = {
    RailName.STRIPE: gettext_noop("Bank transfer"),
    RailName.CHECK: gettext_noop("Paper check"),
}


@dataclass(frozen=True)
class Choice:
    """A way to pay, by its id."""

    id: int
    label: str


@dataclass(frozen=True)
class Wait:
    """How long a vendor has waited since the decision, or since its payment ended unpaid."""

    since: datetime
    words: str
    kind: str


@dataclass(frozen=True)
class PayableRow:
    """One line to pay. Without choices the vendor can't be paid yet."""

    reference: str
    request: str
    position: int
    vendor: str
    vendor_reference: str
    what: str
    stay: str
    fund: str
    amount_cents: int
    lane: str
    lane_kind: str
    wait: Wait
    came_back: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class PayablePage:
    """One page of lines; count and total are of all pages."""

    rows: list[PayableRow]
    count: int
    total_cents: int
    newer_url: str
    older_url: str


@dataclass(frozen=True)
class WaitingRow:
    """A line that no fund can pay, with each fund's reason in words."""

    reference: str
    request: str
    vendor: str
    what: str
    amount_cents: int
    lane: str
    lane_kind: str
    wait: Wait
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Waiting:
    """The oldest waiting lines; count and total are of all of them."""

    rows: list[WaitingRow]
    count: int
    total_cents: int


def payable(asked: QueryDict) -> PayablePage:
    """Lines to be paid: the emergencies on the first page, then the others by the oldest clock."""
    lines = AwardLine.objects.filter(state=LineState.PAYABLE)
    detailed = _detailed(lines)
    emergency = Q(award__application__lane=Lane.EMERGENCY)
    found = page_of(detailed.exclude(emergency), asked, order=("due_at", "id"), by="reference")
    oldest = detailed.filter(emergency).order_by("due_at", "id")
    first = [] if found.newer_url else list(oldest[:MOST_EMERGENCIES])
    sums = lines.aggregate(count=Count("pk"), total=Sum("amount_cents"))
    return PayablePage(
        [_payable_row(line) for line in (*first, *found.rows)],
        sums["count"],
        sums["total"] or 0,
        found.newer_url,
        found.older_url,
    )


def _detailed(lines: "QuerySet[AwardLine]") -> "QuerySet[AwardLine]":
    """With what a row shows, and each vendor's ways to be paid as `usable_methods`."""
    usable = PayoutMethod.objects.filter(
        replaced_at__isnull=True, is_payable=True, rail__in=[RailName.STRIPE, RailName.CHECK]
    ).order_by("-rail")
    return lines.select_related("vendor", "need__stay", "award__application").prefetch_related(
        "shares", Prefetch("vendor__payout_methods", usable, to_attr="usable_methods")
    )


def waiting() -> Waiting:
    """Lines that wait for money, the oldest clock first."""
    lines = AwardLine.objects.filter(state=LineState.UNFUNDED)
    oldest = lines.select_related("vendor", "award__application").order_by("due_at", "id")
    sums = lines.aggregate(count=Count("pk"), total=Sum("amount_cents"))
    rules = books.rules() if sums["count"] else []
    rows = [_waiting_row(line, rules) for line in oldest[:MOST_WAITING]]
    return Waiting(rows, sums["count"], sums["total"] or 0)


def lines_by_reference(references: Iterable[str]) -> list[AwardLine]:
    """The lines with these references, oldest clock first; an unknown one is left out."""
    wanted = Q(reference__in=list(references))
    return list(AwardLine.objects.filter(wanted).order_by("due_at", "id"))


def _payable_row(line: AwardLine) -> PayableRow:
    application: Application = line.award.application
    methods: list[PayoutMethod] = line.vendor.usable_methods  # type: ignore[attr-defined]
    return PayableRow(
        reference=line.reference,
        request=application.reference,
        position=line.need.position,
        vendor=line.vendor.name,
        vendor_reference=line.vendor.reference,
        what=line.category_label,
        stay=_nights(line),
        fund=line.funds_label,
        amount_cents=line.amount_cents,
        lane=Lane(application.lane).label,
        lane_kind=LANE_KIND[Lane(application.lane)],
        wait=_wait(line),
        came_back=line.reopened_at is not None,
        choices=tuple(Choice(method.pk, _(SHORT[RailName(method.rail)])) for method in methods),
    )


def _nights(line: AwardLine) -> str:
    stay: Stay | None = getattr(line.need, "stay", None)
    return stay.terms.words_of(line.amount_cents) if stay else ""


def _wait(line: AwardLine) -> Wait:
    since = max(line.award.made_at, line.reopened_at or line.award.made_at)
    waited = clock.now() - since
    kind = policy.wait_kind(Lane(line.award.application.lane), waited)
    return Wait(since, span(max(0, int(waited.total_seconds())) // 60), kind)


def _waiting_row(line: AwardLine, rules: Sequence[Purse]) -> WaitingRow:
    application = line.award.application
    return WaitingRow(
        reference=line.reference,
        request=application.reference,
        vendor=line.vendor.name,
        what=line.category_label,
        amount_cents=line.amount_cents,
        lane=Lane(application.lane).label,
        lane_kind=LANE_KIND[Lane(application.lane)],
        wait=_wait(line),
        reasons=tuple(held_words(line, rules)),
    )
