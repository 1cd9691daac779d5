"""A worker SIGKILLed after every step, replies lost at random: provider, ledger and bank agree.

Payments are sent, paid, failed and sent back while each job of each of them may be killed
(`mortal.py`: a step is whatever leaves the process, so the list of steps is never out of date).
"""

import csv
import io
import random
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Sum

from disbursements import following, sending, stops
from disbursements.actions import reconcile
from disbursements.actions.outcome import OPEN_ATTEMPT
from disbursements.models import Attempt, Disbursement, StatementLine
from disbursements.states import AttemptState, StatementLineState
from fund import books, clock
from fund.models import Account, JournalEntry, Posting, User
from tests.disbursements.mortal import Life, Mortal
from tests.disbursements.own_sandbox import sandbox  # noqa: F401
from tests.disbursements.provider import assert_books_whole, at_provider, deliver, entries, events
from tests.disbursements.stripe_cast import Pay
from tests.disbursements.workers import speaking_to
from tests.rails.sandbox_fixture import SandboxProcess

pytestmark = pytest.mark.django_db(transaction=True)
PAYMENTS = "/v2/money_management/outbound_payments"
SEED = 20261125
REPLIES_LOST = 0.3
MINUTES = (0, 2, 4, 70, 72, 25 * 60, 25 * 60 + 2, 25 * 60 + 4)
"""When somebody comes by again: at once, after a minute, an hour, and when the keys are old."""
AN_HOUR, NEVER_ASKED_AGAIN_BEFORE = 60, 25 * 60
SENT_BACK = {"posted": ["payment"], "returned": ["payment", "reversal"], "failed": []}


@pytest.fixture
def mortal(stripe: SandboxProcess) -> Iterator[Mortal]:
    """A worker that can be killed at any step."""
    worker = Mortal(speaking_to(stripe))
    yield worker
    worker.end()


@dataclass
class Killer:
    """Kills one job after each of its steps in turn, over and over; `killed` are those it hit."""

    mortal: Mortal
    job: str
    whole: Life
    killed: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        assert self.whole.ended == "done"
        self.waiting = deque(range(len(self.whole.steps) + 1))

    def strike(self, pk: int, minutes: float = 0) -> None:
        """The job for one row, killed after the next step of the list, if it comes that far."""
        step = self.waiting.popleft()
        life = self.mortal.do(self.job, pk, killed_after=step, minutes=minutes)
        self.killed[step] += life.ended == "killed"
        (self.waiting.append if self.killed[step] else self.waiting.appendleft)(step)

    def was_everywhere(self) -> bool:
        """Whether the job was killed before its first and after every step."""
        return all(self.killed[step] for step in self.waiting)


def test_killed_after_every_step_each_payment_is_paid_once(
    stripe: SandboxProcess, pay: Pay, mortal: Mortal, finn: User
) -> None:
    matrix(stripe, pay, mortal, finn, 30)


@pytest.mark.long
def test_killed_after_every_step_a_thousand_payments_are_paid_once(
    stripe: SandboxProcess, pay: Pay, mortal: Mortal, finn: User
) -> None:
    matrix(stripe, pay, mortal, finn, 1_000)


