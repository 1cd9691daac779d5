"""What was approved becomes award lines, each paid by named funds, and follows its payment."""

from datetime import date, datetime

from applications.commands import ChosenFunds
from applications.models import Application, Award, AwardLine, Need
from applications.states import LineState, State, Way
from fund import clock, references
from fund.audit import record

from .funding import set_aside
from .letters import end_with_payment


def award(application: Application, needs: list[Need], chosen: ChosenFunds | None = None) -> Award:
    """Award lines for the approved needs, inside the decision's transaction, each paid by the funds
    that were `chosen` for it, or by those that the matcher finds.

    A line that no funds can pay stays `unfunded`: the decision stands, the money is awaited.
    """
    made = Award.objects.create(application=application, made_at=clock.now())
    approved = [need for need in needs if need.approved_cents]
    numbers = references.several_unused_in(
        references.award_line_reference, AwardLine, len(approved)
    )
    lines = [
        AwardLine(
            reference=number,
            award=made,
            need=need,
            vendor_id=need.vendor_id,
            category=need.category,
            amount_cents=need.approved_cents,
            due_at=application.due_at or made.made_at,
        )
        for number, need in zip(numbers, approved, strict=True)
    ]
    set_aside(application, lines, chosen or {})
    return made


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
