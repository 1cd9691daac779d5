"""An emergency that nobody decides is told on and on, each step once, also where a worker dies."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from applications import actions, notices, tasks
from applications.actions import Refused, paging
from applications.models import Application, Call, Shift
from applications.states import Lane, Order
from fund import clock
from fund.models import AuditEvent, FundPolicy, Notice, NoticeChoice, User, Way
from fund.policies import figures_of, new_version
from fund.roles import Role
from tests.applications.conftest import File, Vote
from tests.cast import on_call, person

pytestmark = pytest.mark.django_db
MAINE = ZoneInfo("America/New_York")
NIGHT = datetime(2026, 11, 28, 2, 0, tzinfo=MAINE).astimezone(UTC)
Told = list[tuple[int, str, str]]
"""Minutes after the request came in, the step, the member."""


@pytest.fixture
def uma(db: None) -> User:
    """Second on call."""
    uma = person("Uma", Role.ON_CALL)
    on_call(uma, order=Order.SECOND)
    return uma


@pytest.fixture
def emergency(file: File, olive: User, uma: User, chen: User, cora: User) -> Application:
    """Sent at 2 a.m.; Olive is first on call, Uma second."""
    return sent(file)


def sent(file: File, at: datetime = NIGHT, cents: int = 300_00) -> Application:
    with clock.at(at):
        return file(cents, lane=Lane.EMERGENCY)


def minutes(*steps: int, since: datetime = NIGHT) -> None:
    """The minute's job at these minutes."""
    for minute in steps:
        with clock.at(since + timedelta(minutes=minute)):
            actions.keep_ladders()


