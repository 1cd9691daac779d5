"""Money for award lines: shares of named funds, reserved the moment they are found.

The funds are locked first and then looked at, all of them at once, so that two decisions at the
same instant are served one after the other, with the same few queries for any number of funds.
"""

from collections.abc import Mapping, Sequence

from django.db import transaction

from applications.commands import ChosenFunds
from applications.models import Application, AwardLine, AwardShare
from applications.queries.money_line import turn_of, turn_of_all, waiting_lines
from applications.states import LineState
from fund import books, clock, matching
from fund.audit import Facts, record, record_each
from fund.matching import Bill, Purse, Shares
from fund.models import NeedCategory, User
from fund.turns import Turn


def set_aside(application: Application, lines: list[AwardLine], chosen: ChosenFunds) -> None:
    """Save the lines of a decision, each paid by its funds or held; inside its transaction.

    Funds that were chosen and can't pay any more give way to the suggestion; the trail says so.
    """
    purses = books.lock_purses()
    turn = turn_of(application, [line.need for line in lines], purses)
    bills = [bill_of(line) for line in lines]
    found = matching.plan(bills, purses, clock.today(), chosen, turn)
    for line in lines:
        _settle(line, found.shares, purses, turn)
    AwardLine.objects.bulk_create(lines)
    _reserve(lines, found.shares, purses, actor=None)
    _say_held(lines)
    if turned := [line.reference for line in lines if line.need_id in found.not_as_chosen]:
        by = application.decided_by
        record("award.other_funds", application.reference, actor=by, line=", ".join(turned))


@transaction.atomic(durable=True)
def fund_lines(*, actor: User | None = None) -> int:
    """Try again to find money for the lines that wait; how many got it."""
    purses, lines = books.lock_purses(), in_turn()
    turn = turn_of_all(lines)
    shares = matching.suggest([bill_of(line) for line in lines], purses, clock.today(), turn)
    changed = [line for line in lines if _settle(line, shares, purses, turn)]
    AwardLine.objects.bulk_update(changed, ["state", "held_because"])
    _reserve(lines, shares, purses, actor=actor)
    return len(shares)


def in_turn() -> list[AwardLine]:
    """The lines that wait, under lock, in the order of `queries.money_line`."""
    waiting = waiting_lines().select_for_update(of=("self",))
    return list(waiting.select_related("award__application"))


def bill_of(line: AwardLine) -> Bill:
    """The line as the matcher sees it, by its need."""
    group = NeedCategory(line.category).group
    request = line.award.application
    return Bill(line.need_id, group.value, request.region_id, line.amount_cents, request.pk)


def _settle(
    line: AwardLine, shares: Mapping[int, Shares], purses: Sequence[Purse], turn: Turn
) -> bool:
    """Payable if its money was found, else held, and why; whether that is anything new."""
    if line.need_id in shares:
        line.reserve()
        return True
    because = matching.reasons(bill_of(line), purses, clock.today(), turn.held)
    if line.held_because == because:
        return False
    line.held_because = because
    return True


def _reserve(
    lines: Sequence[AwardLine],
    shares: Mapping[int, Shares],
    purses: Sequence[Purse],
    *,
    actor: User | None,
) -> None:
    """The shares of saved lines and their reservations; those that are not in `shares` wait."""
    paid = {line: shares[line.need_id] for line in lines if line.need_id in shares}
    codes = {purse.id: purse.code for purse in purses}
    AwardShare.objects.bulk_create(
        AwardShare(line=line, fund_id=fund, amount_cents=cents)
        for line, parts in paid.items()
        for fund, cents in parts.items()
    )
    books.encumber_found(
        books.Reservation(line.encumbrance_key, line.reference, parts)
        for line, parts in paid.items()
    )
    told: dict[str, Facts] = {
        line.reference: {
            "fund": ", ".join(codes[fund] for fund in parts),
            "amount_cents": line.amount_cents,
        }
        for line, parts in paid.items()
    }
    record_each("award.reserve", told, actor=actor)


def _say_held(lines: Sequence[AwardLine]) -> None:
    told: dict[str, Facts] = {
        line.reference: {
            "amount_cents": line.amount_cents,
            "fund": ", ".join(line.held_because),
            "why": ", ".join(line.held_because.values()),
        }
        for line in lines
        if line.state == LineState.UNFUNDED
    }
    record_each("award.hold", told, actor=None)
