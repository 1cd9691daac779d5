"""A decided request line by line, as its agency reads it: what, why, what was paid and when, the
letter to the vendor, the receipts, and whether the need was met."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse

from applications.actions.outcomes import ASKED_AFTER
from applications.models import Application, AwardLine, GuaranteeLetter, Need, OutcomeAsk
from applications.queries.papers import Paper
from applications.queries.standing import payment_of
from applications.standing import payment_in_words
from applications.states import LineState, NeedState, Outcome
from fund import clock
from fund.models import User

MOST_ASKS = 5
_WAITING = (LineState.PAYABLE, LineState.IN_PAYMENT)
_KIND = {
    LineState.UNFUNDED: "wait",
    LineState.PAYABLE: "info",
    LineState.IN_PAYMENT: "info",
    LineState.PAID: "ok",
    LineState.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class DecidedLine:
    """One line after the decision. `payment` begins with a capital, without a full stop; `letter`
    is the last day of the letter that holds; empty addresses: not now."""

    position: int
    category: str
    vendor: str
    town: str
    asked_cents: int
    approved_cents: int
    label: str
    kind: str
    payment: str = ""
    payment_kind: str = ""
    reasons: list[str] = field(default_factory=list)
    letter_until: date | None = None
    letter_url: str = ""
    receipts: list[Paper] = field(default_factory=list)
    receipt_url: str = ""
    outcome: str = ""
    outcome_url: str = ""


def decided_lines(
    application: Application,
    needs: Iterable[Need],
    reasons: dict[int, list[str]],
    papers: Iterable[Paper],
) -> list[DecidedLine]:
    """Every line of a decided request; one query. `needs` as `sheet.needs_of` found them."""
    held = GuaranteeLetter.objects.in_force(clock.today()).filter(application=application)
    letters = dict(held.values_list("line", "expires_on"))
    receipts: dict[int, list[Paper]] = defaultdict(list)
    for paper in papers:
        if paper.line_id is not None:
            receipts[paper.line_id].append(paper)
    return [_line(application, need, reasons, letters, receipts) for need in needs]


def _line(
    application: Application,
    need: Need,
    reasons: dict[int, list[str]],
    letters: dict[int, date],
    receipts: dict[int, list[Paper]],
) -> DecidedLine:
    state, award = NeedState(need.state), award_of(need)
    line = DecidedLine(
        position=need.position,
        category=need.category_label,
        vendor=need.vendor.name,
        town=need.vendor.town,
        asked_cents=need.amount_cents,
        approved_cents=need.approved_cents,
        label=state.label,
        kind=_kind(state),
        reasons=reasons.get(need.pk, []),
    )
    return _paid_line(line, application, need, award, letters, receipts) if award else line


def _paid_line(
    line: DecidedLine,
    application: Application,
    need: Need,
    award: AwardLine,
    letters: dict[int, date],
    receipts: dict[int, list[Paper]],
) -> DecidedLine:
    words = payment_in_words(payment_of(award), clock.now())
    is_paid = award.state == LineState.PAID
    may_add = is_paid and application.words_destroyed_at is None
    return replace(
        line,
        payment=words[:1].upper() + words[1:],
        payment_kind="wait" if award.came_back else _KIND[LineState(award.state)],
        letter_until=letters.get(award.pk),
        letter_url=_url("letter", application, need) if award.state in _WAITING else "",
        receipts=receipts[award.pk],
        receipt_url=_url("receipt", application, need) if may_add else "",
        outcome=Outcome(need.outcome).label if need.outcome else "",
        outcome_url=_outcome_url(application, need, award),
    )


def _outcome_url(application: Application, need: Need, award: AwardLine) -> str:
    """Asked two weeks after the payment; an answer that stands may be changed."""
    is_time = award.paid_on is not None and award.paid_on <= clock.today() - ASKED_AFTER
    if award.state == LineState.PAID and (need.outcome or is_time):
        return reverse("applications:outcome", args=[application.reference])
    return ""


def award_of(need: Need) -> AwardLine | None:
    """The line's way to its vendor, if it was approved."""
    return getattr(need, "award_line", None)


def _kind(state: NeedState) -> str:
    if state is NeedState.DECLINED:
        return "stop"
    return "neutral" if state in (NeedState.REQUESTED, NeedState.CANCELLED) else "ok"


def _url(name: str, application: Application, need: Need) -> str:
    return reverse(f"applications:{name}", args=[application.reference, need.position])


@dataclass(frozen=True)
class Asked:
    """Requests of the agency whose outcome is asked, the oldest first; `more` are not shown."""

    references: list[str]
    more: int


def asked_outcomes(user: User) -> Asked:
    """What the list's first page asks: was the need met? One query."""
    rows = OutcomeAsk.objects.filter(
        ended_at__isnull=True, application__agency__in=user.agencies_served
    ).order_by("asked_at", "id")
    found = list(rows.values_list("application__reference", flat=True)[:100])
    return Asked(found[:MOST_ASKS], max(0, len(found) - MOST_ASKS))