def told(since: datetime = NIGHT) -> Told:
    rows = Call.objects.select_related("member").order_by("at", "id")
    return [
        (int((row.at - since).total_seconds()) // 60, row.step, row.member.name) for row in rows
    ]


def news(user: User) -> int:
    return Notice.objects.filter(user=user, reference__regex=r"^[A-Z]{2}\d-\d{3}$").count()


def test_the_first_on_call_is_told_as_it_comes_in_and_nobody_else(
    emergency: Application, olive: User, uma: User, cora: User
) -> None:
    assert told() == [(0, "first", "Olive")]
    assert [news(user) for user in (olive, uma, cora)] == [1, 0, 0]
    assert Notice.objects.get().is_urgent


def test_undecided_it_is_told_again_then_to_the_next_then_to_the_chair_each_once(
    emergency: Application, olive: User, uma: User, chen: User
) -> None:
    minutes(*range(121))
    assert told() == [
        (0, "first", "Olive"),
        (20, "again", "Olive"),
        (40, "next", "Uma"),
        (60, "chair", "Chen"),
    ]
    assert [news(user) for user in (olive, uma, chen)] == [2, 1, 1]
    trail = AuditEvent.objects.filter(act="oncall.tell", subject=emergency.reference)
    assert [row.facts["step"] for row in trail.order_by("id")] == [
        "first", "again", "next", "chair",
    ]  # fmt: skip


def test_missed_minutes_are_caught_up(emergency: Application) -> None:
    minutes(95, 96)
    assert told()[1:] == [(95, "again", "Olive"), (95, "next", "Uma"), (95, "chair", "Chen")]


def test_the_minutes_are_those_of_the_policy_it_was_filed_under(
    emergency: Application, file: File, abel: User
) -> None:
    figures = figures_of(FundPolicy.in_force())
    quick = replace(figures, page_again_minutes=5, next_on_call_minutes=7, chair_minutes=9)
    new_version(quick, based_on=1, effective_at=None, note="", actor=abel)
    minutes(*range(15))
    assert told() == [(0, "first", "Olive")]
    later = NIGHT + timedelta(minutes=15)
    quicker = sent(file, later)
    minutes(*range(12), since=later)
    rows = Call.objects.filter(application=quicker).order_by("at", "id")
    assert [(row.at - later) / timedelta(minutes=1) for row in rows] == [0, 5, 7, 9]


def test_a_decision_ends_the_ladder(
    emergency: Application, vote: Vote, olive: User, money: object
) -> None:
    minutes(20)
    with clock.at(NIGHT + timedelta(minutes=25)):
        actions.decide_emergency(emergency.pk, vote(emergency, 300_00), actor=olive)
    minutes(40, 60, 300)
    assert [step for _minute, step, _name in told()] == ["first", "again"]


def test_it_reaches_her_in_her_quiet_hours_and_by_text_message(
    file: File, olive: User, settings: object
) -> None:
    settings.SMS_GATEWAY_URL = "https://texts.invalid/"  # type: ignore[attr-defined]
    choice = NoticeChoice(user=olive, quiet_from=22, quiet_until=7, pace="daily")
    choice.phone = "+12075550104"
    choice.save()
    sent(file)
    assert set(Notice.objects.values_list("way", "due_at")) == {
        (Way.EMAIL, NIGHT),
        (Way.TEXT, NIGHT),
    }


def test_on_it_stops_telling_her_again_until_the_next_on_call(
    emergency: Application, olive: User, uma: User
) -> None:
    with clock.at(NIGHT + timedelta(minutes=10)):
        for _tap in range(2):
            actions.take_up(emergency.pk, actor=olive)
        with pytest.raises(Refused, match="Only the member on call"):
            actions.take_up(emergency.pk, actor=uma)
    minutes(*range(10, 50))
    assert told()[1:] == [(10, "taken_up", "Olive"), (40, "next", "Uma")]
    assert AuditEvent.objects.filter(act="oncall.take_up").count() == 1


def test_the_next_may_decide_once_she_was_told_and_not_before(
    emergency: Application, vote: Vote, uma: User, money: object
) -> None:
    with clock.at(NIGHT + timedelta(minutes=39)), pytest.raises(Refused, match="on call"):
        actions.decide_emergency(emergency.pk, vote(emergency, 300_00), actor=uma)
    minutes(40)
    with clock.at(NIGHT + timedelta(minutes=41)):
        actions.decide_emergency(emergency.pk, vote(emergency, 300_00), actor=uma)
    emergency.refresh_from_db()
    assert emergency.decided_alone and emergency.decided_by == uma


def test_the_first_may_tell_the_next_before_her_time(
    emergency: Application, olive: User, uma: User, chen: User
) -> None:
    with clock.at(NIGHT + timedelta(minutes=3)):
        assert actions.tell_next(emergency.pk, actor=olive) == [uma]
        assert actions.tell_next(emergency.pk, actor=olive) == [chen], "nobody is left"
    minutes(*range(4, 121))
    assert [step for _minute, step, _name in told()] == ["first", "next", "chair", "again"]


def test_without_a_second_on_call_she_whose_shift_begins_next_is_told(
    file: File, olive: User, chen: User
) -> None:
    vera = person("Vera", Role.ON_CALL)
    Shift.objects.update(ends_at=NIGHT + timedelta(hours=6))
    on_call(vera, NIGHT + timedelta(hours=6), NIGHT + timedelta(hours=12))
    sent(file)
    minutes(40)
    assert told()[-1] == (40, "next", "Vera")


def test_a_gap_goes_to_the_chair_at_once_and_to_whoever_comes_on_call(
    file: File, olive: User, chen: User, vote: Vote
) -> None:
    Shift.objects.update(starts_at=NIGHT + timedelta(minutes=15))
    waiting = sent(file)
    assert told() == [(0, "chair", "Chen")]
    with clock.at(NIGHT), pytest.raises(Refused, match="on call"):
        actions.decide_emergency(waiting.pk, vote(waiting, 300_00), actor=olive)
    minutes(*range(14, 36))
    assert told()[1:] == [(15, "first", "Olive"), (35, "again", "Olive")]


def test_without_a_chair_a_gap_is_told_to_the_whole_committee(
    file: File, cora: User, carl: User
) -> None:
    sent(file)
    assert told() == [(0, "chair", "Cora"), (0, "chair", "Carl")]


def test_a_member_in_conflict_is_skipped(
    file: File, ada: User, olive: User, uma: User, chen: User, vote: Vote, money: object
) -> None:
    ada.supervisor = olive
    ada.save()
    waiting = sent(file)
    assert told() == [(0, "first", "Uma")]
    with clock.at(NIGHT):
        with pytest.raises(Application.DoesNotExist):
            actions.decide_emergency(waiting.pk, vote(waiting, 300_00), actor=olive)
        actions.decide_emergency(waiting.pk, vote(waiting, 300_00), actor=uma)


def test_who_steps_back_is_followed_by_the_next_within_a_minute(
    emergency: Application, olive: User
) -> None:
    with clock.at(NIGHT + timedelta(minutes=4)):
        actions.recuse(emergency.pk, "I know the motel", actor=olive)
    minutes(5)
    assert told()[1:] == [(5, "first", "Uma")]


def test_who_takes_the_shift_over_hears_of_what_waits(
    emergency: Application, olive: User, vote: Vote, money: object
) -> None:
    vera = person("Vera", Role.ON_CALL)
    shift = Shift.objects.get(member=olive)
    with clock.at(NIGHT + timedelta(minutes=5)):
        actions.offer_shift(shift.pk, vera, actor=olive)
        actions.take_shift(shift.pk, actor=vera)
    minutes(6)
    assert told()[1:] == [(6, "first", "Vera")]
    with clock.at(NIGHT + timedelta(minutes=7)):
        with pytest.raises(Refused, match="on call"):
            actions.decide_emergency(emergency.pk, vote(emergency, 300_00), actor=olive)
        actions.decide_emergency(emergency.pk, vote(emergency, 300_00), actor=vera)


def test_in_the_hour_that_comes_twice_the_steps_come_once_and_in_time(
    file: File, olive: User, uma: User, chen: User
) -> None:
    before = datetime(2026, 11, 1, 1, 50, tzinfo=MAINE).astimezone(UTC)
    sent(file, before)
    minutes(*range(100), since=before)
    assert told(before) == [
        (0, "first", "Olive"),
        (20, "again", "Olive"),
        (40, "next", "Uma"),
        (60, "chair", "Chen"),
    ]


def test_only_emergencies_have_a_ladder(file: File, olive: User, cora: User) -> None:
    with clock.at(NIGHT):
        file(300_00)
    minutes(0, 100)
    assert told() == [] and news(cora) == news(olive) == 1


class PowerCut(BaseException):
    """The process ended here: nothing catches it."""


@contextmanager
def cut(where: object, step: str, when: str) -> Iterator[None]:
    """End the process before or after a step."""
    really: Callable[..., object] = getattr(where, step)

    def falls(*args: object, **kwargs: object) -> object:
        if when == "after":
            really(*args, **kwargs)
        raise PowerCut

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(where, step, falls)
        yield


@pytest.mark.parametrize(
    ("where", "step", "when"),
    [
        (paging, "keep", "before"),
        (paging, "keep", "after"),
        (notices, "paged", "before"),
        (notices, "paged", "after"),
        (paging.Rungs, "tell_next", "before"),
        (paging.Rungs, "tell_next", "after"),
        (paging.Rungs, "tell_chair", "after"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_between_two_steps_loses_none_and_doubles_none(
    where: object,
    step: str,
    when: str,
    emergency: Application,
    olive: User,
    uma: User,
    chen: User,
) -> None:
    with cut(where, step, when), pytest.raises(PowerCut):
        minutes(60)
    assert told() == [(0, "first", "Olive")], "all of a minute's steps, or none"
    minutes(61, 62)
    assert [(step, name) for _minute, step, name in told()[1:]] == [
        ("again", "Olive"),
        ("next", "Uma"),
        ("chair", "Chen"),
    ]
    assert [news(user) for user in (olive, uma, chen)] == [2, 1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_instant_send_one(
    emergency: Application, olive: User, uma: User, chen: User
) -> None:
    start = Barrier(2)

    def work() -> None:
        start.wait()
        minutes(60)
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    minutes(61)
    assert len(told()) == 4
    assert [news(user) for user in (olive, uma, chen)] == [2, 1, 1]


def test_the_minutes_job_does_all_of_it(emergency: Application) -> None:
    with clock.at(NIGHT + timedelta(minutes=60)):
        tasks.keep_clocks(0)
    assert len(told()) == 4
