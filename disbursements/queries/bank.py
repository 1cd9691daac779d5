"""The bank beside the books: exceptions, proposals, what the bank has not shown, and the months."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disbursements import matching, statements
from disbursements.models import Disbursement, Match, Refund, Statement, StatementLine
from disbursements.queries.payments import PaymentRow, month_of, payment_row, with_row
from disbursements.states import State, StatementLineState
from fund import clock
from fund.kept import said
from fund.models import Gift, Period
from fund.money import usd
from fund.web.keyset import page_of

OPEN = (StatementLineState.UNMATCHED, StatementLineState.PROPOSED)
MOST_PROPOSALS = 50
MOST_OUTSTANDING = 20

TAG_KIND = {
    StatementLineState.UNMATCHED: "stop",
    StatementLineState.PROPOSED: "wait",
    StatementLineState.MATCHED: "ok",
    StatementLineState.IGNORED: "neutral",
}


@dataclass(frozen=True)
class Books:
    """The side of the books, signed as the bank sees: a payment or its return, a gift, a refund."""

    reference: str
    who: str
    on: date | None
    amount_cents: int
    is_payment: bool
    is_return: bool


@dataclass(frozen=True)
class BankRow:
    """A bank line, and what it is matched with or may be."""

    id: int
    dated_on: date
    description: str
    bank_reference: str
    amount_cents: int
    state: str
    label: str
    kind: str
    why: str
    books: Books | None
    hint: str = ""

    @property
    def said(self) -> list[tuple[str, bool]]:
        """The description in pieces, those that are a reference marked."""
        return matching.with_references_apart(self.description)

    @property
    def said_reference(self) -> list[tuple[str, bool]]:
        """The bank's own reference in pieces; it may be ours."""
        return matching.with_references_apart(self.bank_reference)


@dataclass(frozen=True)
class BankPage:
    """The whole reconciliation at a glance."""

    exceptions: list[BankRow]
    newer_url: str
    older_url: str
    proposals: list[BankRow]
    outstanding: list[PaymentRow]
    exception_count: int
    proposal_count: int
    outstanding_count: int
    outstanding_cents: int
    statements: list[Statement]

    @property
    def outstanding_words(self) -> str:
        """How many payments wait for their bank line."""
        words = ngettext("%(count)d payment", "%(count)d payments", self.outstanding_count)
        return words % {"count": self.outstanding_count}


def bank(asked: QueryDict) -> BankPage:
    """Exceptions first, oldest first; `month` (2026-05) narrows the bank's side."""
    lines = StatementLine.objects.filter(state__in=OPEN)
    if month := month_of(asked.get("month", "")):
        lines = lines.filter(dated_on__range=month)
    counts = dict(lines.order_by().values_list("state").annotate(Count("pk")))
    unmatched = page_of(
        lines.filter(state=StatementLineState.UNMATCHED), asked, order=("dated_on", "id")
    )
    hints = _hints(unmatched.rows)
    proposed = with_match(lines.filter(state=StatementLineState.PROPOSED))[:MOST_PROPOSALS]
    waiting = Disbursement.objects.filter(state=State.POSTED)
    sums = waiting.order_by().aggregate(count=Count("pk"), total=Sum("amount_cents"))
    oldest = with_row(waiting).order_by("posted_on", "id")
    recent = Statement.objects.select_related("account").defer("content")[:5]
    return BankPage(
        exceptions=[bank_row(line, None, hints.get(line.pk, "")) for line in unmatched.rows],
        newer_url=unmatched.newer_url,
        older_url=unmatched.older_url,
        proposals=[bank_row(line, line.match) for line in proposed],
        outstanding=[payment_row(payment) for payment in oldest[:MOST_OUTSTANDING]],
        exception_count=counts.get(StatementLineState.UNMATCHED, 0),
        proposal_count=counts.get(StatementLineState.PROPOSED, 0),
        outstanding_count=sums["count"],
        outstanding_cents=sums["total"] or 0,
        statements=list(recent),
    )


def with_match(lines: "QuerySet[StatementLine]") -> "QuerySet[StatementLine]":
    """The lines with all that `bank_row` shows of their match."""
    return lines.select_related(
        "match__disbursement__vendor", "match__gift__donor", "match__refund__disbursement__vendor"
    )


