"""Sentences of ours that a row keeps in English, said in the reader's language."""

import re
from collections.abc import Iterable
from functools import cache

from django.utils.translation import gettext


def said(kept: str, templates: Iterable[str] = ()) -> str:
    """`kept` in the reader's language: as it stands, or as the first template that it fits.

    Templates hold names only, such as `Check %(number)s`; each is marked by `gettext_noop`. What
    fits none stays as it is: it is somebody's own words, or a code.
    """
    for template in templates:
        if found := _pattern(template).fullmatch(kept):
            return gettext(template) % found.groupdict()
    return gettext(kept) if kept else ""


@cache
def _pattern(template: str) -> re.Pattern[str]:
    pieces = re.split(r"%\((\w+)\)s", template)
    names = [
        f"(?P<{piece}>.+)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    ]
    return re.compile("".join(names), re.DOTALL)
