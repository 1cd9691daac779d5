"""A fund in which the pages of every desk but the committee's have something to say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from applications import actions as requests
from applications.commands import PlaceHold
from applications.models import Application, PurgeCertificate
from applications.states import HoldKind
from disbursements import stops
from disbursements.actions.outcome import freeze, post_payment, record_outcome
from disbursements.actions.reconcile import import_statement
from disbursements.actions.refunding import CameBack, refund
from disbursements.actions.release import release, void
from disbursements.models import Attempt, Disbursement, PayoutMethod
from disbursements.policy import VOID_REASONS
from disbursements.rails.base import Refused, Unknown
from disbursements.rails.stripe import refusals
from disbursements.states import AttemptState, RailName
from fund import audit, clock, finance, resources
from fund.finance import NewFund, NewTransfer
from fund.models import (
    Account,
    CategoryGroup,
    Checkpoint,
    Fund,
    FundPolicy,
    Gift,
    Region,
    User,
    Vendor,
)
from fund.policies import figures_of, new_version
from reports import actions as reports
from reports.quarters import Quarter
from tests.lines import Approve, Prepare
from tests.resources import other_help

JUNE_20 = datetime(2026, 6, 20, 15, tzinfo=UTC)
BANK = b"""Date,Description,Amount
05/30/2026,FEE,-5.00
06/12/2026,CHECK 1001,-120.00
06/12/2026,CHECK 1002,-121.00
06/12/2026,CHECK 7777,-1.00
06/13/2026,D-2222ZZZ2,-9.00
06/15/2026,MOTEL,-33.00
06/15/2026,GIFT,700.00
06/15/2026,MOTEL,n/a
06/15/2026,MOTEL,-5.00,more
06/15/2099,MOTEL,-5.00
06/15/1999,MOTEL,-5.00
06/15/2026,MOTEL,0
06/15/2026,,-5.00
06/15/2026,MOTEL,-99999999999
"""
Pay = Callable[..., Disbursement]


@pytest.fixture
def funds(
    money: Fund,
    a_usual_quarter: Quarter,
    bangor: Region,
    awarded: Approve,
    finn: User,
    give: Callable[..., Gift],
) -> Fund:
    """The general fund with money, and funds that say no, each for another reason."""
    finance.reverse_gift(Gift.objects.get().entry_id, date(2026, 5, 2), actor=finn)
    empty = NewFund("f-0", "Fund 0")
    for new in (
        empty,
        replace(empty, code="f-1", purpose_group=CategoryGroup.HEALTH_LEGAL.value),
        replace(empty, code="f-2", region_id=bangor.pk),
        replace(empty, code="f-3", starts_on=date(2030, 1, 1)),
        replace(empty, code="f-4", ends_on=date(2025, 1, 1)),
    ):
        finance.add_fund(new, actor=finn)
    give(money, 10_000_00, date(2026, 5, 5))
    taken = give(money, 40_00, date(2026, 6, 1))
    give(money, 700_00, date(2026, 6, 14))
    finance.reverse_gift(taken.entry_id, date(2026, 6, 2), actor=finn)
    move = NewTransfer("general", "1000", "1010", 10_00, date(2026, 6, 3))
    finance.transfer(move, once="a", actor=finn)
    return money


@pytest.fixture
def payments(
    awarded: Approve, funds: Fund, prepare: Prepare, rosa: User, finn: User, abel: User
) -> None:
    """A payment in every state, and a line that waits for next week."""
    prepare(80_00)
    awarded(60_00)
    void(prepare(20_00).pk, VOID_REASONS[0], actor=finn)
    paid = _mailed(release(prepare(120_00).pk, actor=rosa), 1001)
    refund(paid.pk, CameBack(20_00, date(2026, 6, 18)), actor=finn)
    _mailed(release(prepare(122_00).pk, actor=rosa), 1002)
    _mailed(release(prepare(33_00).pk, actor=rosa), 1003)
    sent = _claimed(release(prepare(50_00).pk, actor=rosa))
    with transaction.atomic():
        sent.accept(provider_reference="check-1004", at=clock.now())
        sent.save()
    refused = _claimed(release(prepare(51_00).pk, actor=rosa))
    why = Refused("blocked_by_stripe", True, refusals.BLOCKED)
    record_outcome(_attempt(refused).pk, why)
    for stop, answer in (
        (stops.NO_ANSWER, refusals.NOT_KNOWN % {"status": 418}),
        (stops.OTHER_AMOUNT, refusals.NO_REPLY),
        (stops.TOO_LITTLE, refusals.OTHER_ORDER),
    ):
        doubt = _claimed(release(prepare(52_00).pk, actor=rosa))
        record_outcome(_attempt(doubt).pk, Unknown(answer))
        freeze(doubt.pk, stop)
    base = FundPolicy.in_force()
    rules = replace(figures_of(base), weekly_release_cents=1_00)
    new_version(rules, based_on=base.version, effective_at=None, note="", actor=abel)
    awarded(300_00)


@pytest.fixture
def bank(payments: None, vendors: None, finn: User) -> None:
    import_statement(Account.objects.get(code="1000"), BANK, actor=finn)


@pytest.fixture
def vendors(motel: Vendor, busline: Vendor, awarded: Approve, finn: User) -> None:
    """One that Stripe waits for, with an earlier address; one without a way to be paid."""
    PayoutMethod.objects.create(
        vendor=busline, rail=RailName.STRIPE, stripe_recipient="acct_1", created_by=finn
    )
    PayoutMethod.objects.create(
        vendor=motel,
        rail=RailName.CHECK,
        version=2,
        is_payable=True,
        remit_name="Pine Tree Motel",
        remit_address="PO Box 1\nPortland",
        replaced_at=clock.now(),
        created_by=finn,
    )


@pytest.fixture
def other_desks(
    bank: None,
    a_usual_quarter: Quarter,
    awarded: Approve,
    finn: User,
    abel: User,
    rosa: User,
    ada: User,
) -> None:
    """Reports, words that ended, other help, and a trail with every kind of fact."""
    reports.publish(reports.prepare(a_usual_quarter, actor=finn).pk, actor=rosa)
    for number, days in enumerate((0, 400)):
        entry = other_help(abel, days, name=f"Rooms {number}")
        resources.assure(entry.reference, based_on=1, actor=abel)
    ended = other_help(abel, name="Rooms 2")
    resources.end(ended.reference, based_on=1, actor=abel)
    _retention(abel)
    for facts in (
        {"role": "finance_preparer", "restricted": 1, "checked": "called"},
        {"before": "prepared", "why": "no_answer", "kind": "totp", "pace": "at_once"},
        {"amount_cents": 5, "fingerprint": "ab" * 32, "rail": "stripe", "ways": "email, text"},
    ):
        audit.record("people.grant", "U-2ABCDEF3", actor=abel, **facts)
    Checkpoint.objects.create(day=clock.today(), position=3, text="Checkpoint of the trail")


def _retention(by: User) -> None:
    first, second, third, held = Application.objects.exclude(reference__startswith="T").order_by(
        "pk"
    )[:4]
    now = clock.now()
    for place, row in enumerate((first, second, third)):
        PurgeCertificate.objects.create(
            application=row,
            reference=row.reference,
            policy_version=1,
            ended_at=now,
            texts=2,
            keys_destroyed_at=now if place else None,
            key_ids=["key-1"] if place else [],
            quarters=["2020Q1"] if place else [],
            shredded_at=now + timedelta(days=1) if place == 2 else None,
        )
    for kind in HoldKind:
        command = PlaceHold(held.reference, kind, "CV-2026-118", clock.today() + timedelta(days=9))
        hold = requests.place_hold(command, actor=by)
    requests.release_hold(hold.pk, actor=by)


def _mailed(payment: Disbursement, number: int) -> Disbursement:
    with transaction.atomic():
        payment.claim()
        payment.accept(provider_reference=f"check-{number}", at=clock.now())
        payment.save()
        post_payment(payment, on=date(2026, 6, 10), actor=payment.released_by)
    return payment


def _claimed(payment: Disbursement) -> Disbursement:
    payment.claim()
    payment.save()
    Attempt.objects.create(
        disbursement=payment,
        number=1,
        idempotency_key=f"{payment.reference}-1",
        state=AttemptState.CLAIMED,
        claimed_at=clock.now(),
        tried_at=clock.now(),
    )
    return payment


def _attempt(payment: Disbursement) -> Attempt:
    return payment.attempts.get()
