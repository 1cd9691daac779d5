"""Attempts, events and returns in any order: books balance, no line is paid above its award, and
no state goes back."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from applications.models import AwardLine
from applications.states import LineState
from disbursements import following, sending
from disbursements.actions import schedule
from disbursements.actions.release import release
from disbursements.models import Attempt, Disbursement, ProviderEvent
from disbursements.rails.base import RailUnreachable
from disbursements.states import AttemptState
from fund import books, clock
from fund.models import Posting, User
from tests.disbursements.provider import deliver
from tests.disbursements.stripe_cast import Pay
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)

RANK = {
    "released": 0,
    "sending": 1,
    "sent": 2,
    "posted": 3,
    "reconciled": 3,
    "returned": 4,
    "refused": 4,
    "voided": 4,
}
ATTEMPT_RANK = {"claimed": 0, "unknown": 0, "accepted": 1, "refused": 1}
ENDED = ("returned", "refused", "voided")


class Money(RuleBasedStateMachine):
    """Three lines of one vendor, and everything that may happen to their payments."""

    stripe: SandboxProcess
    pay: Pay
    finn: User
    rosa: User

    @initialize()
    def begin(self) -> None:
        self.stripe.calm()
        self.hours = 0.0
        self.seen: dict[int, str] = {}
        self.tried: dict[int, str] = {}
        self.lines = [self.pay(cents).award_line for cents in (5_00, 6_00, 7_00)]
        self.references = set(self._payments().values_list("reference", flat=True))

    def _payments(self) -> Any:
        return Disbursement.objects.filter(award_line__in=self.lines)

    def _there(self) -> list[dict[str, Any]]:
        return [o for o in self.stripe.payments() if o["metadata"]["reference"] in self.references]

    def _now(self) -> Any:
        return clock.at(clock.now() + timedelta(hours=self.hours))

    @rule(line=st.integers(0, 2))
    def a_worker_sends(self, line: int) -> None:
        with self._now():
            for payment in self._payments().filter(award_line=self.lines[line]):
                sending.send_one(payment.pk)

    @rule()
    def the_sweep_sends(self) -> None:
        with self._now():
            sending.send_due()

    @rule(kind=st.sampled_from(["drop_reply", "error_500", "error_500_after", "rate_limit"]))
    def the_next_call_goes_wrong(self, kind: str) -> None:
        self.stripe.fault(kind, calls=3)

    @rule(cents=st.sampled_from([0, 1_000_000_00]))
    def the_balance_changes(self, cents: int) -> None:
        self.stripe.settings(balance_cents=cents)

    @rule(verb=st.sampled_from(["post", "fail", "cancel", "return"]), which=st.integers(0, 5))
    def the_provider_moves(self, verb: str, which: int) -> None:
        needs = "posted" if verb == "return" else "processing"
        ready = [one for one in self._there() if one["status"] == needs]
        if ready:
            one = ready[which % len(ready)]
            self.stripe.ask("POST", f"/sandbox/payments/{one['id']}/{verb}")

    @rule(which=st.integers(0, 30))
    def an_event_comes(self, which: int) -> None:
        ids = {one["id"] for one in self._there()}
        told = self.stripe.ask("GET", "/sandbox/events")
        ours = [event for event in told if event["related_object"]["id"] in ids]
        if ours:
            assert deliver(ours[which % len(ours)]) == 200

    @rule()
    def events_are_applied(self) -> None:
        with self._now():
            for pk in following.unapplied():
                try:
                    following.apply_event(pk)
                except RailUnreachable:
                    continue

    @rule(again=st.booleans())
    def the_provider_is_asked(self, again: bool) -> None:
        with self._now():
            for payment in self._payments():
                following.follow(payment.pk)

    @rule(hours=st.sampled_from([-3.0, -0.5, 0.1, 2.0, 25.0]))
    def the_clock_moves(self, hours: float) -> None:
        self.hours += hours

    @precondition(lambda self: self._payments().filter(state__in=ENDED).exists())
    @rule(line=st.integers(0, 2))
    def a_line_is_paid_again(self, line: int) -> None:
        fresh = AwardLine.objects.get(pk=self.lines[line].pk)
        if fresh.state == LineState.PAYABLE:
            method = self._payments()[0].payout_method_id
            with self._now():
                payment = schedule.schedule(fresh.pk, method, actor=self.finn)
                release(payment.pk, actor=self.rosa)
            self.references.add(payment.reference)

    @invariant()
    def the_ledger_balances(self) -> None:
        sums = Posting.objects.values("entry").annotate(sum=Sum("amount_cents"))
        assert not sums.exclude(sum=0).exists()
        (balance,) = books.balances()
        assert balance.cash_cents + balance.spent_cents == 10_000_00
        assert balance.available_cents == balance.cash_cents - balance.encumbered_cents

    @invariant()
    def nobody_is_paid_above_the_award(self) -> None:
        moving = ("processing", "posted")
        there = Counter[str]()
        for one in self._there():
            there[one["metadata"]["reference"]] += one["status"] in moving
        for line in self.lines:
            mine = [p.reference for p in self._payments().filter(award_line=line)]
            assert sum(there[reference] for reference in mine) <= 1
            entries = Posting.objects.filter(
                entry__subject__in=mine, account__code=books.STRIPE_BALANCE
            )
            paid = -(entries.aggregate(sum=Sum("amount_cents"))["sum"] or 0)
            assert 0 <= paid <= line.amount_cents

    @invariant()
    def no_state_goes_back(self) -> None:
        for pk, state in self._payments().values_list("pk", "state"):
            before = self.seen.get(pk, state)
            assert RANK[state] >= RANK[before]
            assert before not in ENDED or state == before
            self.seen[pk] = state
        found = Attempt.objects.filter(disbursement__award_line__in=self.lines)
        for pk, state in found.values_list("pk", "state"):
            before = self.tried.get(pk, state)
            assert ATTEMPT_RANK[state] >= ATTEMPT_RANK[before]
            assert before == state or before in (AttemptState.CLAIMED, AttemptState.UNKNOWN)
            self.tried[pk] = state

    @invariant()
    def an_event_is_kept_once(self) -> None:
        ids = list(ProviderEvent.objects.values_list("event_id", flat=True))
        assert len(ids) == len(set(ids))


@pytest.fixture
def machine(
    stripe: SandboxProcess, pay: Pay, finn: User, rosa: User, monkeypatch: pytest.MonkeyPatch
) -> type[Money]:
    """The machine on this test's database and stand-in; the SDK does not wait between its tries."""
    monkeypatch.setattr("stripe.HTTPClient.INITIAL_DELAY", 0.001)
    monkeypatch.setattr("stripe.HTTPClient.MAX_DELAY", 0.001)

    class OfThisTest(Money):
        pass

    OfThisTest.stripe, OfThisTest.finn, OfThisTest.rosa = stripe, finn, rosa
    OfThisTest.pay = staticmethod(pay)
    return OfThisTest


def run(machine: type[Money], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_whatever_comes_in_whatever_order_no_cent_is_paid_twice(machine: type[Money]) -> None:
    run(machine, 8, 25)


@pytest.mark.long
def test_whatever_comes_in_whatever_order_many_times(machine: type[Money]) -> None:
    run(machine, 150, 60)