def matrix(stripe: SandboxProcess, pay: Pay, mortal: Mortal, finn: User, count: int) -> None:
    """The whole story of `count` payments."""
    dice = random.Random(SEED)
    whole_story(stripe, pay(), mortal)  # the month's books are opened by the first
    killers = whole_story(stripe, pay(), mortal)
    payments = [pay(1_00 + number * 37 % 700) for number in range(count - 2)]
    lost = lose(stripe, mortal, payments[-3:])
    lose_replies(stripe)
    send(stripe, killers["send"], dice, lost)
    unknown = Attempt.objects.filter(state__in=OPEN_ATTEMPT)
    handed = set(unknown.values_list("disbursement", flat=True))
    assert handed == lost

    for number, one in enumerate(reversed(stripe.payments())):
        if one["status"] == "processing":
            (stripe.fail_now if number % 20 == 19 else stripe.post_now)(one["id"])
    lose_replies(stripe)
    tell(stripe, dice, "posted", "failed")
    apply_the_rest(mortal, killers["apply"])
    for one in stripe.payments()[: count * 2 // 3]:
        if one["status"] == "posted":
            stripe.return_now(one["id"])
    tell(stripe, dice, "returned")
    apply_the_rest(mortal, killers["give back"])

    stripe.calm()
    agree(stripe, finn, handed)
    for killer in killers.values():
        assert killer.was_everywhere(), (killer.job, killer.killed)
    show(stripe, killers, handed)


def whole_story(stripe: SandboxProcess, payment: Disbursement, mortal: Mortal) -> dict[str, Killer]:
    """One payment in peace, to see which steps there are."""
    killers = {"send": Killer(mortal, "send", mortal.do("send", payment.pk))}
    (there,) = at_provider(stripe, payment)
    for name, move in (("apply", stripe.post_now), ("give back", stripe.return_now)):
        move(there["id"])
        deliver(events(stripe, payment)[-1])
        (event,) = following.unapplied()
        killers[name] = Killer(mortal, "apply", mortal.do("apply", event))
    return killers


def lose(stripe: SandboxProcess, mortal: Mortal, payments: list[Disbursement]) -> set[int]:
    """Orders that never reached the provider, and nobody knows it."""
    for payment in payments:
        stripe.fault("error_500", calls=3)
        mortal.do("send", payment.pk)
    return {payment.pk for payment in payments}


def send(stripe: SandboxProcess, killer: Killer, dice: random.Random, lost: set[int]) -> None:
    """Workers come by again and again, and are killed; only those of the last round are not."""
    for minutes in MINUTES:
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            due = sending.due()
        if minutes == MINUTES[-1]:
            stripe.calm()
        for pk in due:
            if pk in lost and minutes < NEVER_ASKED_AGAIN_BEFORE:
                continue
            if minutes < AN_HOUR and not killer.was_everywhere():
                killer.strike(pk, minutes)
            else:
                last = dice.randrange(60) if minutes < MINUTES[-1] else -1
                killer.mortal.do("send", pk, killed_after=last, minutes=minutes)


def lose_replies(stripe: SandboxProcess) -> None:
    """Some replies about payments are lost from now on, whatever was asked."""
    stripe.fault(
        "drop_reply", calls=10**6, share=REPLIES_LOST, seed=SEED, method="*", path=f"{PAYMENTS}*"
    )


def tell(stripe: SandboxProcess, dice: random.Random, *states: str) -> None:
    """Notifications in any order; one in ten comes twice, one in ten never."""
    told = [e for e in stripe.ask("GET", "/sandbox/events") if e["type"].endswith(states)]
    dice.shuffle(told)
    for event in told:
        for _ in range(dice.choices((0, 1, 2), (1, 8, 1))[0]):
            assert deliver(event) == 200


def apply_the_rest(mortal: Mortal, killer: Killer) -> None:
    """Workers are killed over the events until each step was met; others finish what is left."""
    first = set(following.unapplied())
    while waiting := following.unapplied():
        for pk in waiting:
            if pk not in first and killer.was_everywhere():
                mortal.do("apply", pk)
            else:
                killer.strike(pk)
        first = set()
    with clock.at(clock.now() + timedelta(days=2)):
        silent = [*following.on_the_way(), *following.may_come_back()]
    for pk in silent:
        while mortal.do("follow", pk).ended == "failed":
            pass


def agree(stripe: SandboxProcess, finn: User, handed: set[int]) -> None:
    """The provider's record, the ledger and the bank's file: the same payments, to the cent."""
    there: dict[str, list[dict[str, Any]]] = {}
    for one in stripe.payments():
        there.setdefault(one["metadata"]["reference"], []).append(one)
    for payment in Disbursement.objects.all():
        if payment.pk in handed:
            assert payment.reference not in there
            assert (payment.state, payment.frozen_why) == ("sending", stops.NO_ANSWER)
            continue
        (one,) = there.pop(payment.reference)
        assert payment.state == {"failed": "refused"}.get(one["status"], one["status"])
        assert one["amount"]["value"] == payment.amount_cents
        assert entries(payment) == SENT_BACK[one["status"]]
        assert payment.attempts.exclude(state=AttemptState.ACCEPTED).count() == 0
    assert not there
    bank = reconcile.import_statement(
        Account.objects.get(code=books.STRIPE_BALANCE), stripe.bank_file(), actor=finn
    )
    lines = StatementLine.objects.filter(statement=bank)
    assert bank.rejected == []
    reconcile.confirm(list(lines.values_list("pk", flat=True)), actor=finn)
    assert set(lines.values_list("state", flat=True)) == {StatementLineState.MATCHED}
    assert lines.aggregate(sum=Sum("amount_cents"))["sum"] == -spent(stripe) == booked()
    assert_books_whole(Disbursement.objects.all()[0])


def spent(stripe: SandboxProcess) -> int:
    """What left at the provider and did not come back."""
    return sum(one["amount"]["value"] for one in stripe.payments() if one["status"] == "posted")


def booked() -> int:
    """What payments and their returns did to the balance at Stripe, as the ledger has it."""
    moved = Posting.objects.filter(account__code=books.STRIPE_BALANCE)
    moved = moved.filter(entry__kind__in=["payment", "reversal"])
    return int(moved.aggregate(sum=Sum("amount_cents"))["sum"] or 0)


def show(stripe: SandboxProcess, killers: dict[str, Killer], handed: set[int]) -> None:
    """The figures."""
    for name, killer in killers.items():
        kills, steps = sum(killer.killed.values()), len(killer.whole.steps)
        print(f"{name}: {kills} workers killed, at each of {steps + 1} points")
    bank = list(csv.DictReader(io.StringIO(stripe.bank_file().decode())))
    print(
        f"{Disbursement.objects.count()} payments; at the provider"
        f" {dict(Counter(one['status'] for one in stripe.payments()))};"
        f" {len(handed)} handed to a person; {JournalEntry.objects.count()} entries;"
        f" {len(bank)} bank lines; provider {spent(stripe)}, ledger {-booked()},"
        f" bank {-round(sum(float(line['Amount']) for line in bank) * 100)} cents"
    )
