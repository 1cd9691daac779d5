"""When money is short: the forecast, lanes that close, and the line of those who wait."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from applications import actions, scarcity
from applications.actions.lanes import keep_lanes
from applications.models import LaneClosure
from applications.queries.lanes import closed_now
from applications.states import Lane
from applications.tasks import tell_one_of_lanes
from fund import clock, runway
from fund.models import AuditEvent, Fund, FundPolicy, Region, User, Vendor
from fund.policies import figures_of, new_version
from tests.lines import Approve, SignIn

CLOSES = {Lane.STANDARD: 6, Lane.URGENT: 3}
weeks = st.integers(0, 60)


def closes_at(abel: User, *, standard: int, urgent: int) -> None:
    base = FundPolicy.in_force()
    rules = replace(figures_of(base), standard_closes_weeks=standard, urgent_closes_weeks=urgent)
    new_version(rules, based_on=base.version, effective_at=None, note="", actor=abel)


@given(st.one_of(st.none(), weeks), weeks, weeks, st.sets(st.sampled_from(scarcity.CLOSABLE)))
def test_the_least_urgent_closes_first_and_an_emergency_never(
    left: int | None, standard: int, urgent: int, closed: set[Lane]
) -> None:
    at = {Lane.STANDARD: max(standard, urgent), Lane.URGENT: urgent}
    found = scarcity.closed_lanes(left, at, frozenset(closed))
    assert Lane.EMERGENCY not in found
    from_open = scarcity.closed_lanes(left, at, frozenset())
    assert Lane.URGENT not in from_open or Lane.STANDARD in from_open
    assert from_open <= found


def test_a_lane_does_not_close_and_open_at_the_same_number_of_weeks() -> None:
    nothing = frozenset[Lane]()
    assert scarcity.closed_lanes(6, CLOSES, nothing) == nothing
    assert scarcity.closed_lanes(5, CLOSES, nothing) == {Lane.STANDARD}
    assert scarcity.closed_lanes(6, CLOSES, frozenset({Lane.STANDARD})) == {Lane.STANDARD}
    assert scarcity.closed_lanes(7, CLOSES, frozenset({Lane.STANDARD})) == nothing


def test_the_money_lasts_for_what_is_free_at_the_pace_of_the_last_weeks(
    payable: Approve, money: Fund
) -> None:
    free = runway.runways()[0].available_cents
    payable(300_00)
    with clock.at(clock.now() + timedelta(days=20)):
        total, (row,) = runway.runways()
    assert (total.available_cents, total.weekly_cents) == (free - 300_00, 100_00)
    assert (row.name, row.weeks) == (money.name, (free - 300_00) // 100_00)


def test_without_promises_there_is_no_end_in_sight(money: Fund) -> None:
    total, (row,) = runway.runways()
    assert (total.weeks, row.weeks, row.until) == (None, None, None)


def test_a_lane_closes_with_a_notice_and_opens_again(
    payable: Approve, money: Fund, ada: User, abel: User
) -> None:
    payable(400_00)
    closes_at(abel, standard=52, urgent=0)
    left = runway.runways()[0].weeks
    assert left is not None
    closes = left < 52
    assert keep_lanes() == ([Lane.STANDARD] if closes else [])
    assert closes
    assert keep_lanes() == []
    assert closed_now() == {Lane.STANDARD}
    assert AuditEvent.objects.filter(act="lane.close", subject="standard").count() == 1
    with clock.at(clock.now() + timedelta(days=1)):
        closes_at(abel, standard=0, urgent=0)
        assert keep_lanes() == [Lane.STANDARD]
    assert closed_now() == frozenset()
    assert LaneClosure.objects.get().reopened_at


def test_the_mail_says_nothing_of_anybody(ada: User) -> None:
    tell_one_of_lanes(ada.pk)
    (sent,) = mail.outbox
    assert (sent.subject, sent.to) == ("News of the fund", [ada.email])
    assert "Sign in" in sent.body


def test_a_closed_lane_takes_no_request_and_keeps_the_draft(
    awarded: Approve, ada: User, motel: Vendor, portland: Region, signed_in: SignIn
) -> None:
    LaneClosure.objects.create(lane=Lane.STANDARD, closed_at=clock.now(), weeks_left=2)
    with pytest.raises(actions.Refused, match="closed for now"):
        awarded(100_00)
    client = signed_in(ada)
    assert "Requests that can wait are closed" in client.get("/requests/").content.decode()
    assert "it can be saved, not sent" in client.get("/requests/new/").content.decode()
    assert awarded(100_00, lane=Lane.EMERGENCY).amount_cents == 100_00


def test_the_page_of_the_money(
    payable: Approve, cora: User, finn: User, ada: User, signed_in: SignIn
) -> None:
    payable(300_00)
    LaneClosure.objects.create(lane=Lane.URGENT, closed_at=clock.now(), weeks_left=2)
    for person in (cora, finn):
        page = signed_in(person).get("/requests/money/").content.decode()
        assert "How long the money lasts" in page
        assert "Closed now" in page
    assert signed_in(ada).get("/requests/money/").status_code in (403, 404)
