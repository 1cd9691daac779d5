"""The only writer of the ledger's tables.

Every function works inside the caller's transaction. Money is never both reserved and free:
what may be reserved is computed under the fund row's lock, so two committees that spend at the
same instant are served one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject

from fund import clock, references
from fund.audit import record
from fund.models import (
    Account,
    AccountKind,
    CategoryGroup,
    Donor,
    Encumbrance,
    EncumbranceState,
    Fund,
    Gift,
    JournalEntry,
    NeedCategory,
    Period,
    Posted,
    Posting,
    User,
)

CHECKING = "1000"
STRIPE_BALANCE = "1010"
GIFTS_WITHOUT_RESTRICTION = "4000"
GIFTS_WITH_RESTRICTION = "4100"
RELEASED_FROM_RESTRICTION = "4900"
RELEASED_TO_OPERATIONS = "4910"
GRANT_EXPENSE = {
    CategoryGroup.HOUSING: "5000",
    CategoryGroup.SAFETY: "5100",
    CategoryGroup.DAILY: "5200",
    CategoryGroup.HEALTH_LEGAL: "5300",
}


class NotEnoughMoney(Exception):
    """The fund has less available than is asked; the message says how much."""


class BooksError(Exception):
    """An entry that the books refuse; the message is one sentence for finance."""


@dataclass(frozen=True)
class Side:
    """One posting to write: a debit is positive, a credit negative."""

    account: str
    fund: Fund
    amount_cents: int


def post(
    key: str,
    *,
    kind: str,
    subject: str,
    dated_on: date,
    sides: Sequence[Side],
    by: User | None,
    reverses: JournalEntry | None = None,
) -> JournalEntry:
    """Write a balanced entry once: the same key again returns the entry that stands.

    Raises BooksError if the sides do not balance in each fund or the period is closed.
    """
    if standing := JournalEntry.objects.filter(key=key).first():
        return standing
    totals: dict[int, int] = {}
    for side in sides:
        totals[side.fund.pk] = totals.get(side.fund.pk, 0) + side.amount_cents
    if len(sides) < 2 or any(totals.values()):
        raise BooksError("The debits and credits of this entry are not equal.")
    if period_of(dated_on).closed_at:
        raise BooksError(f"{dated_on:%B %Y} is closed. Date the entry in an open month.")
    accounts = {a.code: a for a in Account.objects.filter(code__in={s.account for s in sides})}
    entry = JournalEntry.objects.create(
        key=key,
        kind=kind,
        subject=subject,
        dated_on=dated_on,
        posted_by=by,
        posted_at=clock.now(),
        reverses=reverses,
    )
    Posting.objects.bulk_create(
        Posting(entry=entry, account=accounts[s.account], fund=s.fund, amount_cents=s.amount_cents)
        for s in sides
    )
    return entry


def reverse(entry: JournalEntry, *, dated_on: date, by: User | None) -> JournalEntry:
    """The entry that undoes `entry`; there can be only one."""
    sides = [
        Side(posting.account.code, posting.fund, -posting.amount_cents)
        for posting in entry.postings.select_related("account", "fund")
    ]
    return post(
        f"{entry.key}:reversed",
        kind="reversal",
        subject=entry.subject,
        dated_on=dated_on,
        sides=sides,
        by=by,
        reverses=entry,
    )


def gift(
    *, donor: Donor, fund: Fund, amount_cents: int, received_on: date, by: User, key: str
) -> Gift:
    """Record money received into a fund. `key` makes a double click one gift."""
    if standing := Gift.objects.filter(entry__key=f"gift:{key}").first():
        return standing
    revenue = GIFTS_WITH_RESTRICTION if fund.is_restricted else GIFTS_WITHOUT_RESTRICTION
    reference = references.unused_in(references.gift_reference, Gift)
    entry = post(
        f"gift:{key}",
        kind="gift",
        subject=reference,
        dated_on=received_on,
        sides=[Side(CHECKING, fund, amount_cents), Side(revenue, fund, -amount_cents)],
        by=by,
    )
    given = Gift.objects.create(
        reference=reference,
        donor=donor,
        fund=fund,
        amount_cents=amount_cents,
        received_on=received_on,
        recorded_by=by,
        recorded_at=clock.now(),
        entry=entry,
    )
    record("books.gift", reference, actor=by, amount_cents=amount_cents, fund=fund.code)
    return given


def payment(
    *,
    reference: str,
    fund: Fund,
    category: NeedCategory,
    amount_cents: int,
    dated_on: date,
    cash: str,
    by: User | None,
    key: str = "",
) -> JournalEntry:
    """A vendor was paid: expense against cash; a restricted gift is released (ASC 958-205-45-9).

    `cash` is CHECKING or STRIPE_BALANCE. `key` distinguishes a second payment of one reference.
    """
    sides = [
        Side(GRANT_EXPENSE[category.group], fund, amount_cents),
        Side(cash, fund, -amount_cents),
    ]
    if fund.is_restricted:
        sides += [
            Side(RELEASED_FROM_RESTRICTION, fund, amount_cents),
            Side(RELEASED_TO_OPERATIONS, fund, -amount_cents),
        ]
    return post(
        f"payment:{reference}{key}",
        kind="payment",
        subject=reference,
        dated_on=dated_on,
        sides=sides,
        by=by,
    )


def refund(
    *,
    reference: str,
    fund: Fund,
    category: NeedCategory,
    amount_cents: int,
    dated_on: date,
    by: User,
) -> JournalEntry:
    """A vendor gave a part of a payment back, to checking: the sides of a payment, turned round."""
    sides = [
        Side(CHECKING, fund, amount_cents),
        Side(GRANT_EXPENSE[category.group], fund, -amount_cents),
    ]
    if fund.is_restricted:
        sides += [
            Side(RELEASED_TO_OPERATIONS, fund, amount_cents),
            Side(RELEASED_FROM_RESTRICTION, fund, -amount_cents),
        ]
    return post(
        f"refund:{reference}",
        kind="refund",
        subject=reference,
        dated_on=dated_on,
        sides=sides,
        by=by,
    )


def transfer(
    *, key: str, fund: Fund, source: str, target: str, amount_cents: int, dated_on: date, by: User
) -> JournalEntry:
    """Move cash of one fund between two cash accounts, such as topping up the Stripe balance."""
    return post(
        f"transfer:{key}",
        kind="transfer",
        subject=fund.code,
        dated_on=dated_on,
        sides=[Side(target, fund, amount_cents), Side(source, fund, -amount_cents)],
        by=by,
    )


def encumber(*, fund: Fund, key: str, subject: str, amount_cents: int) -> Encumbrance:
    """Reserve an amount under the fund's lock. Raises NotEnoughMoney; never overspends."""
    locked = Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)
    if standing := Encumbrance.objects.filter(key=key).first():
        return standing
    free = available_cents(locked)
    if free < amount_cents:
        raise NotEnoughMoney(f"{locked.name} has too little money for this line.")
    return Encumbrance.objects.create(
        key=key, fund=locked, subject=subject, amount_cents=amount_cents, opened_at=clock.now()
    )


