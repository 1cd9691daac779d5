"""The only writer of the ledger's tables.

Every function works inside the caller's transaction. Money is never both reserved and free:
what may be reserved is computed under the fund row's lock, so two committees that spend at the
same instant are served one after the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from fund import clock, dates, references
from fund.audit import record
from fund.matching import Purse
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
        raise BooksError(_("The debits and credits of this entry are not equal."))
    if period_of(dated_on).closed_at:
        raise BooksError(
            _("%(month)s is closed. Date the entry in an open month.")
            % {"month": dates.written(dated_on, "YEAR_MONTH_FORMAT")}
        )
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
    funds: Mapping[Fund, int],
    category: NeedCategory,
    dated_on: date,
    cash: str,
    by: User | None,
    key: str = "",
) -> JournalEntry:
    """A vendor was paid, so many cents from each fund: expense against cash, balanced fund by fund;
    what was restricted is released (ASC 958-205-45-9).

    `cash` is CHECKING or STRIPE_BALANCE. `key` distinguishes a second payment of one reference.
    """
    sides = []
    for fund, cents in funds.items():
        sides += _spent(fund, cents, expense=GRANT_EXPENSE[category.group], cash=cash)
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
    funds: Mapping[Fund, int],
    category: NeedCategory,
    dated_on: date,
    by: User,
) -> JournalEntry:
    """A vendor gave a part of a payment back, to checking: the sides of a payment, turned round,
    so many cents to each fund; what was restricted is restricted again."""
    sides = []
    for fund, cents in funds.items():
        sides += _spent(fund, -cents, expense=GRANT_EXPENSE[category.group], cash=CHECKING)
    return post(
        f"refund:{reference}",
        kind="refund",
        subject=reference,
        dated_on=dated_on,
        sides=sides,
        by=by,
    )


def _spent(fund: Fund, cents: int, *, expense: str, cash: str) -> list[Side]:
    sides = [Side(expense, fund, cents), Side(cash, fund, -cents)]
    if fund.is_restricted:
        sides += [
            Side(RELEASED_FROM_RESTRICTION, fund, cents),
            Side(RELEASED_TO_OPERATIONS, fund, -cents),
        ]
    return sides


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


def encumber(*, key: str, subject: str, funds: Mapping[Fund, int]) -> None:
    """Reserve so many cents on each fund under their locks, all of it or, raising NotEnoughMoney,
    nothing. The same key again changes nothing."""
    keys = sorted(fund.pk for fund in funds)
    list(
        Fund.objects.select_for_update(no_key=True, of=("self",)).order_by("pk").filter(pk__in=keys)
    )
    if Encumbrance.objects.filter(key=key).exists():
        return
    for fund, cents in funds.items():
        if available_cents(fund) < cents:
            raise NotEnoughMoney(
                _("%(name)s has too little money for this line.") % {"name": fund.name}
            )
    shares = {fund.pk: cents for fund, cents in funds.items()}
    encumber_found([Reservation(key, subject, shares)])


@dataclass(frozen=True)
class Reservation:
    """Cents to reserve under one key, by the fund (its id)."""

    key: str
    subject: str
    shares: Mapping[int, int]


def encumber_found(reservations: Iterable[Reservation]) -> None:
    """Reserve what was found free under the funds' locks in this transaction; one statement.

    PostgreSQL refuses what is more than a fund has free (`ledger_reserves_what_is_free`).
    """
    now = clock.now()
    Encumbrance.objects.bulk_create(
        Encumbrance(
            key=wanted.key,
            subject=wanted.subject,
            fund_id=fund_id,
            amount_cents=cents,
            opened_at=now,
        )
        for wanted in reservations
        for fund_id, cents in wanted.shares.items()
    )


def release(key: str) -> None:
    """Give an open reservation back to its funds; nothing happens if it has ended."""
    _end(key, EncumbranceState.RELEASED)


def liquidate(key: str) -> None:
    """The reserved amount was paid: the journal carries it from here on."""
    _end(key, EncumbranceState.LIQUIDATED)


def _end(key: str, state: EncumbranceState) -> None:
    Encumbrance.objects.filter(key=key, state=EncumbranceState.OPEN).update(
        state=state, ended_at=clock.now()
    )


def promised_since(moment: datetime) -> dict[int, int]:
    """What was reserved from a moment on and not given back, in cents by fund (its id)."""
    kept = Encumbrance.objects.exclude(state=EncumbranceState.RELEASED).order_by()
    lately = kept.filter(opened_at__gte=moment).values_list("fund")
    return dict(lately.annotate(Sum("amount_cents")))


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


def lock_purses() -> list[Purse]:
    """Every active fund as the matcher sees it, locked until the transaction ends.

    Always in the same order, so that two decisions never wait for each other; three queries.
    """
    locked = Fund.objects.select_for_update(no_key=True, of=("self",)).filter(is_active=True)
    list(locked.order_by("pk"))
    return purses(balances())


def purses(found: Iterable[FundBalance]) -> list[Purse]:
    """The balances as the matcher sees them."""
    return [purse_of(balance.fund, balance.available_cents) for balance in found]


def rules() -> list[Purse]:
    """Every active fund with its rule and no money, to say in words why it could not pay."""
    active = Fund.objects.select_related("region").filter(is_active=True)
    return [purse_of(fund, 0) for fund in active]


def purse_of(fund: Fund, free_cents: int) -> Purse:
    """One fund as the matcher sees it."""
    group = CategoryGroup(fund.purpose_group).label if fund.purpose_group else ""
    return Purse(
        id=fund.pk,
        code=fund.code,
        name=fund.name,
        free_cents=free_cents,
        is_restricted=fund.is_restricted,
        purpose=fund.purpose_group,
        purpose_label=group,
        region_id=fund.region_id,
        region=fund.region.name if fund.region else "",
        starts_on=fund.starts_on,
        ends_on=fund.ends_on,
    )


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
