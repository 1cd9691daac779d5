"""Every address of the product, from the URL resolver itself."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

SAMPLES = (
    "987654",
    "nothing-here",
    "KX7-204",
    "committee",
    "D-2ABCDEF3",
    "2026-1",
    "2026-q1",
    "2026-01-05",
    "00000000-0000-4000-8000-000000000000",
)
"""Made-up values; the first that fits a converter is put in its place."""


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its view, and an address that fits it."""

    name: str
    view: Callable[..., Any]
    path: str

    @property
    def access(self) -> str:
        """What `fund.access` wrote on the view; empty if nothing opened it."""
        return str(getattr(self.view, "access", ""))


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "/", ""))


def _walk(patterns: list[Any], route: str, prefix: str) -> Iterator[Address]:
    for pattern in patterns:
        full = route + _filled(pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, full, inside)
        elif isinstance(pattern, URLPattern):
            yield Address(f"{prefix}{pattern.name or full}", pattern.callback, full)


def _filled(pattern: Any) -> str:
    route = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        value = next(text for text in SAMPLES if re.fullmatch(converter.regex, text))
        route = re.sub(rf"<(\w+:)?{name}>", value, route)
    return route
