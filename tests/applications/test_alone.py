"""What one member may approve alone, and the committee's word on it afterwards."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from applications import actions, sealing
from applications.actions import Refused
from applications.models import Application, Call, Place, Ratification
from applications.queries import ratified
from applications.states import Lane, RefusedFor, State
from fund import clock, tenancy
from fund.models import AuditEvent, Notice, User
from tests.applications.conftest import File, Vote
from tests.cards import card_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone(file: File, vote: Vote, olive: User, money: object) -> "Alone":
    return Alone(file, vote, olive)


class Alone:
    """Olive decides emergencies: alone(500_00) files one of this amount and approves it."""

    def __init__(self, file: File, vote: Vote, olive: User) -> None:
        self.file, self.vote, self.olive = file, vote, olive

    def __call__(self, cents: int = 300_00, *, code: str = "") -> Application:
        return self.decide(self.file(cents, lane=Lane.EMERGENCY, code=code))

    def decide(self, application: Application) -> Application:
        ballot = self.vote(application, application.requested_cents)
        return actions.decide_emergency(application.pk, ballot, actor=self.olive)


def test_three_times_the_most_in_a_day_and_then_the_committee(alone: Alone) -> None:
    for _each in range(3):
        alone(500_00)
    with pytest.raises(Refused, match=r"\$1,500.00 alone.*Vote with the committee, or tell"):
        alone(1_00)
    with clock.at(clock.now() + timedelta(hours=25)):
        assert alone(500_00).state == State.APPROVED


def test_never_twice_for_one_household_in_a_day_unless_the_committee_agreed(
    alone: Alone, cora: User
) -> None:
    first = alone(200_00)
    code = card_for(first)
    second = alone.file(100_00, lane=Lane.EMERGENCY, code=code)
    with pytest.raises(Refused, match="for this household alone"):
        alone.decide(second)
    actions.ratify(first.pk, agreed=True, actor=cora)
    assert alone.decide(second).decided_alone


def test_a_refused_ratification_does_not_open_the_way_for_a_second_one(
    alone: Alone, cora: User
) -> None:
    first = alone(200_00)
    second = alone.file(100_00, lane=Lane.EMERGENCY, code=card_for(first))
    actions.ratify(first.pk, agreed=False, refused_for=RefusedFor.TOO_MUCH, actor=cora)
    with pytest.raises(Refused, match="for this household alone"):
        alone.decide(second)


def test_who_is_over_her_limit_can_still_vote(alone: Alone, vote: Vote) -> None:
    for _each in range(3):
        alone(500_00)
    waiting = alone.file(100_00, lane=Lane.EMERGENCY)
    actions.review(waiting.pk, vote(waiting, 100_00), actor=alone.olive)
    waiting.refresh_from_db()
    assert waiting.state == State.APPROVED and not waiting.decided_alone


@pytest.mark.django_db(transaction=True)
def test_two_at_one_instant_are_counted_in_turn(alone: Alone) -> None:
    for _each in range(2):
        alone(500_00)
    both = [alone.file(500_00, lane=Lane.EMERGENCY) for _each in range(2)]
    start, refused = Barrier(2), []

    def decide(application: Application) -> None:
        start.wait()
        try:
            alone.decide(application)
        except Refused as why:
            refused.append(str(why))
        finally:
            connection.close()

    threads = [Thread(target=decide, args=[one]) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1 and "$1,500.00 alone" in refused[0]


def test_a_no_has_a_reason_and_words_that_the_agency_never_reads(
    alone: Alone, cora: User, ada: User, chen: User
) -> None:
    done = alone()
    with pytest.raises(Refused, match="Choose why"):
        actions.ratify(done.pk, agreed=False, actor=cora)
    with pytest.raises(Refused, match="in a few words"):
        actions.ratify(done.pk, agreed=False, refused_for=RefusedFor.ELSE, actor=cora)
    said = {"refused_for": RefusedFor.ELSE, "words": "The shelter had a bed."}
    actions.ratify(done.pk, agreed=False, actor=cora, **said)
    row = Ratification.objects.get()
    assert (row.by, row.agreed, row.refused_for) == (cora, False, "else")
    for reader, words in ((chen, "The shelter had a bed."), (ada, "")):
        with tenancy.acting(reader.pk):
            found = sealing.read(done, Place.RATIFICATION, reader=reader)
            assert found.of(Place.RATIFICATION, row.pk) == words
            assert Ratification.objects.exists() == bool(words)
    (event,) = AuditEvent.objects.filter(act="application.refuse_ratification")
    assert event.facts == {"refused_for": "else"}


def test_the_money_stands_and_who_approved_it_is_told(alone: Alone, cora: User, carl: User) -> None:
    done = alone(400_00)
    Notice.objects.all().delete()
    for _twice in range(2):
        actions.ratify(done.pk, agreed=False, refused_for=RefusedFor.COULD_WAIT, actor=cora)
    actions.ratify(done.pk, agreed=True, actor=carl)
    done.refresh_from_db()
    assert (done.state, done.approved_cents, done.ratified_at) == (State.APPROVED, 400_00, None)
    assert done.award.lines.get().state == "payable"
    assert [notice.user for notice in Notice.objects.all()] == [alone.olive]


def test_the_committee_is_reminded_the_day_before_and_when_it_is_late_once_each(
    alone: Alone, cora: User, carl: User
) -> None:
    done = alone()
    start = done.decided_at
    assert start
    Notice.objects.all().delete()
    for hours in range(0, 24 * 9, 6):
        with clock.at(start + timedelta(hours=hours, minutes=1)):
            actions.remind_to_look()
    rows = Call.objects.filter(step__startswith="look").order_by("at", "pk")
    assert [(row.step, (row.at - start).days, row.member) for row in rows] == [
        ("look_soon", 6, cora),
        ("look_soon", 6, carl),
        ("look_late", 7, cora),
        ("look_late", 7, carl),
    ]
    assert Notice.objects.count() == 4 and not Notice.objects.filter(is_urgent=True).exists()


def test_what_was_looked_at_reminds_nobody(alone: Alone, cora: User) -> None:
    done = alone()
    actions.ratify(done.pk, agreed=True, actor=cora)
    with clock.at(clock.now() + timedelta(days=8)):
        assert actions.remind_to_look() == 0


def test_months_are_counted_over_all_requests_and_refusals_listed_with_their_reason(
    alone: Alone, cora: User, chen: User, ada: User
) -> None:
    agreed, refused, _waiting = alone(100_00), alone(200_00), alone(300_00)
    actions.ratify(agreed.pk, agreed=True, actor=cora)
    actions.ratify(refused.pk, agreed=False, refused_for=RefusedFor.COULD_WAIT, actor=cora)
    with tenancy.acting(chen.pk):
        (month,) = ratified.by_month(date(2020, 1, 1))
        (row,) = ratified.refusals()
    assert (month.decided, month.agreed, month.refused, month.waiting) == (3, 1, 1, 1)
    assert month.approved_cents == 600_00
    assert month.month == clock.today().replace(day=1)
    assert (row.reference, row.amount_cents) == (refused.reference, 200_00)
    assert row.why == "It could have waited for the committee"
