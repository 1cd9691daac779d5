"""The money beside a request: what each fund can do for its lines, what is suggested, who pays."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from applications.models import Application, AwardLine, Need
from applications.queries.money_line import turn_of
from applications.states import LineState
from fund import books, clock, matching
from fund.matching import Bill, Purse, Shares
from fund.models import NeedCategory
from fund.money import usd


@dataclass(frozen=True)
class FundRow:
    """A fund with what it has free, and a sentence for each line; one, if all are the same."""

    name: str
    free_cents: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A fund that can pay a line, or a part of it, with what it has free."""

    fund_id: int
    name: str
    free_cents: int


@dataclass(frozen=True)
class LineMoney:
    """One line: what the matcher suggests for it in words, and every fund that could pay it. A line
    for which there is no money has to wait."""

    need: Need
    what: str
    words: str
    waits: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Money:
    """What lies beside the vote: the lines with their suggestions, the funds with their answers."""

    lines: tuple[LineMoney, ...]
    funds: tuple[FundRow, ...]

    @property
    def can_choose(self) -> bool:
        """Whether some line could be paid in more than one way."""
        return any(len(line.sources) > 1 for line in self.lines)


def money_for(application: Application, needs: Sequence[Need]) -> Money:
    """The suggestion for all lines as they are asked, which compete for the same money; and every
    fund, those that can pay first. As many queries for ten lines as for one."""
    purses, today = books.purses(books.balances()), clock.today()
    bills = [_bill(application, need) for need in needs]
    suggested = matching.suggest(bills, purses, today, turn_of(application, needs, purses))
    names = {purse.id: purse.name for purse in purses}
    lines = tuple(
        _line(need, bill, suggested.get(bill.id), purses, names)
        for need, bill in zip(needs, bills, strict=True)
    )
    able = {source.fund_id for line in lines for source in line.sources}
    ranked = sorted(purses, key=lambda purse: (purse.id not in able, purse.rank))
    return Money(lines, tuple(_fund(purse, bills, lines) for purse in ranked))


def _bill(application: Application, need: Need) -> Bill:
    group = NeedCategory(need.category).group.value
    return Bill(need.pk, group, application.region_id, need.amount_cents, application.pk)


def _line(
    need: Need,
    bill: Bill,
    shares: Shares | None,
    purses: Sequence[Purse],
    names: Mapping[int, str],
) -> LineMoney:
    ranked = sorted(purses, key=lambda purse: purse.rank)
    able = [purse for purse in ranked if matching.most_cents(purse, bill, clock.today())]
    return LineMoney(
        need=need,
        what=need.category_label,
        words=_from(shares, names) if shares else _("Approved now, it waits for new money."),
        waits=not shares,
        sources=tuple(Source(purse.id, purse.name, purse.free_cents) for purse in able),
    )


def _fund(purse: Purse, bills: Sequence[Bill], lines: Sequence[LineMoney]) -> FundRow:
    answers = [matching.answer(purse, bill, clock.today()) for bill in bills]
    words = tuple(dict.fromkeys(answers))
    alone = all(matching.most_cents(purse, bill, clock.today()) == bill.cents for bill in bills)
    if alone and purse.free_cents < sum(bill.cents for bill in bills):
        words = (_("Can pay any one line, but not all of them."),)
    elif len(words) > 1:
        words = tuple(
            f"{number}. {line.what}: {said}"
            for number, (line, said) in enumerate(zip(lines, answers, strict=True), start=1)
        )
    return FundRow(purse.name, purse.free_cents, words)


def _from(shares: Mapping[int, int], names: Mapping[int, str]) -> str:
    """`$200.00 from Housing 2026 + $100.00 from General fund`."""
    return " + ".join(
        _("%(amount)s from %(fund)s") % {"amount": usd(cents), "fund": names[fund]}
        for fund, cents in shares.items()
    )


@dataclass(frozen=True)
class PaidFrom:
    """An approved line: which funds pay what of it; or that it waits, and why."""

    what: str
    words: str
    reasons: tuple[str, ...]


def paid_from(application: Application) -> list[PaidFrom]:
    """The approved lines of a decided request with their funds, in its own order."""
    rows = AwardLine.objects.filter(award__application=application).order_by("need__position")
    lines = list(rows.prefetch_related("shares"))
    waits = any(line.state == LineState.UNFUNDED for line in lines)
    rules = books.rules() if waits else []
    return [_paid_from(line, rules) for line in lines]


def _paid_from(line: AwardLine, rules: Sequence[Purse]) -> PaidFrom:
    if line.state == LineState.UNFUNDED:
        return PaidFrom(line.category_label, _("Waits for new money."), held_words(line, rules))
    names = {fund.pk: fund.name for fund in line.paid_by}
    shares = {fund.pk: cents for fund, cents in line.paid_by.items()}
    return PaidFrom(line.category_label, _from(shares, names), ())


def held_words(line: AwardLine, rules: Iterable[Purse]) -> tuple[str, ...]:
    """Why a line waits, a sentence for each fund of `books.rules`, as it was when last tried."""
    ranked = sorted(rules, key=lambda purse: purse.rank)
    if not ranked:
        return (_("No fund is open yet."),)
    said = (
        matching.in_words(line.held_because[purse.code], purse)
        for purse in ranked
        if purse.code in line.held_because
    )
    return tuple(said) or (_("It is tried within a minute."),)


def waiting_words(application: Application) -> str:
    """What whoever decided reads about lines that wait; empty if every line has its money."""
    lines = AwardLine.objects.filter(award__application=application, state=LineState.UNFUNDED)
    cents = sum(lines.values_list("amount_cents", flat=True))
    if not cents:
        return ""
    if cents == application.approved_cents:
        return _("It waits for new money.")
    return _("%(amount)s of it waits for new money.") % {"amount": usd(cents)}