def bank_row(line: StatementLine, match: Match | None, hint: str = "") -> BankRow:
    """A line as pages show it; `hint` says what speaks against a match."""
    state = StatementLineState(line.state)
    return BankRow(
        id=line.pk,
        dated_on=line.dated_on,
        description=line.description,
        bank_reference=line.bank_reference,
        amount_cents=line.amount_cents,
        state=line.state,
        label=state.label,
        kind=TAG_KIND[state],
        why=line.ignored_why or (said(match.why, matching.REASONS) if match else ""),
        books=_books(match) if match else None,
        hint=hint,
    )


def hint_of(line: StatementLine) -> str:
    """Why an exception that carries a mark of ours fits nothing; empty for any other line."""
    return _hints([line]).get(line.pk, "") if line.state == StatementLineState.UNMATCHED else ""


def match_of(line: StatementLine) -> Match | None:
    """The line's match or proposal; None if it has none."""
    return getattr(line, "match", None)


def near(line: StatementLine) -> list[Books]:
    """What in the books has the same amount and no line, nearest date first; at most five."""
    cents = abs(line.amount_cents)
    window = (line.dated_on - timedelta(days=200), line.dated_on + timedelta(days=60))
    if line.amount_cents < 0:
        payments = Disbursement.objects.filter(
            amount_cents=cents,
            state__in=[State.SENT, State.POSTED, State.RETURNED],
            scheduled_at__date__range=window,
        ).exclude(matches__is_return=False, matches__confirmed_at__isnull=False)
        found = [_payment_side(payment, False) for payment in payments.select_related("vendor")]
    else:
        back = Disbursement.objects.filter(
            amount_cents=cents, state=State.RETURNED, returned_on__range=window
        ).exclude(matches__is_return=True)
        gifts = Gift.objects.filter(
            amount_cents=cents, received_on__range=window, matches__isnull=True
        ).select_related("donor")
        found = [_payment_side(payment, True) for payment in back.select_related("vendor")]
        found += [_gift_side(gift) for gift in gifts]
        refunds = Refund.objects.filter(
            amount_cents=cents, received_on__range=window, matches__isnull=True
        ).select_related("disbursement__vendor")
        found += [_refund_side(refund) for refund in refunds]
    return sorted(found, key=lambda side: abs(((side.on or line.dated_on) - line.dated_on).days))[
        :5
    ]


@dataclass(frozen=True)
class StatementPage:
    """One imported file: what was read, what was taken, what was not and why."""

    statement: Statement
    taken: int
    known: int
    rejected: list[dict[str, Any]]
    lines: list[BankRow]
    newer_url: str
    older_url: str


def statement(found: Statement, asked: QueryDict) -> StatementPage:
    """A statement's page. What earlier files had brought is counted from the kept bytes."""
    reading = statements.read(bytes(found.content), today=localdate(found.imported_at))
    lines = page_of(with_match(found.lines.all()), asked, order=("number",))
    taken = found.lines.count()
    return StatementPage(
        statement=found,
        taken=taken,
        known=len(reading.rows) - taken,
        rejected=[
            {"line": row["line"], "why": said(row["why"], statements.REASONS)}
            for row in found.rejected
        ],
        lines=[bank_row(line, match_of(line)) for line in lines.rows],
        newer_url=lines.newer_url,
        older_url=lines.older_url,
    )


@dataclass(frozen=True)
class MonthRow:
    """A month of the books; `unsettled` are its payments that the bank has not shown.

    Only the oldest open month can be closed.
    """

    slug: str
    name: str
    exceptions: int
    unsettled: int
    closed_at: datetime | None
    closed_by: str
    can_close: bool


@dataclass(frozen=True)
class MonthsPage:
    """Months, newest first."""

    rows: list[MonthRow]
    newer_url: str
    older_url: str


