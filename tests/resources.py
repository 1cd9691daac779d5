"""An entry of the directory of other help, for tests that only need one."""

from datetime import timedelta
from typing import Any

from fund import clock, resources
from fund.models import Resource, User
from fund.resources import Entry


def other_help(by: User, days_ago: int = 0, **changed: Any) -> Resource:
    """Night rooms for the whole state, checked so many days ago."""
    usual: dict[str, Any] = {
        "name": "Night rooms",
        "gives": "A safe room for up to three nights. An advocate has to call.",
        "phone": "207-555-0110",
        "web": "https://rooms.example",
        "hours": "Day and night",
        "categories": ("motel",),
        "regions": (),
        "assured_on": clock.today() - timedelta(days=days_ago),
    }
    return resources.add(Entry(**{**usual, **changed}), actor=by)
