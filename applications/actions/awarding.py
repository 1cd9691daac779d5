"""What was approved becomes award lines, each reserved on a named fund, and follows its payment."""

from datetime import date, datetime

from django.db import transaction

from applications.models import Application, Award, AwardLine, Need
from applications.states import LineState, State, Way
from fund import books, clock, references
from fund.audit import record
from fund.models import Fund, NeedCategory, User

from .letters import end_with_payment


def award(application: Application, needs: list[Need]) -> Award:
    """Award lines for the approved needs, inside the decision's transaction.

    A line that no fund can pay stays `unfunded`: the decision stands, the money is awaited.
    """
    made = Award.objects.create(application=application, made_at=clock.now())
    funds = _lock_funds()
    for need in needs:
        if need.approved_cents:
            line = AwardLine.objects.create(
                reference=references.unused_in(references.award_line_reference, AwardLine),
                award=made,
                need=need,
                vendor_id=need.vendor_id,
                category=need.category,
                amount_cents=need.approved_cents,
                due_at=application.due_at or made.made_at,
            )
            _reserve(line, funds, application.region_id)
    return made


@transaction.atomic(durable=True)
def fund_lines(*, actor: User | None = None) -> int:
    """Try again to reserve money for waiting lines, oldest clock first; how many got it."""
    funds = _lock_funds()
    waiting = (
        AwardLine.objects.select_for_update(of=("self",))
        .filter(state=LineState.UNFUNDED)
        .select_related("award__application")
        .order_by("due_at", "id")
    )
    return sum(
        _reserve(line, funds, line.award.application.region_id, actor=actor) for line in waiting
    )


def line_in_payment(line_id: int) -> None:
    """A payment of the line was scheduled; inside the caller's transaction."""
    line = _lock_line(line_id)
    line.start_payment()
    line.save()


def line_sent(line_id: int, at: datetime, way: Way) -> None:
    """The payment of the line has left; inside the caller's transaction."""
    line = _lock_line(line_id)
    line.sent_at, line.way = at, way
    line.save()


def line_paid(line_id: int, on: date) -> None:
    """The vendor has the money: its letter ends; with the last line the request closes."""
    line = _lock_line(line_id)
    line.pay(on=on)
    line.save()
    end_with_payment(line)
    application = _lock_application(line)
    unpaid = AwardLine.objects.filter(award__application=application).exclude(
        state__in=[LineState.PAID, LineState.CANCELLED]
    )
    if application.state == State.APPROVED and not unpaid.exists():
        application.close(at=clock.now())
        application.save()
        record("application.close", application.reference, actor=None)


def line_reopened(line_id: int, at: datetime) -> None:
    """The payment ended without paying: the need is open again, not the request's decision."""
    line = _lock_line(line_id)
    line.reopen(at=at)
    line.save()
    application = _lock_application(line)
    if application.state == State.CLOSED:
        application.reopen()
        application.save()
        record("application.reopen", application.reference, actor=None)


def line_refunded(line_id: int, cents: int) -> None:
    """The vendor gave so much of the line back: what was not used is left again for the caps."""
    line = _lock_line(line_id)
    line.refunded_cents += cents
    line.save()


def _lock_line(line_id: int) -> AwardLine:
    return AwardLine.objects.select_for_update(of=("self",)).get(pk=line_id)


def _lock_application(line: AwardLine) -> Application:
    found: Application = Application.objects.select_for_update(of=("self",)).get(
        award__lines=line.pk
    )
    return found


def _lock_funds() -> list[Fund]:
    """Every active fund under lock, always in the same order, so that two decisions never wait
    for each other. The narrow ones come first in what is returned, the general fund last."""
    funds = list(
        Fund.objects.select_for_update(no_key=True, of=("self",))
        .filter(is_active=True)
        .select_related("region")
        .order_by("pk")
    )
    return sorted(
        funds,
        key=lambda f: (
            not f.is_restricted,
            not f.purpose_group,
            f.region_id is None,
            f.ends_on or date.max,
            f.code,
        ),
    )


def _reserve(
    line: AwardLine, funds: list[Fund], region_id: int, *, actor: User | None = None
) -> bool:
    category = NeedCategory(line.category)
    for fund in funds:
        refused = books.why_not(
            fund,
            category=category,
            region_id=region_id,
            on=clock.today(),
            amount_cents=line.amount_cents,
            free=books.available_cents(fund),
        )
        if refused is None:
            books.encumber(
                fund=fund,
                key=line.encumbrance_key,
                subject=line.reference,
                amount_cents=line.amount_cents,
            )
            line.reserve(fund_id=fund.pk)
            line.save()
            record(
                "award.reserve",
                line.reference,
                actor=actor,
                fund=fund.code,
                amount_cents=line.amount_cents,
            )
            return True
    return False
