"""What finance does to the books by hand: a fund, a gift, its reversal, a transfer of cash.

Payments post and reverse their entries themselves (disbursements); these four acts have no
other home. Each takes the fund's lock first, so a double click is served one after the other.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fund import books, references
from fund.audit import record
from fund.books import BooksError
from fund.models import Account, Donor, Fund, Gift, JournalEntry, User
from fund.money import usd


@dataclass(frozen=True)
class NewFund:
    """A pool of money; each restriction that is given narrows what it may pay for."""

    code: str
    name: str
    purpose_group: str = ""
    region_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def is_restricted(self) -> bool:
        return bool(self.purpose_group or self.region_id or self.starts_on or self.ends_on)


@dataclass(frozen=True)
class NewGift:
    """Money received. The donor is a known one or, by a name, a new one."""

    fund_code: str
    amount_cents: int
    received_on: date
    donor_id: int | None = None
    new_donor: str = ""


@dataclass(frozen=True)
class NewTransfer:
    """Cash of one fund to move between two cash accounts, by their codes."""

    fund_code: str
    source: str
    target: str
    amount_cents: int
    dated_on: date


@transaction.atomic(durable=True)
def add_fund(new: NewFund, *, actor: User) -> Fund:
    """The fund of that code, made if there is none. Raises BooksError if the code is another's."""
    wanted = {
        "name": new.name,
        "is_restricted": new.is_restricted,
        "purpose_group": new.purpose_group,
        "region_id": new.region_id,
        "starts_on": new.starts_on,
        "ends_on": new.ends_on,
    }
    fund, made = Fund.objects.get_or_create(code=new.code, defaults=wanted)
    if made:
        record("books.add_fund", fund.code, actor=actor, restricted=int(fund.is_restricted))
    elif any(getattr(fund, name) != value for name, value in wanted.items()):
        raise BooksError(
            _("The short name %(code)s belongs to %(name)s. Choose another.")
            % {"code": fund.code, "name": fund.name}
        )
    return fund


@transaction.atomic(durable=True)
def record_gift(new: NewGift, *, once: str, actor: User) -> Gift:
    """Record a gift once, however often it is sent with the same `once`.

    Raises BooksError if the month is closed.
    """
    fund = _locked_fund(new.fund_code)
    if standing := Gift.objects.filter(entry__key=f"gift:{once}").first():
        return standing
    return books.gift(
        donor=_donor(new, actor),
        fund=fund,
        amount_cents=new.amount_cents,
        received_on=new.received_on,
        by=actor,
        key=once,
    )


@transaction.atomic(durable=True)
def reverse_gift(entry_id: int, dated_on: date, *, actor: User) -> JournalEntry:
    """Undo a gift that was wrong or whose check bounced; what was promised from it is then short.

    Raises BooksError for any other entry: a payment is undone by its own return.
    """
    entry = JournalEntry.objects.select_related("gift__fund").get(pk=entry_id)
    if entry.kind != "gift":
        raise BooksError(_("Only a gift can be taken back here."))
    _locked_fund(entry.gift.fund.code)
    if standing := JournalEntry.objects.filter(reverses=entry).first():
        return standing
    if dated_on < entry.dated_on:
        raise BooksError(_("A gift can’t be taken back before it came."))
    reversal = books.reverse(entry, dated_on=dated_on, by=actor)
    amount = entry.gift.amount_cents
    record("books.reverse_gift", entry.subject, actor=actor, amount_cents=amount)
    return reversal


@transaction.atomic(durable=True)
def transfer(new: NewTransfer, *, once: str, actor: User) -> JournalEntry:
    """Move cash of one fund, such as topping up the Stripe balance from checking.

    Raises BooksError if the fund holds less than that in the account it leaves.
    """
    fund = _locked_fund(new.fund_code)
    if standing := JournalEntry.objects.filter(key=f"transfer:{once}").first():
        return standing
    cash = set(Account.objects.filter(is_cash=True).values_list("code", flat=True))
    if new.source == new.target or not {new.source, new.target} <= cash:
        raise BooksError(_("Choose two different cash accounts."))
    held = books.cash_cents(fund, account=new.source)
    if held < new.amount_cents:
        raise BooksError(
            _("%(name)s holds only %(held)s in that account.")
            % {"name": fund.name, "held": usd(held)}
        )
    entry = books.transfer(
        key=once,
        fund=fund,
        source=new.source,
        target=new.target,
        amount_cents=new.amount_cents,
        dated_on=new.dated_on,
        by=actor,
    )
    record("books.transfer", fund.code, actor=actor, amount_cents=new.amount_cents)
    return entry


def _locked_fund(code: str) -> Fund:
    found: Fund = Fund.objects.select_for_update(no_key=True).get(code=code)
    return found


def _donor(new: NewGift, actor: User) -> Donor:
    if new.donor_id is not None:
        known: Donor = Donor.objects.get(pk=new.donor_id)
        return known
    if standing := Donor.objects.filter(name__iexact=new.new_donor).first():
        return standing
    reference = references.unused_in(references.donor_reference, Donor)
    donor: Donor = Donor.objects.create(reference=reference, name=new.new_donor)
    record("books.add_donor", reference, actor=actor)
    return donor
