"""What happens when money is short: which lane closes, and who is next in line. Pure.

The least urgent lane closes first and opens last; an emergency is never turned away. Approved
lines that wait for money stand in one line: emergencies, then urgent ones, then the rest, and
within each by the time at which an answer was due. Nobody is overtaken (docs/decisions/0065).
"""

from collections.abc import Mapping

from applications.states import Lane

CLOSABLE = (Lane.STANDARD, Lane.URGENT)
"""The first to close comes first."""

OPENS_ABOVE = 1
"""So many weeks more than it closes at, so that a lane does not close and open day by day."""

PLACE = {Lane.EMERGENCY: 0, Lane.URGENT: 1, Lane.STANDARD: 2}


def closed_lanes(
    weeks_left: int | None, closes_at: Mapping[Lane, int], closed_now: frozenset[Lane]
) -> frozenset[Lane]:
    """The lanes that take no new request, when the money lasts `weeks_left` weeks (None: no end
    in sight). `closes_at` are the policy's weeks for each lane, 0 for never."""
    if weeks_left is None:
        return frozenset()
    return frozenset(
        lane
        for lane in CLOSABLE
        if weeks_left < closes_at[lane] + (OPENS_ABOVE if lane in closed_now else 0)
        and closes_at[lane] > 0
    )
