"""The books as rows for a page; reads only. Cents everywhere; a debit is positive."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fund import dates
from fund.books import RELEASED_FROM_RESTRICTION, RELEASED_TO_OPERATIONS
from fund.models import Account, CategoryGroup, Fund, JournalEntry, Posting

RELEASE = (RELEASED_FROM_RESTRICTION, RELEASED_TO_OPERATIONS)
KINDS = {
    "gift": gettext_noop("Gift"),
    "payment": gettext_noop("Payment"),
    "refund": gettext_noop("Refund by a vendor"),
    "reversal": gettext_noop("Taken back"),
    "transfer": gettext_noop("Moved between accounts"),
}


@dataclass(frozen=True)
class EntryRow:
    """One entry in a list. `amount_cents` is its effect on the fund's cash, or its whole amount."""

    entry_id: int
    dated_on: date
    kind: str
    subject: str
    amount_cents: int


@dataclass(frozen=True)
class Side:
    """One posting: in the debit column or in the credit column."""

    account: str
    fund: str
    debit_cents: int | None
    credit_cents: int | None


@dataclass(frozen=True)
class TrialBalance:
    """Every account's balance on a day; the books are right if both totals agree."""

    as_of: date
    sides: list[Side]
    debit_cents: int
    credit_cents: int

    @property
    def agrees(self) -> bool:
        return self.debit_cents == self.credit_cents


def kind_words(kind: str) -> str:
    return _(KINDS.get(kind, kind.replace("_", " ").capitalize()))


def entries_of(fund: Fund) -> QuerySet[JournalEntry]:
    """The entries with a posting in the fund."""
    return JournalEntry.objects.filter(
        Exists(Posting.objects.filter(entry=OuterRef("pk"), fund=fund))
    )


def cash_rows(entries: Sequence[JournalEntry], fund: Fund) -> list[EntryRow]:
    """Each entry with what it added to, or took from, the fund's cash."""
    cash = Posting.objects.filter(fund=fund, account__is_cash=True)
    return _rows(entries, _sums(cash, entries))


def total_rows(entries: Sequence[JournalEntry]) -> list[EntryRow]:
    """Each entry with its amount: its debits, but not the release of a restriction beside it."""
    debits = Posting.objects.filter(amount_cents__gt=0).exclude(account__code__in=RELEASE)
    return _rows(entries, _sums(debits, entries))


def sides_of(entry: JournalEntry) -> list[Side]:
    postings = entry.postings.select_related("account", "fund").order_by("pk")
    return [_side(str(p.account), p.fund.name, p.amount_cents) for p in postings]


def trial_balance_on(as_of: date) -> TrialBalance:
    """Every account with its balance at the end of the day, in one query."""
    until = Q(postings__entry__dated_on__lte=as_of)
    accounts = Account.objects.annotate(held=Sum("postings__amount_cents", filter=until))
    sides = [_side(str(account), "", account.held or 0) for account in accounts.order_by("code")]
    return TrialBalance(
        as_of,
        sides,
        sum(side.debit_cents or 0 for side in sides),
        sum(side.credit_cents or 0 for side in sides),
    )


def restriction_words(fund: Fund) -> str:
    """What a fund may pay for, as a donor would say it. Needs `region` loaded."""
    if not fund.is_restricted:
        return _("Anything the policy allows.")
    words = [_("Any need, but only")]
    if fund.purpose_group:
        words = [_("Only %(what)s") % {"what": CategoryGroup(fund.purpose_group).label.lower()}]
    if fund.region:
        words.append(_("in the %(region)s region") % {"region": fund.region})
    if fund.starts_on:
        words.append(_("from %(day)s") % {"day": dates.written(fund.starts_on)})
    if fund.ends_on:
        words.append(_("until %(day)s") % {"day": dates.written(fund.ends_on)})
    return f"{' '.join(words)}."


def _side(account: str, fund: str, cents: int) -> Side:
    return Side(account, fund, cents if cents > 0 else None, -cents if cents < 0 else None)


def _sums(postings: QuerySet[Posting], entries: Sequence[JournalEntry]) -> dict[int, int]:
    found = postings.filter(entry__in=[entry.pk for entry in entries]).order_by()
    return dict(found.values_list("entry").annotate(Sum("amount_cents")))


def _rows(entries: Sequence[JournalEntry], cents: dict[int, int]) -> list[EntryRow]:
    return [
        EntryRow(e.pk, e.dated_on, kind_words(e.kind), e.subject, cents.get(e.pk, 0))
        for e in entries
    ]