def release(key: str) -> None:
    """Give an open reservation back to its fund; nothing happens if it has ended."""
    _end(key, EncumbranceState.RELEASED)


def liquidate(key: str) -> None:
    """The reserved amount was paid: the journal carries it from here on."""
    _end(key, EncumbranceState.LIQUIDATED)


def _end(key: str, state: EncumbranceState) -> None:
    Encumbrance.objects.filter(key=key, state=EncumbranceState.OPEN).update(
        state=state, ended_at=clock.now()
    )


def cash_cents(fund: Fund, *, account: str | None = None) -> int:
    """Cash of one fund in one cash account, or in all of them, as the journal stands now."""
    cash = Posted.objects.filter(fund=fund, account__is_cash=True)
    return _sum(cash.filter(account__code=account) if account else cash)


def encumbered_cents(fund: Fund) -> int:
    """What is reserved on the fund and not yet paid."""
    return _sum(Encumbrance.objects.filter(fund=fund, state=EncumbranceState.OPEN))


def available_cents(fund: Fund) -> int:
    """Cash less payables less open encumbrances (DESIGN section 7)."""
    payables = _sum(Posted.objects.filter(fund=fund, account__kind=AccountKind.LIABILITY))
    return cash_cents(fund) + payables - encumbered_cents(fund)


