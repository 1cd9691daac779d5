"""Wrong codes of a day, so that six digits can't be guessed over weeks.

The audit trail has each of them already, from all processes; nothing else is counted. A reset of
the second step begins anew: the phone that was guessed at is gone.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from fund import clock
from fund.models import AuditEvent

LIMIT = 10
"""So many in a day: over a year, one guess in a hundred would be right."""
DAY = timedelta(days=1)
FAILED, RESET = "signin.code_failed", "people.reset_second_step"


def closed_until(references: Iterable[str]) -> dict[str, datetime]:
    """Until when codes are closed for those of these people who typed too many; one query."""
    events = AuditEvent.objects.filter(
        subject__in=list(references), act__in=(FAILED, RESET), at__gt=clock.now() - DAY
    )
    wrong: dict[str, list[datetime]] = defaultdict(list)
    for subject, act, at in events.order_by("pk").values_list("subject", "act", "at"):
        if act == RESET:
            wrong[subject].clear()
        else:
            wrong[subject].append(at)
    return {who: times[-LIMIT] + DAY for who, times in wrong.items() if len(times) >= LIMIT}
