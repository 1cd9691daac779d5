"""Was the need met? Asked of the agency, never of the person; no words, and no money follows."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from applications import notices
from applications.models import Application, AwardLine, Need, OutcomeAsk
from applications.states import LineState, Outcome
from fund import clock
from fund.audit import record
from fund.models import User

from .locking import Refused, lock, require_own

ASKED_AFTER = timedelta(days=14)
"""After the first payment of a request."""
NOT_ASKED_AFTER = timedelta(days=28)
"""What was paid longer ago is not asked any more: an import, a fund that starts with this."""
REMINDED_AFTER = timedelta(days=7)


@transaction.atomic(durable=True)
def ask_outcomes() -> int:
    """Ask about each request whose first payment is two weeks old, once; how many were asked."""
    today, now = clock.today(), clock.now()
    paid = AwardLine.objects.filter(award__application=OuterRef("pk"), state=LineState.PAID).values(
        "award__application"
    )
    first = Subquery(paid.values(day=Min("paid_on")))
    due = Application.objects.annotate(first_paid_on=first).filter(
        first_paid_on__lte=today - ASKED_AFTER,
        first_paid_on__gte=today - NOT_ASKED_AFTER,
        imported_key__isnull=True,
        outcome_ask__isnull=True,
    )
    asked = 0
    for application in due.select_for_update(of=("self",), skip_locked=True):
        OutcomeAsk.objects.create(application=application, asked_at=now, told_at=now)
        record("outcome.ask", application.reference, actor=None)
        notices.outcome_asked(application)
        asked += 1
    return asked


@transaction.atomic(durable=True)
def remind_of_outcomes() -> None:
    """A week without an answer: tell once more, twice at most; then it is asked no more."""
    now = clock.now()
    silent = OutcomeAsk.objects.select_for_update(of=("self",), skip_locked=True).filter(
        ended_at__isnull=True, told_at__lte=now - REMINDED_AFTER
    )
    for ask in silent.select_related("application__filed_by"):
        if ask.told_times >= OutcomeAsk.MOST_TOLD:
            ask.ended_at = now
        else:
            ask.told_times, ask.told_at = ask.told_times + 1, now
            notices.outcome_asked(ask.application)
        ask.save()


@transaction.atomic(durable=True)
def answer_outcome(pk: int, position: int, outcome: Outcome, *, actor: User) -> bool:
    """Keep the answer for one paid line; another tap changes it. Whether every line has one now.

    Raises Refused for a line that was not paid.
    """
    application = lock(pk, actor)
    require_own(application, actor)
    paid = paid_needs(application)
    need = paid.filter(position=position).first()
    if need is None:
        raise Refused(_("This line has not been paid."))
    if need.outcome != outcome:
        need.outcome, need.outcome_at = outcome, clock.now()
        need.save(update_fields=["outcome", "outcome_at"])
        record("outcome.answer", application.reference, actor=actor, line=need.award_line.reference)
    if paid.filter(outcome="").exists():
        return False
    OutcomeAsk.objects.filter(application=application, ended_at__isnull=True).update(
        ended_at=clock.now()
    )
    return True


def paid_needs(application: Application) -> "QuerySet[Need]":
    """The lines of a request whose vendor has the money."""
    rows = Need.objects.filter(application=application, award_line__state=LineState.PAID)
    return rows.select_related("vendor", "award_line").order_by("position")
