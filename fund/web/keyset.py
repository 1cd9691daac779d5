"""Pages by key: the next page starts after a row, so that page 40 costs what page 1 does."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

PAGE_SIZE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page, and the addresses of the pages beside it (empty at either end)."""

    rows: list[Row]
    newer_url: str = ""
    older_url: str = ""


def page_of(
    rows: "QuerySet[Row]",
    asked: QueryDict,
    *,
    order: tuple[str, ...],
    by: str = "pk",
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """The page that `asked` names by `after` or `before` and one row's `by`.

    `order` are fields that together are unique, all ascending or all with a minus. What names no
    row gives the first page.
    """
    fields = [name.removeprefix("-") for name in order]
    edge = _edge(rows, by, asked.get("before") or asked.get("after") or "", fields)
    back = edge is not None and bool(asked.get("before"))
    if edge is not None:
        up = order[0].startswith("-") == back
        rows = rows.filter(_beyond(fields, edge, "gt" if up else "lt"))
    found = list(rows.order_by(*(_turned(order) if back else order))[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    has_newer, has_older = (more, True) if back else (edge is not None, more)
    return Page(
        found,
        _url(asked, before=str(getattr(found[0], by))) if found and has_newer else "",
        _url(asked, after=str(getattr(found[-1], by))) if found and has_older else "",
    )


def _edge(rows: "QuerySet[Row]", by: str, value: str, fields: list[str]) -> tuple[Any, ...] | None:
    if not value or "\0" in value:
        return None
    if by == "pk" and not (value.isascii() and value.isdigit() and len(value) < 19):
        return None
    manager = rows.model._default_manager
    found: tuple[Any, ...] | None = manager.filter(**{by: value}).values_list(*fields).first()
    return found


def _turned(order: tuple[str, ...]) -> list[str]:
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in order]


def _beyond(fields: list[str], edge: tuple[Any, ...], side: str) -> Q:
    """The rows past the edge; the bound on the first field alone lets an index be used."""
    found = Q()
    for place, (name, value) in enumerate(zip(fields, edge, strict=True)):
        same = dict(zip(fields[:place], edge, strict=False))
        found |= Q(**same, **{f"{name}__{side}": value})
    return Q(**{f"{fields[0]}__{side}e": edge[0]}) & found


def _url(asked: QueryDict, **cursor: str) -> str:
    kept = {name: asked[name] for name in asked if name not in ("after", "before") and asked[name]}
    return f"?{urlencode({**kept, **cursor})}"
