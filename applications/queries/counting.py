"""How many rows several lists have, up to a bound, in one query."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, Value

MOST = 25


def counted(lists: Mapping[str, "QuerySet[Any]"]) -> dict[str, str]:
    """The number of rows of each list, as `7` or `25+`: counting stops there."""
    parts = [
        rows.order_by().annotate(part=Value(place)).values_list("part", flat=True)[: MOST + 1]
        for place, rows in enumerate(lists.values())
    ]
    found = Counter(parts[0].union(*parts[1:], all=True) if parts else [])
    return {name: _in_words(found[place]) for place, name in enumerate(lists)}


def _in_words(number: int) -> str:
    return f"{MOST}+" if number > MOST else str(number)
