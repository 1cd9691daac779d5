"""The second signature: another person, once; and the way back before anything is sent."""

import threading
from datetime import date

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from applications.models import AwardLine
from applications.states import LineState
from disbursements.actions import Refused
from disbursements.actions.release import release, void
from disbursements.actions.schedule import schedule
from disbursements.models import Disbursement, PayoutMethod
from disbursements.policy import Hands, why_not_release
from disbursements.states import State
from fund.models import AuditEvent, RoleGrant, User, Vendor
from fund.roles import Role
from tests.lines import Approve


@pytest.fixture
def prepared(payable: Approve, motel: Vendor, finn: User) -> Disbursement:
    """A payment that Finn prepared."""
    return schedule(payable().pk, PayoutMethod.objects.get(vendor=motel).pk, actor=finn)


def test_a_second_person_releases_and_the_worker_is_woken(
    prepared: Disbursement, rosa: User
) -> None:
    payment = release(prepared.pk, actor=rosa)
    assert (payment.state, payment.released_by) == (State.RELEASED, rosa)
    assert AuditEvent.objects.get(act="payment.release").actor == rosa
    (job,) = ProcrastinateJob.objects.filter(task_name="disbursements.send")
    assert job.args == {"disbursement_pk": payment.pk}


def test_who_prepared_a_payment_may_not_release_it(prepared: Disbursement, finn: User) -> None:
    with pytest.raises(Refused, match="You prepared this payment"):
        release(prepared.pk, actor=finn)


def test_who_decided_the_request_may_not_release_its_payment(
    prepared: Disbursement, cora: User
) -> None:
    RoleGrant.objects.create(user=cora, role=Role.FINANCE_RELEASER, starts_on=date(2020, 1, 1))
    with pytest.raises(Refused, match="You decided this request"):
        release(prepared.pk, actor=cora)


def test_a_payment_is_released_once(prepared: Disbursement, rosa: User) -> None:
    release(prepared.pk, actor=rosa)
    with pytest.raises(Refused, match="already released"):
        release(prepared.pk, actor=rosa)


def test_a_payment_whose_method_has_changed_is_not_released(
    prepared: Disbursement, rosa: User
) -> None:
    PayoutMethod.objects.update(replaced_at="2026-01-01T00:00Z")
    with pytest.raises(Refused, match="has changed"):
        release(prepared.pk, actor=rosa)


@pytest.mark.parametrize("state", [state for state in State if state != State.SCHEDULED])
def test_no_other_state_can_be_released(state: State) -> None:
    assert why_not_release(Hands(1, 2), state=state, is_frozen=False, actor=3)
    assert not why_not_release(Hands(1, 2), state=State.SCHEDULED, is_frozen=False, actor=3)
    assert why_not_release(Hands(1, 2), state=State.SCHEDULED, is_frozen=True, actor=3)


@pytest.mark.parametrize("signed", [False, True])
def test_a_void_before_sending_opens_the_line_again(
    prepared: Disbursement, motel: Vendor, finn: User, rosa: User, signed: bool
) -> None:
    if signed:
        release(prepared.pk, actor=rosa)
    payment = void(prepared.pk, "Wrong amount", actor=rosa)
    assert (payment.state, payment.reason) == (State.VOIDED, "Wrong amount")
    line = AwardLine.objects.get(pk=payment.award_line_id)
    assert line.state == LineState.PAYABLE
    again = schedule(line.pk, PayoutMethod.objects.get(vendor=motel).pk, actor=finn)
    assert again.reference != payment.reference


def test_a_voided_payment_is_neither_released_nor_voided_again(
    prepared: Disbursement, rosa: User
) -> None:
    void(prepared.pk, "Wrong amount", actor=rosa)
    with pytest.raises(Refused, match="was voided"):
        release(prepared.pk, actor=rosa)
    with pytest.raises(Refused, match="already voided"):
        void(prepared.pk, "Wrong amount", actor=rosa)


def test_a_void_says_one_of_the_fixed_reasons(prepared: Disbursement, rosa: User) -> None:
    with pytest.raises(Refused, match="Choose why"):
        void(prepared.pk, "because of somebody", actor=rosa)


def at_once(*acts: object) -> list[str]:
    """Run the acts in threads that start together; what each came to."""
    gate, outcomes = threading.Barrier(len(acts)), []

    def run(act) -> None:  # type: ignore[no-untyped-def]
        try:
            gate.wait(10)
            act()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_releases_at_the_same_moment_are_one_payment(
    prepared: Disbursement, rosa: User
) -> None:
    acts = [lambda: release(prepared.pk, actor=rosa)] * 4
    assert at_once(*acts) == ["This payment is already released."] * 3 + ["done"]
    assert AuditEvent.objects.filter(act="payment.release").count() == 1
    assert ProcrastinateJob.objects.filter(task_name="disbursements.send").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_release_and_a_void_at_the_same_moment_leave_the_payment_voided(
    prepared: Disbursement, rosa: User, finn: User
) -> None:
    outcomes = at_once(
        lambda: release(prepared.pk, actor=rosa),
        lambda: void(prepared.pk, "Wrong amount", actor=finn),
    )
    assert "done" in outcomes
    assert Disbursement.objects.get(pk=prepared.pk).state == State.VOIDED


@pytest.mark.django_db(transaction=True)
def test_two_preparations_at_the_same_moment_are_one_payment(
    payable: Approve, motel: Vendor, finn: User
) -> None:
    line, method = payable(), PayoutMethod.objects.get(vendor=motel)
    outcomes = at_once(*[lambda: schedule(line.pk, method.pk, actor=finn)] * 3)
    assert outcomes.count("done") == 1
    assert Disbursement.objects.count() == 1
