"""The open bank lines and what the books still wait for, put before the matching rules."""

from collections.abc import Iterator
from datetime import date, timedelta

from disbursements.matching import Candidate, Kind, Line
from disbursements.matching import propose as matching_propose
from disbursements.models import Disbursement, Match, Refund, StatementLine
from disbursements.states import RailName, State, StatementLineState
from fund import books
from fund.models import Gift

LONGEST_WAIT = timedelta(days=200)
"""A check may be cashed for 180 days (UCC 4-404); nothing older is proposed."""


_COLUMN = {
    Kind.PAYMENT: "disbursement_id",
    Kind.RETURN: "disbursement_id",
    Kind.GIFT: "gift_id",
    Kind.REFUND: "refund_id",
}


def propose() -> int:
    """Propose a match for each line without one; how many. Inside the caller's transaction."""
    rows = {
        row.pk: row
        for row in StatementLine.objects.select_for_update(of=("self",))
        .filter(state=StatementLineState.UNMATCHED)
        .select_related("account")
        .order_by("pk")
    }
    if not rows:
        return 0
    since = min(row.dated_on for row in rows.values()) - LONGEST_WAIT
    found = matching_propose([_line(row) for row in rows.values()], _candidates(since))
    Match.objects.bulk_create(
        Match(
            line_id=proposal.line_id,
            **{_COLUMN[proposal.candidate.kind]: proposal.candidate.id},
            is_return=proposal.candidate.kind == Kind.RETURN,
            why=proposal.why,
        )
        for proposal in found
    )
    StatementLine.objects.filter(pk__in=[proposal.line_id for proposal in found]).update(
        state=StatementLineState.PROPOSED
    )
    return len(found)


def _line(row: StatementLine) -> Line:
    return Line(
        id=row.pk,
        account=row.account.code,
        dated_on=row.dated_on,
        amount_cents=row.amount_cents,
        words=f"{row.description} {row.bank_reference}",
    )


def _candidates(since: date) -> Iterator[Candidate]:
    outgoing = Disbursement.objects.filter(
        state__in=[State.POSTED, State.RETURNED], posted_on__gte=since
    ).exclude(matches__is_return=False)
    for payment in outgoing:
        yield _payment(payment, Kind.PAYMENT, payment.posted_on, -payment.amount_cents)
    returned = Disbursement.objects.filter(
        state=State.RETURNED, returned_on__gte=since, posted_on__isnull=False
    ).exclude(matches__is_return=True)
    for payment in returned:
        yield _payment(payment, Kind.RETURN, payment.returned_on, payment.amount_cents)
    for gift in Gift.objects.filter(received_on__gte=since, matches__isnull=True):
        yield Candidate(
            kind=Kind.GIFT,
            id=gift.pk,
            reference=gift.reference,
            account=books.CHECKING,
            amount_cents=gift.amount_cents,
            dated_on=gift.received_on,
        )
    refunds = Refund.objects.filter(received_on__gte=since, matches__isnull=True)
    for refund in refunds.select_related("disbursement"):
        yield Candidate(
            kind=Kind.REFUND,
            id=refund.pk,
            reference=refund.disbursement.reference,
            account=books.CHECKING,
            amount_cents=refund.amount_cents,
            dated_on=refund.received_on,
        )


def _payment(payment: Disbursement, kind: Kind, on: date | None, cents: int) -> Candidate:
    assert on is not None, "the filters ask for the date"
    is_check = payment.rail == RailName.CHECK
    return Candidate(
        kind=kind,
        id=payment.pk,
        reference=payment.reference,
        account=books.STRIPE_BALANCE if payment.rail == RailName.STRIPE else books.CHECKING,
        amount_cents=cents,
        dated_on=on,
        check_number=payment.provider_reference.removeprefix("check-") if is_check else "",
        by_amount=payment.rail != RailName.STRIPE,
    )