def gather() -> None:
    """Take the postings so far into their sums (posting_sums.sql): balances stay the same, and
    cheap however long the journal is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT gather_postings()")


@dataclass(frozen=True)
class FundBalance:
    """One fund's money, in cents."""

    fund: Fund
    cash_cents: int
    encumbered_cents: int
    available_cents: int
    spent_cents: int


def balances(*, active_only: bool = True) -> list[FundBalance]:
    """Every fund's balance in one query, whatever the number of funds."""
    of_this = {"fund": OuterRef("pk")}
    held = Encumbrance.objects.filter(**of_this, state=EncumbranceState.OPEN).order_by()
    posted = Posted.objects.filter(**of_this).order_by().values("fund")
    funds = Fund.objects.select_related("region").annotate(
        reserved=Subquery(held.values("fund").annotate(of=Sum("amount_cents")).values("of")),
        sums=Subquery(
            posted.annotate(
                of=JSONObject(
                    cash=Sum("amount_cents", filter=Q(account__is_cash=True)),
                    owed=Sum("amount_cents", filter=Q(account__kind=AccountKind.LIABILITY)),
                    spent=Sum("amount_cents", filter=Q(account__kind=AccountKind.EXPENSE)),
                )
            ).values("of")
        ),
    )
    return [_balance(fund) for fund in (funds.filter(is_active=True) if active_only else funds)]


def _balance(fund: Any) -> FundBalance:
    sums = fund.sums or {}
    cash, owed, spent = (sums.get(name) or 0 for name in ("cash", "owed", "spent"))
    reserved = fund.reserved or 0
    return FundBalance(fund, cash, reserved, cash + owed - reserved, spent)


def why_not(
    fund: Fund, *, category: NeedCategory, region_id: int, on: date, amount_cents: int, free: int
) -> str | None:
    """In words, why the fund can't pay a line; None if it can. `free` is what it has available."""
    if fund.purpose_group and fund.purpose_group != category.group:
        return f"{fund.name} pays only for {CategoryGroup(fund.purpose_group).label.lower()}."
    if fund.region_id and fund.region_id != region_id:
        return f"{fund.name} pays only in the {fund.region} region."
    if fund.starts_on and on < fund.starts_on:
        return f"{fund.name} starts on {fund.starts_on:%B %-d, %Y}."
    if fund.ends_on and on > fund.ends_on:
        return f"{fund.name} ended on {fund.ends_on:%B %-d, %Y}."
    if free < amount_cents:
        return f"{fund.name} has too little money left."
    return None


def period_of(day: date) -> Period:
    """The month that holds `day`, made when it is first needed."""
    first = day.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    period, _made = Period.objects.get_or_create(starts_on=first, defaults={"ends_on": last})
    return period


@transaction.atomic
def close_period(starts_on: date, *, actor: User) -> Period:
    """Close a month: no entry may be dated inside it any more. Closing twice changes nothing.

    `disbursements.actions.reconcile.close_month` asks first whether the bank agrees.
    """
    period = Period.objects.select_for_update().get(starts_on=starts_on)
    if period.closed_at is None:
        period.closed_at, period.closed_by = clock.now(), actor
        period.save(update_fields=["closed_at", "closed_by"])
        record("books.close_period", f"{starts_on:%Y-%m}", actor=actor)
    return period


def _sum(rows: "QuerySet[Any]") -> int:
    return int(rows.aggregate(total=Sum("amount_cents"))["total"] or 0)
