"""Jobs of this room. Each is only a wake-up: the rows are the truth, and the sweep finds whatever
a lost job forgot. So no job has a lock (one left by a killed worker would block the rest), and
none is retried: a payment that fails is found again a minute later."""

from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from disbursements import following, sending

KEEP_JOBS_HOURS = 72


@app.task(name="disbursements.send")
def send(disbursement_pk: int) -> None:
    """Take one payment a step further."""
    sending.send_one(disbursement_pk)


@app.task(name="disbursements.apply_event")
def apply_event(event_pk: int) -> None:
    """Apply one stored event."""
    following.apply_event(event_pk)


@app.task(name="disbursements.follow")
def follow(disbursement_pk: int) -> None:
    """Ask the provider about one payment."""
    following.follow(disbursement_pk)


def wake(disbursement_pk: int) -> None:
    """Have a worker look at a payment; commits or vanishes with the caller's transaction."""
    _defer(send, disbursement_pk=disbursement_pk)


def wake_for_event(event_pk: int) -> None:
    """Have a worker apply an event; commits or vanishes with the caller's transaction."""
    _defer(apply_event, event_pk=event_pk)


@app.periodic(cron="* * * * *")
@app.task(name="disbursements.sweep", queueing_lock="disbursements.sweep")
def sweep(timestamp: int) -> None:
    """Each minute: what is due to be sent, in doubt, or came in and was not applied."""
    find_forgotten()


def find_forgotten() -> None:
    """Wake a job for every row that waits for one, each on its own: one failure stops no other."""
    for pk in sending.due():
        wake(pk)
    for pk in following.unapplied():
        wake_for_event(pk)


@app.periodic(cron="*/5 * * * *")
@app.task(name="disbursements.follow_sent", queueing_lock="disbursements.follow_sent")
def follow_sent(timestamp: int) -> None:
    """Every five minutes: sent payments of which no event came."""
    for pk in following.on_the_way():
        _defer(follow, disbursement_pk=pk)


@app.periodic(cron="20 6 * * *")
@app.task(name="disbursements.follow_paid", queueing_lock="disbursements.follow_paid")
def follow_paid(timestamp: int) -> None:
    """Once a day: paid ones that may have come back without an event."""
    for pk in following.may_come_back():
        _defer(follow, disbursement_pk=pk)


@app.periodic(cron="40 6 * * *")
@app.task(name="disbursements.forget_jobs", queueing_lock="disbursements.forget_jobs")
async def forget_jobs(timestamp: int) -> None:
    """Once a day: jobs that ended long ago, and those of workers that were killed."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.finish_job(job, status=Status.ABORTED, delete_job=True)
    await manager.delete_old_jobs(
        nb_hours=KEEP_JOBS_HOURS, include_failed=True, include_aborted=True
    )


def _defer(task: Any, **what: int) -> None:
    """Queue a job unless the same one waits already. The savepoint keeps the caller's transaction
    usable when it does."""
    lock = f"{task.name}:{next(iter(what.values()))}"
    try:
        with transaction.atomic():
            task.configure(queueing_lock=lock).defer(**what)
    except AlreadyEnqueued:
        return
