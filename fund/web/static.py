"""Addresses of style and scripts that change with their content, so that a phone keeps them."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class Versioned(StaticFilesStorage):
    """`/static/fund/fund.css?4f1d09c2`: another content is another address."""

    def url(self, name: str | None) -> str:
        """The address with the mark of the file's content, if there is such a file."""
        address = super().url(name)
        mark = _mark(name or "")
        return f"{address}?{mark}" if mark else address


@cache
def _mark(name: str) -> str:
    path = finders.find(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:8] if path else ""
