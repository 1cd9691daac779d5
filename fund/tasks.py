"""Jobs of the ground floor."""

from django.core.management import call_command
from procrastinate.contrib.django import app


@app.periodic(cron="7 * * * *")
@app.task(name="fund.clear_sessions", queueing_lock="fund.clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Each hour: ended sessions go, and with them what somebody typed and never sent."""
    call_command("clearsessions")
