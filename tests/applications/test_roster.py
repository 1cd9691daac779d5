"""The roster: kept by the chair, handed over by members, with nobody twice and gaps told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from applications import actions, roster
from applications.actions import Refused
from applications.commands import AddShift
from applications.models import GapWarning, Shift
from applications.states import Order
from fund import clock
from fund.models import AuditEvent, Notice, User
from fund.roles import Role
from tests.cast import on_call, person

pytestmark = pytest.mark.django_db
MAINE = ZoneInfo("America/New_York")
SATURDAY = datetime(2026, 11, 28, 20)
"""8 p.m. on the wall."""
NOON = datetime(2026, 11, 27, 12, tzinfo=MAINE)
Add = Callable[..., list[Shift]]


@pytest.fixture
def uma(db: None) -> User:
    """On-call member; not in the roster."""
    return person("Uma", Role.ON_CALL)


@pytest.fixture
def omar(db: None) -> User:
    return person("Omar", Role.ON_CALL)


@pytest.fixture
def add(chen: User, uma: User) -> Add:
    """Twelve hours from 8 p.m. on Saturday, added on Friday: add(weeks=3)."""

    def added(
        member: User = uma,
        starts: datetime = SATURDAY,
        hours: int = 12,
        order: Order = Order.FIRST,
        weeks: int = 1,
        by: User = chen,
    ) -> list[Shift]:
        wanted = AddShift(member, order, starts, starts + timedelta(hours=hours), weeks)
        with clock.at(NOON):
            return actions.add_shift(wanted, actor=by)

    return added


def acts() -> list[str]:
    rows = AuditEvent.objects.filter(act__startswith="oncall.").order_by("id")
    return [act.removeprefix("oncall.") for act in rows.values_list("act", flat=True)]


def names_at(moment: datetime) -> list[str]:
    return [shift.member.name for shift in roster.shifts_at(moment)]


def test_the_chair_adds_a_shift_and_repeats_it_over_the_change_of_clocks(
    add: Add, uma: User
) -> None:
    shifts = add(weeks=20)
    assert len(shifts) == 20 and acts() == ["add_shift"] * 20
    local = [(s.starts_at.astimezone(MAINE), s.ends_at.astimezone(MAINE)) for s in shifts]
    assert {(start.hour, end.hour) for start, end in local} == {(20, 8)}
    assert len({start.utcoffset() for start, _end in local}) == 2


def test_only_the_chair_keeps_the_roster_and_only_who_may_decide_is_put_on_it(
    add: Add, cora: User
) -> None:
    with pytest.raises(Refused, match="Only the chair"):
        add(by=cora)
    with pytest.raises(Refused, match="Cora can’t decide an emergency alone"):
        add(member=cora)
    assert not Shift.objects.exists()


@pytest.mark.parametrize("hours", [0, -1, 24 * 7 + 1])
def test_a_shift_ends_after_it_starts_and_lasts_a_week_at_most(add: Add, hours: int) -> None:
    with pytest.raises(Refused, match="ends after it starts"):
        add(hours=hours)


def test_two_of_one_order_are_never_on_call_at_once_and_none_of_the_weeks_is_kept(
    add: Add, omar: User
) -> None:
    add(starts=SATURDAY + timedelta(weeks=2))
    with pytest.raises(Refused, match="Uma is on call then already: Dec 12"):
        add(member=omar, weeks=4)
    assert Shift.objects.count() == 1
    add(member=omar, weeks=4, order=Order.SECOND)
    add(member=omar, starts=SATURDAY + timedelta(weeks=2, hours=12))
    assert names_at(SATURDAY.replace(tzinfo=MAINE) + timedelta(weeks=2)) == ["Uma", "Omar"]


def test_the_database_itself_refuses_two_firsts_at_once(add: Add, omar: User) -> None:
    (shift,) = add()
    with pytest.raises(IntegrityError, match="one_on_call"), transaction.atomic():
        on_call(omar, shift.ends_at - timedelta(minutes=1), shift.ends_at + timedelta(hours=1))
    on_call(omar, shift.ends_at, shift.ends_at + timedelta(hours=1))


def test_the_same_shift_twice_is_one(add: Add) -> None:
    assert add() == add()
    assert Shift.objects.count() == 1 and acts() == ["add_shift"]


def test_a_shift_to_come_is_taken_out_and_one_that_goes_on_ends_now(add: Add, chen: User) -> None:
    now, later = add(weeks=2)
    with clock.at(now.starts_at + timedelta(hours=1)):
        for shift in (now, later, later):
            actions.remove_shift(shift.pk, actor=chen)
    (left,) = Shift.objects.all()
    assert left.ends_at == now.starts_at + timedelta(hours=1)
    assert acts()[-2:] == ["remove_shift", "remove_shift"]


def test_a_member_hands_over_and_stays_on_call_until_the_colleague_says_yes(
    add: Add, uma: User, omar: User
) -> None:
    (shift,) = add()
    with clock.at(shift.starts_at + timedelta(hours=1)):
        actions.offer_shift(shift.pk, omar, actor=uma)
        assert names_at(clock.now()) == ["Uma"]
        assert Notice.objects.filter(user=omar, reference="OC-1128").exists()
    with clock.at(shift.starts_at + timedelta(hours=3)):
        taken = actions.take_shift(shift.pk, actor=omar)
        assert names_at(clock.now()) == ["Omar"]
    assert names_at(shift.starts_at + timedelta(hours=2)) == ["Uma"], "what was stays true"
    assert taken.ends_at == shift.ends_at
    assert acts()[-2:] == ["offer_shift", "take_shift"]


def test_a_shift_to_come_goes_over_whole(add: Add, uma: User, omar: User) -> None:
    (shift,) = add()
    with clock.at(NOON):
        actions.offer_shift(shift.pk, omar, actor=uma)
        assert actions.take_shift(shift.pk, actor=omar).pk == shift.pk
    assert names_at(shift.starts_at) == ["Omar"]


def test_a_handover_can_be_said_no_to_and_is_nobody_elses_business(
    add: Add, uma: User, omar: User, olive: User, cora: User
) -> None:
    Shift.objects.all().delete()
    (shift,) = add()
    with clock.at(NOON):
        with pytest.raises(Refused, match="Only whoever is on call"):
            actions.offer_shift(shift.pk, olive, actor=omar)
        with pytest.raises(Refused, match="Cora can’t decide"):
            actions.offer_shift(shift.pk, cora, actor=uma)
        actions.offer_shift(shift.pk, omar, actor=uma)
        for stranger in (olive, uma):
            with pytest.raises(Refused, match="not offered to you"):
                actions.take_shift(shift.pk, actor=stranger)
        actions.keep_shift(shift.pk, actor=omar)
        with pytest.raises(Refused, match="not offered to you"):
            actions.take_shift(shift.pk, actor=omar)
    with clock.at(shift.ends_at), pytest.raises(Refused, match="is over"):
        actions.offer_shift(shift.pk, omar, actor=uma)


def test_who_lost_the_role_is_not_on_call_whatever_the_roster_says(add: Add, uma: User) -> None:
    (shift,) = add()
    uma.role_grants.update(ends_on=NOON.date())
    with clock.at(shift.starts_at):
        assert names_at(clock.now()) == []


def test_the_chair_is_told_once_the_day_before_of_hours_without_anybody(
    add: Add, chen: User, uma: User
) -> None:
    add(starts=datetime(2026, 11, 28), hours=20)
    with clock.at(NOON.replace(hour=8)):
        assert not actions.warn_of_gaps(), "not in the night"
    with clock.at(NOON):
        assert actions.warn_of_gaps()
        assert not actions.warn_of_gaps()
    assert list(Notice.objects.values_list("user", "reference")) == [(chen.pk, "OC-1128")]
    assert GapWarning.objects.count() == 1


def test_a_day_with_somebody_at_every_hour_is_told_to_nobody(
    add: Add, chen: User, omar: User
) -> None:
    add(starts=datetime(2026, 11, 28), hours=20)
    add(member=omar, starts=datetime(2026, 11, 28, 19), hours=6, order=Order.SECOND)
    with clock.at(NOON):
        assert not actions.warn_of_gaps()
    assert not Notice.objects.exists()
