"""Pages by key: the next page starts after a row, so that page 40 costs what page 1 does."""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict

from applications.models import Application

PAGE_SIZE = 25


@dataclass(frozen=True)
class Page:
    """Rows of one page, and the addresses of the pages beside it."""

    rows: list[Application]
    newer_url: str = ""
    older_url: str = ""


def page_of(
    rows: "QuerySet[Application]",
    asked: QueryDict,
    *,
    order: tuple[str, ...],
    size: int = PAGE_SIZE,
) -> Page:
    """The page that `asked` names by `after` or `before` and a request's reference.

    `order` are fields that together are unique, all ascending or all with a minus. An unknown
    reference gives the first page.
    """
    way: Literal["after", "before"] = "before" if asked.get("before") else "after"
    reference = asked.get("before") or asked.get("after") or ""
    fields = [name.removeprefix("-") for name in order]
    edge = _edge(fields, reference) if reference else None
    if edge is None:
        way, reference = "after", ""
    else:
        up = order[0].startswith("-") == (way == "before")
        rows = rows.filter(_beyond(fields, edge, "gt" if up else "lt"))
    found = list(rows.order_by(*(order if way == "after" else _turned(order)))[: size + 1])
    more, found = len(found) > size, found[:size]
    if way == "before":
        found.reverse()
    has_newer = more if way == "before" else bool(reference)
    has_older = True if way == "before" else more
    return Page(
        found,
        _url(asked, before=found[0].reference) if found and has_newer else "",
        _url(asked, after=found[-1].reference) if found and has_older else "",
    )


def _edge(fields: list[str], reference: str) -> tuple[Any, ...] | None:
    found: tuple[Any, ...] | None = (
        Application.objects.filter(reference=reference).values_list(*fields).first()
    )
    return found


def _turned(order: tuple[str, ...]) -> list[str]:
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]


def _beyond(fields: list[str], edge: tuple[Any, ...], side: str) -> Q:
    found = Q()
    for place, (name, value) in enumerate(zip(fields, edge, strict=True)):
        same = dict(zip(fields[:place], edge, strict=False))
        found |= Q(**same, **{f"{name}__{side}": value})
    return found


def _url(asked: QueryDict, **cursor: str) -> str:
    kept = {name: asked[name] for name in asked if name not in ("after", "before") and asked[name]}
    return f"?{urlencode({**kept, **cursor})}"
