"""When money is short: the forecast, lanes that close, and the line of those who wait."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from applications import actions, scarcity
from applications.actions.lanes import keep_lanes
from applications.models import LaneClosure
from applications.queries.lanes import closed_now
from applications.states import Lane, LineState
from applications.tasks import tell_one_of_lanes
from fund import clock, runway, tenancy
from fund.matching import Bill, Purse, Why, suggest, why_never
from fund.models import AuditEvent, Fund, FundPolicy, Gift, Region, User, Vendor
from fund.policies import figures_of, new_version
from fund.turns import Turn
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


HOUSING, DAILY, PORTLAND = "housing", "daily", 1
TODAY = clock.today()


def general(cents: int) -> Purse:
    return Purse(1, "general", "General fund", cents)


def for_housing(cents: int) -> Purse:
    return Purse(2, "housing", "Housing", cents, is_restricted=True, purpose=HOUSING)


def bill(number: int, cents: int, group: str = DAILY) -> Bill:
    return Bill(number, group, PORTLAND, cents, request=number)


def test_nobody_is_overtaken_for_the_same_money() -> None:
    turn = Turn()
    assert suggest([bill(1, 900), bill(2, 50)], [general(100)], TODAY, turn) == {}
    assert turn.held == {2: Why.LINE}


def test_who_waits_for_other_money_is_not_in_the_way() -> None:
    funds = [general(0), for_housing(100)]
    lines = [bill(1, 900), bill(2, 50, HOUSING)]
    assert suggest(lines, funds, TODAY, Turn()) == {}  # both could be paid by the general fund
    only = [for_housing(100)]
    assert suggest(lines, only, TODAY, Turn()) == {2: {2: 50}}


def test_an_emergency_waits_for_nobody_and_others_wait_behind_it() -> None:
    turn = Turn(hurried=frozenset({2}))
    lines = [bill(1, 900), bill(2, 80), bill(3, 10)]
    assert suggest(lines, [general(100)], TODAY, turn) == {2: {1: 80}}


def test_lines_of_one_request_do_not_wait_for_each_other() -> None:
    rent, food = bill(1, 900), replace(bill(2, 50), request=1)
    assert suggest([rent, food], [general(100)], TODAY, Turn()) == {2: {1: 50}}


def test_a_week_gives_out_what_the_policy_says_and_emergencies_beyond_it() -> None:
    turn = Turn(hurried=frozenset({3}), week_left_cents=100)
    lines = [bill(1, 80), bill(2, 30), bill(3, 500), bill(4, 5)]
    assert suggest(lines, [general(5_000)], TODAY, turn) == {1: {1: 80}, 3: {1: 500}}
    assert turn.held == {2: Why.WEEK, 4: Why.WEEK}


def test_what_is_more_than_a_whole_week_comes_first_in_its_week() -> None:
    fresh = Turn(week_left_cents=100, week_is_fresh=True)
    assert suggest([bill(1, 300), bill(2, 5)], [general(500)], TODAY, fresh) == {1: {1: 300}}
    assert suggest([bill(1, 300)], [general(500)], TODAY, Turn(week_left_cents=100)) == {}


@given(
    st.lists(st.tuples(st.integers(1, 60), st.booleans()), max_size=8),
    st.integers(0, 120),
    st.integers(0, 120),
)
def test_what_lies_idle_is_less_than_the_line_at_the_head(
    asked: list[tuple[int, bool]], free: int, restricted: int
) -> None:
    lines = [bill(n, c, HOUSING if h else DAILY) for n, (c, h) in enumerate(asked, start=1)]
    funds = [general(free), for_housing(restricted)]
    paid = suggest(lines, funds, TODAY, Turn())
    waiting = [line for line in lines if line.id not in paid]
    for before, line in enumerate(lines):
        if line.id in paid:
            assert not any(one.id in {w.id for w in waiting} for one in lines[:before])
    if waiting:
        spent = sum(cents for shares in paid.values() for cents in shares.values())
        able = [p for p in funds if not why_never(p, waiting[0], TODAY)]
        idle = sum(purse.free_cents for purse in able) - spent
        assert idle < waiting[0].cents


def weekly(abel: User, cents: int) -> None:
    base = FundPolicy.in_force()
    rules = replace(figures_of(base), weekly_release_cents=cents)
    new_version(rules, based_on=base.version, effective_at=None, note="", actor=abel)


def test_the_week_is_over_and_goes_on_next_monday(
    payable: Approve, money: Fund, abel: User, ada: User, cora: User, signed_in: SignIn
) -> None:
    monday = clock.midnight(date(2026, 11, 23)) + timedelta(hours=9)
    with clock.at(monday):
        weekly(abel, 400_00)
        assert payable(300_00).state == LineState.PAYABLE
        held = payable(200_00)
        assert held.state == LineState.UNFUNDED
        assert held.held_because == {money.code: "week"}
        assert payable(50_00, lane=Lane.EMERGENCY).state == LineState.PAYABLE
        assert payable(20_00).held_because == {money.code: "line"}
        page = signed_in(ada).get(f"/requests/{held.award.application.reference}/")
        assert "number 1 in the line" in page.content.decode()
        queue = signed_in(cora).get("/requests/money/").content.decode()
        assert "2 lines wait: $220.00" in queue
    with clock.at(monday + timedelta(days=6)), tenancy.as_the_fund():
        assert actions.fund_lines() == 0
    with clock.at(monday + timedelta(days=7)), tenancy.as_the_fund():
        assert actions.fund_lines() == 2


def test_a_new_decision_does_not_overtake_those_who_wait(
    awarded: Approve, general: Fund, give: Callable[..., Gift], money: Fund
) -> None:
    rich = runway.runways()[0].available_cents
    while rich > 450_00:
        rich -= awarded(450_00, lane=Lane.EMERGENCY).amount_cents
    first = awarded(490_00)
    assert first.state == LineState.UNFUNDED
    assert awarded(1_00).held_because == {money.code: "line"}
    assert awarded(1_00, lane=Lane.URGENT).state == LineState.PAYABLE
    assert awarded(1_00, lane=Lane.EMERGENCY).state == LineState.PAYABLE