def months(asked: QueryDict) -> MonthsPage:
    """Months with what is left to do in each."""
    found = page_of(
        Period.objects.select_related("closed_by"), asked, order=("-starts_on",), size=24
    )
    open_months = Period.objects.filter(closed_at__isnull=True).order_by("starts_on")
    next_to_close = open_months.values_list("pk", flat=True).first()
    exceptions: Counter[date] = Counter()
    unsettled: Counter[date] = Counter()
    if found.rows:
        span = (found.rows[-1].starts_on, found.rows[0].ends_on)
        exceptions = _by_month(
            StatementLine.objects.filter(state__in=OPEN, dated_on__range=span), "dated_on"
        )
        unsettled = _by_month(
            Disbursement.objects.filter(state=State.POSTED, posted_on__range=span), "posted_on"
        )
    return MonthsPage(
        [
            MonthRow(
                slug=f"{period.starts_on:%Y-%m}",
                name=str(period),
                exceptions=exceptions[period.starts_on],
                unsettled=unsettled[period.starts_on],
                closed_at=period.closed_at,
                closed_by=period.closed_by.name if period.closed_by else "",
                can_close=period.pk == next_to_close
                and not exceptions[period.starts_on]
                and period.ends_on < clock.today(),
            )
            for period in found.rows
        ],
        found.newer_url,
        found.older_url,
    )


def _by_month(rows: "QuerySet[Any]", day: str) -> Counter[date]:
    counted = rows.order_by().annotate(month=TruncMonth(day)).values_list("month")
    return Counter(dict(counted.annotate(Count("pk"))))


def _hints(lines: list[StatementLine]) -> dict[int, str]:
    """Lines that carry a reference or check number of ours and still fit nothing: why not."""
    marks = {
        line.pk: (
            matching.references_in(f"{line.description} {line.bank_reference}"),
            matching.check_numbers_in(f"{line.description} {line.bank_reference}"),
        )
        for line in lines
    }
    references = {r for found, _numbers in marks.values() for r in found}
    checks = {f"check-{n}" for _names, found in marks.values() for n in found}
    if not references | checks:
        return {}
    payments = Disbursement.objects.filter(
        Q(reference__in=references) | Q(rail="check", provider_reference__in=checks)
    )
    known = {}
    for payment in payments:
        known[payment.reference] = known[payment.provider_reference] = payment
    hints = {}
    for line in lines:
        named, numbers = marks[line.pk]
        for mark in [*named, *(f"check-{number}" for number in numbers)]:
            hints[line.pk] = _hint(known.get(mark), mark, line)
    return hints


def _hint(payment: Disbursement | None, mark: str, line: StatementLine) -> str:
    if payment is None:
        if mark.startswith("check-"):
            words = _("Carries check number %(number)s, which is not in our books")
            return words % {"number": mark.removeprefix("check-")}
        return _("Carries %(reference)s, which is not in our books") % {"reference": mark}
    if payment.amount_cents != abs(line.amount_cents):
        words = _("Carries %(reference)s, but that payment is %(amount)s")
        return words % {"reference": payment.reference, "amount": usd(payment.amount_cents)}
    return _("Carries %(reference)s, which is: %(state)s") % {
        "reference": payment.reference,
        "state": payment.state_label.lower(),
    }


def _books(match: Match) -> Books:
    if match.gift is not None:
        return _gift_side(match.gift)
    if match.refund is not None:
        return _refund_side(match.refund)
    assert match.disbursement is not None, "a match is a payment, a gift or a refund"
    return _payment_side(match.disbursement, match.is_return)


def _payment_side(payment: Disbursement, is_return: bool) -> Books:
    return Books(
        reference=payment.reference,
        who=payment.vendor.name,
        on=payment.returned_on if is_return else payment.posted_on,
        amount_cents=payment.amount_cents if is_return else -payment.amount_cents,
        is_payment=True,
        is_return=is_return,
    )


def _gift_side(gift: Gift) -> Books:
    return Books(gift.reference, gift.donor.name, gift.received_on, gift.amount_cents, False, False)


def _refund_side(refund: Refund) -> Books:
    who = _("%(vendor)s, of %(reference)s") % {
        "vendor": refund.disbursement.vendor.name,
        "reference": refund.disbursement.reference,
    }
    return Books(refund.reference, who, refund.received_on, refund.amount_cents, False, True)
