"""Walk through every page that a person can reach by links."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import resolve

from tests.journeys.visitor import Visitor

OF_A_KIND = 2
"""How many pages of one view a person opens: the third request looks like the first two."""


def walk(visitor: Visitor, *starts: str, of_a_kind: int = OF_A_KIND) -> Iterator[str]:
    """Open each page once, following links from `starts`; the name of the view that made it."""
    waiting, seen, opened = list(starts), set(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        if urlsplit(path).path.endswith(".pdf") or opened[_view(path)] >= of_a_kind:
            continue
        visitor.go(path)
        arrived = visitor.page.url.removeprefix(visitor.site)
        if arrived != path and arrived in seen:
            continue
        seen.add(arrived)
        opened[_view(arrived)] += 1
        for link in _links(visitor):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
        yield _view(arrived)


def _view(path: str) -> str:
    return resolve(urlsplit(path).path).view_name


def _links(visitor: Visitor) -> list[str]:
    """Addresses on this site, without their fragments, in the order of the page."""
    found: list[str] = visitor.page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])"
    )
    return [link.removeprefix(visitor.site) for link in found if link.startswith(visitor.site)]
