"""The bank's statements of the year: matched and closed for the closed quarters, open since."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from disbursements.actions.reconcile import close_month, confirm, ignore, import_statement
from disbursements.models import Disbursement, Statement, StatementLine
from disbursements.states import SETTLED, RailName, StatementLineState
from fund import books, clock
from fund.models import Account, Gift, Period, Posting, User
from fund.money import dollars
from reports.demo.calendar import DemoYear, moment

Row = tuple[date, str, int]
_TRANSFER = "TRANSFER TO STRIPE"


def load(year: DemoYear, by: User) -> None:
    """A statement a month; the closed quarters' months are matched and closed."""
    checking = Account.objects.get(code=books.CHECKING)
    stripe = Account.objects.get(code=books.STRIPE_BALANCE)
    for period in Period.objects.order_by("starts_on"):
        is_closed = period.ends_on <= year.closed_until
        with clock.at(moment(min(year.today, period.ends_on), 20)):
            statement = _import(checking, _checking_rows(period), by)
            if statement and is_closed:
                _match(statement, by)
            elif statement:
                _match(statement, by, leave=6)
            statement = _import(stripe, _stripe_rows(period), by)
            if statement:
                _match(statement, by, leave=6)
    for period in Period.objects.filter(ends_on__lte=year.closed_until).order_by("starts_on"):
        with clock.at(moment(year.open_from, 18)):
            close_month(period.starts_on, actor=by)


def _import(account: Account, rows: Iterable[Row], by: User) -> Statement | None:
    ordered = sorted(rows)
    if not ordered:
        return None
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(("Date", "Description", "Amount"))
    for day, words, cents in ordered:
        sign = "-" if cents < 0 else ""
        sheet.writerow((f"{day:%m/%d/%Y}", words, sign + dollars(abs(cents))))
    return import_statement(account, out.getvalue().encode(), actor=by)


def _checking_rows(period: Period) -> Iterable[Row]:
    span = (period.starts_on, period.ends_on)
    for gift in Gift.objects.filter(received_on__range=span):
        yield gift.received_on, f"DEPOSIT {gift.reference}", gift.amount_cents
    for payment in _paid(span).filter(rail=RailName.IMPORTED).select_related("vendor"):
        yield (
            payment.posted_on or span[0],
            f"ACH PAYMENT {payment.reference}",
            -payment.amount_cents,
        )
    for payment in _paid(span).filter(rail=RailName.CHECK):
        number = payment.provider_reference.removeprefix("check-")
        yield payment.posted_on or span[0], f"CHECK {number}", -payment.amount_cents
    moved = Posting.objects.filter(
        entry__kind="transfer", account__code=books.CHECKING, entry__dated_on__range=span
    ).select_related("entry")
    for posting in moved:
        yield posting.entry.dated_on, _TRANSFER, posting.amount_cents
    if moved:
        yield span[0], "INTEREST PAID", 1_37


def _stripe_rows(period: Period) -> Iterable[Row]:
    span = (period.starts_on, period.ends_on)
    for payment in _paid(span).filter(rail=RailName.STRIPE):
        words = f"OUTBOUND PAYMENT {payment.reference}"
        yield payment.posted_on or span[0], words, -payment.amount_cents


def _paid(span: tuple[date, date]) -> QuerySet[Disbursement]:
    return Disbursement.objects.filter(posted_on__range=span, state__in=SETTLED)


def _match(statement: Statement, by: User, leave: int = 0) -> None:
    """Confirm what is proposed and set the transfers aside; `leave` the last ones to a person."""
    lines = StatementLine.objects.filter(statement=statement)
    proposed = list(lines.filter(state=StatementLineState.PROPOSED).values_list("pk", flat=True))
    confirm(proposed[: max(len(proposed) - leave, 0)], actor=by)
    for line in lines.filter(state=StatementLineState.UNMATCHED, description=_TRANSFER):
        ignore(line.pk, "Own transfer to the Stripe balance", actor=by)
