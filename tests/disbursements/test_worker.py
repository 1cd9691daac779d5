"""The worker as a real process: told to stop, killed, restarted, two at once."""

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.live_server_helper import LiveServer

from disbursements import sending, tasks
from disbursements.models import Attempt, Disbursement
from disbursements.states import AttemptState
from tests.disbursements.provider import assert_paid_once, at_provider, events, stored
from tests.disbursements.stripe_cast import WEBHOOK_SECRET, Pay
from tests.disbursements.workers import Worker
from tests.rails.sandbox_fixture import SandboxProcess, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def webhook(stripe: SandboxProcess, live_server: LiveServer) -> None:
    """The stand-in delivers its events to the product over HTTP."""
    stripe.set_webhook(f"{live_server.url}/stripe/", WEBHOOK_SECRET)


def state_of(payment: Disbursement) -> str:
    return str(Disbursement.objects.get(pk=payment.pk).state)


def test_the_worker_sends_and_an_event_over_http_books_it(
    stripe: SandboxProcess, webhook: None, worker: Callable[[], Worker], pay: Pay
) -> None:
    stripe.settings(post_after=0.1)
    process = worker()
    payment = pay()
    wait_until(lambda: state_of(payment) == "posted", 30)
    assert_paid_once(stripe, payment)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_a_worker_killed_in_the_middle_of_a_payment_and_restarted_pays_once(
    stripe: SandboxProcess, webhook: None, worker: Callable[[], Worker], pay: Pay
) -> None:
    stripe.fault("delay", calls=1, seconds=5)
    payment = pay()
    first = worker()
    wait_until(lambda: bool(at_provider(stripe, payment)), 30)
    attempt = payment.attempts.get()
    assert (attempt.state, state_of(payment)) == (AttemptState.CLAIMED, "sending")
    first.send_signal(signal.SIGKILL)
    assert first.wait(10) == -signal.SIGKILL
    assert payment.attempts.get().state == AttemptState.CLAIMED

    worker()
    # If the stand-in is still busy with the first call, the second worker asks again in a minute.
    wait_until(lambda: state_of(payment) == "sent", 150)
    stripe.post_now(at_provider(stripe, payment)[0]["id"])
    wait_until(lambda: state_of(payment) == "posted", 30)
    assert_paid_once(stripe, payment)
    assert payment.attempts.get().idempotency_key == attempt.idempotency_key


def test_two_workers_and_many_wake_ups_send_each_payment_once(
    stripe: SandboxProcess, webhook: None, worker: Callable[[], Worker], pay: Pay
) -> None:
    stripe.settings(post_after=0.1)
    payments = [pay(11_00 + number) for number in range(6)]
    for payment in payments:
        for _ in range(3):
            tasks.wake(payment.pk)
    worker(), worker()
    wait_until(lambda: all(state_of(payment) == "posted" for payment in payments), 40)
    for payment in payments:
        assert_paid_once(stripe, payment)
    assert Attempt.objects.count() == len(payments)


def test_a_wake_up_that_was_lost_is_made_up_for_at_the_start(
    stripe: SandboxProcess, worker: Callable[[], Worker], pay: Pay
) -> None:
    payment = pay()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    worker()
    wait_until(lambda: state_of(payment) == "sent", 30)


def test_a_second_worker_leaves_a_payment_alone_that_another_one_holds(
    stripe: SandboxProcess, worker: Callable[[], Worker], pay: Pay
) -> None:
    stripe.fault("delay", calls=1, seconds=3)
    payment = pay()
    worker()
    wait_until(lambda: bool(at_provider(stripe, payment)), 30)
    asked = len(stripe.requests())
    assert sending.due() == [payment.pk]
    sending.send_one(payment.pk)
    assert len(stripe.requests()) == asked
    wait_until(lambda: state_of(payment) == "sent", 30)
    assert payment.attempts.count() == 1


def test_the_same_wake_up_waits_once_and_does_not_break_the_callers_transaction(
    pay: Pay, stripe: SandboxProcess
) -> None:
    payment = pay()
    with transaction.atomic():
        tasks.wake(payment.pk)
        tasks.wake(payment.pk)
        payment.refresh_from_db()
    assert ProcrastinateJob.objects.filter(task_name="disbursements.send").count() == 1


def test_a_wake_up_vanishes_with_the_callers_transaction(pay: Pay, stripe: SandboxProcess) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tasks.wake(424242)
        _ = 1 / 0
    assert not ProcrastinateJob.objects.filter(task_name="disbursements.send").exists()


def test_jobs_that_a_killed_worker_left_are_swept_away(stripe: SandboxProcess) -> None:
    tasks.wake(424242)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 day') RETURNING id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    with ThreadPoolExecutor(1) as apart:  # a browser test before this one leaves its loop running
        apart.submit(_forget_jobs).result()
    assert not ProcrastinateJob.objects.exists()


def _forget_jobs() -> None:
    async_to_sync(tasks.forget_jobs.func)(timestamp=0)
    connection.close()


def test_the_stand_in_rehearses_a_forged_and_a_replayed_notification(
    stripe: SandboxProcess, webhook: None, pay: Pay
) -> None:
    payment = pay()
    sending.send_one(payment.pk)
    event = events(stripe, payment)[-1]["id"]
    wait_until(lambda: stripe.deliveries() == [])

    def answered(verb: str, seconds_ago: int = 0) -> int:
        said = {"seconds_ago": seconds_ago}
        return int(stripe.ask("POST", f"/sandbox/events/{event}/{verb}", said)["answered"])

    assert answered("replay") == 200
    assert answered("replay", 600) == 400
    assert answered("replay", -60) == 400
    assert answered("forge") == 400
    assert len(stored()) == 1
