"""Walk through every page that a person can reach by links."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import resolve

from tests.journeys.visitor import Visitor

OF_A_KIND = 2
"""How many pages of one view a person opens: the tenth request looks like the first."""


def walk(visitor: Visitor, *starts: str) -> Iterator[str]:
    """Open each page once, following links from `starts`; the name of the view that made it."""
    waiting, seen, opened = list(starts), set(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        view = resolve(urlsplit(path).path).view_name
        if opened[view] >= OF_A_KIND or path.endswith(".pdf"):
            continue
        opened[view] += 1
        visitor.go(path)
        for link in _links(visitor):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
        yield view


def _links(visitor: Visitor) -> list[str]:
    """Addresses on this site, without their fragments, in the order of the page."""
    found: list[str] = visitor.page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])"
    )
    return [link.removeprefix(visitor.site) for link in found if link.startswith(visitor.site)]
