"""Jobs of the ground floor."""

from django.core.management import call_command
from procrastinate.contrib.django import app

from fund.proof import daily


@app.periodic(cron="7 * * * *")
@app.task(name="fund.clear_sessions", queueing_lock="fund.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Each hour: ended sessions go, and with them what somebody typed and never sent."""
    call_command("clearsessions")


@app.periodic(cron="17 * * * *")
@app.task(
    name="fund.make_checkpoint", queueing_lock="fund.make_checkpoint", lock="fund.make_checkpoint"
)
def make_checkpoint(timestamp: int) -> None:
    """Each hour it asks whether today's checkpoint of the audit trail is made; one a day is.

    A trail that does not hold fails the job: nothing is signed.
    """
    daily.make_checkpoint()
