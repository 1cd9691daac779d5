"""Whom finance pays next: emergencies, then the oldest clock; a wait counts from the decision."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from applications.states import Lane
from disbursements.actions.release import void
from disbursements.actions.schedule import schedule
from disbursements.models import PayoutMethod
from disbursements.policy import LONG_WAIT, wait_kind
from disbursements.queries.payable import payable as rows_to_pay
from fund import clock
from fund.models import User, Vendor
from fund.web import keyset
from tests.lines import Approve, SignIn

DECIDED = datetime(2026, 6, 20, 15, tzinfo=UTC)


def after(**time: float) -> datetime:
    return DECIDED + timedelta(**time)


@pytest.mark.parametrize("lane", Lane)
def test_a_wait_is_long_after_its_lanes_hours_and_too_long_after_twice_that(lane: Lane) -> None:
    long, moment = LONG_WAIT[lane], timedelta(seconds=1)
    kinds = [wait_kind(lane, t) for t in (long, long + moment, 2 * long, 2 * long + moment)]
    assert kinds == ["neutral", "wait", "wait", "stop"]


def test_an_emergency_may_wait_four_hours_an_urgent_line_a_day_and_others_three() -> None:
    assert [LONG_WAIT[lane] / timedelta(hours=1) for lane in Lane] == [4, 24, 72]


def test_emergencies_stand_first_and_the_others_by_their_clock(
    payable: Approve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(DECIDED):
        old = [payable(10_00) for _ in range(3)]
    with clock.at(after(days=30)):
        emergency = payable(20_00, lane=Lane.EMERGENCY)
        urgent = payable(20_00, lane=Lane.URGENT)
        monkeypatch.setattr(keyset.page_of, "__kwdefaults__", {"size": 2})
        first = rows_to_pay(QueryDict(""))
        second = rows_to_pay(QueryDict(first.older_url[1:]))
        back = rows_to_pay(QueryDict(second.newer_url[1:]))
    shown = [[row.reference for row in page.rows] for page in (first, second, back)]
    assert shown[0] == [emergency.reference, old[0].reference, old[1].reference]
    assert shown[1] == [old[2].reference, urgent.reference]
    assert shown[2] == shown[0]
    assert (first.count, second.older_url) == (5, "")


def test_a_wait_is_told_from_the_decision_not_from_the_requests_clock(
    payable: Approve, signed_in: SignIn, finn: User
) -> None:
    with clock.at(DECIDED):
        payable()
    with clock.at(after(hours=2)):
        page = signed_in(finn).get(reverse("disbursements:payable")).content.decode()
    assert 'tag is-neutral">2 h<' in page
    assert "since " in page
    assert ">late by" not in page
    assert 'tag is-neutral">Standard' in page


def test_a_line_whose_payment_was_voided_waits_from_then(
    payable: Approve, motel: Vendor, finn: User
) -> None:
    with clock.at(DECIDED):
        line = payable()
    with clock.at(after(days=10)):
        method = PayoutMethod.objects.get(vendor=motel)
        void(schedule(line.pk, method.pk, actor=finn).pk, "Wrong amount", actor=finn)
    with clock.at(after(days=10, minutes=20)):
        (row,) = rows_to_pay(QueryDict("")).rows
    assert (row.wait.words, row.wait.since) == ("20 min", after(days=10))
