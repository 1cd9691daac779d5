"""Query strings as the SDK writes them, and v2 list pages."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode

from disbursements.sandbox.errors import invalid


def unfold(query: str) -> dict[str, Any]:
    """`created[gte]=x&status[0]=posted` as {"created": {"gte": "x"}, "status": ["posted"]}."""
    values: dict[str, Any] = {}
    for name, value in parse_qsl(query):
        outer, bracket, inner = name.partition("[")
        inner = inner.rstrip("]")
        if not bracket:
            values[name] = value
        elif inner.isdigit() or not inner:
            values.setdefault(outer, []).append(value)
        else:
            values.setdefault(outer, {})[inner] = value
    return values


def fold(values: dict[str, Any]) -> str:
    """The inverse of `unfold`."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            pairs += [(f"{name}[{inner}]", each) for inner, each in value.items()]
        elif isinstance(value, list):
            pairs += [(f"{name}[{place}]", each) for place, each in enumerate(value)]
        else:
            pairs.append((name, str(value)))
    return urlencode(pairs)


def page(found: list[dict[str, Any]], path: str, query: dict[str, Any]) -> dict[str, Any]:
    """One page of a v2 list and the address of the next."""
    start, limit = _whole(query.get("page", "0")), _whole(query.get("limit", "20"))
    if not 1 <= limit <= 100:
        raise invalid("limit is 1 to 100.")
    end = start + limit
    rest = {name: value for name, value in query.items() if name != "page"}
    more = f"{path}?{fold({**rest, 'page': end})}" if end < len(found) else None
    return {"data": found[start:end], "next_page_url": more, "previous_page_url": None}


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise invalid("page and limit are whole numbers.")
    return int(text)
