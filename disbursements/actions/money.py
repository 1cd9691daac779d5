"""What a payment does to the books and to its award line; inside the caller's transaction."""

from datetime import date, timedelta

from applications.actions import line_paid, line_reopened
from applications.models import AwardLine
from disbursements.models import Disbursement
from disbursements.states import RailName, State
from fund import books, clock
from fund.models import JournalEntry, NeedCategory, User

CASH_OF = {RailName.STRIPE: books.STRIPE_BALANCE, RailName.CHECK: books.CHECKING}


def book_payment(payment: Disbursement, *, by: User | None) -> None:
    """Expense against cash, the reservation used up, the line paid."""
    assert payment.posted_on is not None
    books.payment(
        reference=payment.reference,
        funds=payment.award_line.paid_by,
        category=NeedCategory(payment.award_line.category),
        dated_on=payment.posted_on,
        cash=CASH_OF[RailName(payment.rail)],
        by=by,
    )
    books.liquidate(reservation_key(payment.award_line))
    line_paid(payment.award_line_id, payment.posted_on)


def book_return(payment: Disbursement, *, by: User | None) -> bool:
    """Undo `book_payment` in the open period; False if the money could not be reserved again.

    That can only happen if one of its funds was overdrawn meanwhile, such as by a gift that
    bounced.
    """
    assert payment.returned_on is not None
    entry = JournalEntry.objects.get(key=f"payment:{payment.reference}")
    books.reverse(entry, dated_on=payment.returned_on, by=by)
    line = payment.award_line
    reserved = True
    try:
        books.encumber(key=reservation_key(line), subject=line.reference, funds=line.paid_by)
    except books.NotEnoughMoney:
        reserved = False
    line_reopened(line.pk, clock.now())
    return reserved


def reservation_key(line: AwardLine) -> str:
    """The key of the reservation that a line has now.

    A reservation ends when its payment posts; each payment that came back opened the next one.
    """
    came_back = Disbursement.objects.filter(award_line=line, state=State.RETURNED).count()
    return f"{line.encumbrance_key}:{came_back}" if came_back else line.encumbrance_key


def books_day(day: date) -> date:
    """`day`, or the first day of the next month whose books are open: no closed month changes."""
    while books.period_of(day).closed_at:
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day
