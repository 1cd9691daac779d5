"""Two worker processes over one PostgreSQL, and the sweeps that need no leader: a job, an event or
an answer that was lost is made up for."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Model
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from applications.models import AwardShare
from disbursements import following, sending, tasks
from disbursements.models import Attempt, Disbursement
from disbursements.states import AttemptState, State
from fund import clock
from tests.database import Server
from tests.disbursements.own_sandbox import sandbox  # noqa: F401
from tests.disbursements.provider import assert_paid_once, at_provider, deliver, events, stored
from tests.disbursements.stripe_cast import Pay
from tests.disbursements.workers import Worker
from tests.rails.sandbox_fixture import SandboxProcess, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

FAR = 1_000_000
"""Keys of copies begin here."""


def test_two_workers_send_sixty_payments_once(
    stripe: SandboxProcess, worker: Callable[[], Worker], pay: Pay, server: Server
) -> None:
    sent_by_two_workers(stripe, worker, pay(1_00), server, 60)


@pytest.mark.long
def test_two_workers_send_ten_thousand_payments_once(
    stripe: SandboxProcess, worker: Callable[[], Worker], pay: Pay, server: Server
) -> None:
    sent_by_two_workers(stripe, worker, pay(1_00), server, 10_000)


def sent_by_two_workers(
    stripe: SandboxProcess,
    worker: Callable[[], Worker],
    first: Disbursement,
    server: Server,
    count: int,
) -> None:
    copy(first, server, count - 1)
    before = {one["metadata"]["reference"] for one in stripe.payments()}
    begun = time.perf_counter()
    worker(), worker()
    wait_until(lambda: not left_to_send(), 60 + count / 5)
    seconds = time.perf_counter() - begun
    there = Counter(one["metadata"]["reference"] for one in stripe.payments())
    ours = set(Disbursement.objects.values_list("reference", flat=True))
    assert ours == set(there) - before
    assert max(there.values()) == 1
    assert Attempt.objects.filter(state=AttemptState.ACCEPTED).count() == count
    assert Attempt.objects.count() == count
    print(f"{count} payments by two workers in {seconds:.1f} s, {count / seconds:.1f} a second")


def left_to_send() -> bool:
    time.sleep(0.2)
    return Disbursement.objects.exclude(state=State.SENT).exists()


def copy(first: Disbursement, server: Server, count: int) -> None:
    """Copies of one payment that was really made, each with a line and a request of its own."""
    line = first.award_line
    digits = "translate({}::text, '01', 'AB')".format  # a reference has no 0 and no 1
    request = "'Z' || chr((65 + n / 10000)::int) || n / 1000 % 10 || '-' || lpad((n % 1000)::text, 3, '0')"  # noqa: E501
    far = f"{FAR} + n"
    rows: list[tuple[Model, dict[str, str]]] = [
        (line.award.application, {"reference": request, "once": "NULL"}),
        (line.need, {"application_id": far}),
        (line.award, {"application_id": far}),
        (line, {"reference": "'A-Z' || n", "award_id": far, "need_id": far}),
        (AwardShare.objects.get(line=line), {"line_id": far}),
        (
            first,
            {
                "reference": f"'D-2' || lpad({digits('n')}, 6, 'A') || '2'",
                "award_line_id": far,
            },
        ),
    ]
    with server.superuser_on(str(connection.settings_dict["NAME"])) as session:
        session.execute("SET session_replication_role = replica")
        for row, changed in rows:
            session.execute(copied(row, {"id": far, **changed}, count).encode())


def copied(row: Model, changed: dict[str, str], count: int) -> str:
    columns = [str(f.column) for f in row._meta.local_concrete_fields if not f.generated]
    values = ", ".join(changed.get(column, column) for column in columns)
    table = row._meta.db_table
    return (
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" SELECT {values} FROM {table}, generate_series(1, {count}) n WHERE id = {row.pk}"
    )


# --- What was lost is made up for ----------------------------------------------------------------


def jobs_are_lost() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def jobs() -> list[tuple[str, int]]:
    """Jobs of this room that wait."""
    rows = ProcrastinateJob.objects.filter(status="todo", task_name__startswith="disbursements.")
    return [(str(row.task_name), next(iter(row.args.values()))) for row in rows]


def work() -> None:
    """Do what waits, as a worker does."""
    do = {
        "disbursements.send": sending.send_one,
        "disbursements.apply_event": following.apply_event,
        "disbursements.follow": following.follow,
    }
    for name, pk in jobs():
        do[name](pk)
    jobs_are_lost()


def test_every_sweep_runs_by_itself_in_every_worker() -> None:
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons["disbursements.sweep"] == "* * * * *"
    assert crons["disbursements.follow_sent"] == "*/5 * * * *"
    assert crons["disbursements.follow_paid"] == "20 6 * * *"


def test_lost_jobs_events_and_answers_are_found_by_the_sweeps(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    jobs_are_lost()
    tasks.sweep(0)
    assert jobs() == [("disbursements.send", payment.pk)]

    stripe.fault("drop_reply", calls=3)
    work()
    tasks.sweep(0)
    assert jobs() == []
    with clock.at(clock.now() + timedelta(minutes=2)):
        tasks.sweep(0)
        assert jobs() == [("disbursements.send", payment.pk)]
        work()
    (there,) = at_provider(stripe, payment)
    stripe.post_now(there["id"])

    with clock.at(clock.now() + timedelta(minutes=8)):
        tasks.follow_sent(0)
    assert jobs() == [("disbursements.follow", payment.pk)]
    work()
    assert_paid_once(stripe, payment)

    stripe.return_now(there["id"])
    tasks.follow_paid(0)
    assert jobs() == [("disbursements.follow", payment.pk)]
    work()
    payment.refresh_from_db()
    assert payment.state == "returned"


def test_an_event_whose_job_was_lost_is_applied_by_the_sweep(
    stripe: SandboxProcess, pay: Pay
) -> None:
    payment = pay()
    sending.send_one(payment.pk)
    stripe.post_now(at_provider(stripe, payment)[0]["id"])
    deliver(events(stripe, payment)[-1])
    jobs_are_lost()
    tasks.sweep(0)
    assert jobs() == [("disbursements.apply_event", stored()[0].pk)]
    work()
    assert_paid_once(stripe, payment)


def test_workers_outlive_a_database_that_ends_all_their_connections(
    stripe: SandboxProcess, worker: Callable[[], Worker], pay: Pay, server: Server
) -> None:
    """As a restart of PostgreSQL does, in the middle of a payment."""
    stripe.fault("delay", calls=1, seconds=2)
    first = pay()
    process = worker()
    wait_until(lambda: bool(at_provider(stripe, first)), 60)
    with server.superuser_on("postgres") as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [connection.settings_dict["NAME"]],
        )
    connection.close()
    time.sleep(3)
    if process.poll() is not None:
        print(f"the worker ended with {process.returncode}, for its supervisor to start it again")
        process = worker()
    second = pay(9_00)
    wait_until(lambda: sent(second), 90)
    tasks.sweep(0)
    wait_until(lambda: sent(first), 90)
    assert first.attempts.count() == 1
    assert len(at_provider(stripe, first)) == len(at_provider(stripe, second)) == 1


def sent(payment: Disbursement) -> bool:
    return bool(Disbursement.objects.get(pk=payment.pk).state == State.SENT)
