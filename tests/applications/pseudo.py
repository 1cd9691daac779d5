"""A made-up language that marks each translated word, so that what is not translated stands out."""

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils.translation import trans_real

OPEN, CLOSE = "⟦", "⟧"
SHOWN = ("aria-label", "alt", "title", "placeholder")
SILENT = {"script", "style", "svg"}
_INNERMOST = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\b(?=[A-Z0-9-]*[0-9])[A-Z0-9]{1,8}(-[A-Z0-9]{1,8}){0,3}\b")
DATA = frozenset(
    [
        "Ada",
        "Sage",
        "Sam",
        "ada",
        "sage",
        "sam",
        "Harbor",
        "House",
        "Pine",
        "Tree",
        "Motel",
        "Portland",
        "Bangor",
        "Augusta",
        "Waterville",
        "Lewiston",
        "Auburn",
        "Town",
        "relief",
        "office",
        "Bring",
        "bill",
        "Weekdays",
        "example",
        "org",
        "testserver",
        "Another",
        "source",
        "pays",
        "the",
        "rest",
        "English",
        "Español",
        "Zed",
        "PDF",
        "min",
        "zz",
    ]
)
"""Words of the cast, of what was typed, and of the languages' own names: never translated."""


def mark_what_is_translated(patch: pytest.MonkeyPatch) -> None:
    """From here on each translation is its English between marks."""

    def marked(self: Any, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}" if message else ""

    def marked_in_context(self: Any, context: str, message: str) -> str:
        return marked(self, message)

    def marked_plural(self: Any, one: str, many: str, number: int) -> str:
        return marked(self, one if number == 1 else many)

    patch.setattr(trans_real.DjangoTranslation, "gettext", marked)
    patch.setattr(trans_real.DjangoTranslation, "pgettext", marked_in_context)
    patch.setattr(trans_real.DjangoTranslation, "ngettext", marked_plural)


def untranslated(page: str, data: Collection[str] = DATA) -> list[str]:
    """The pieces of a page that hold a word which is neither marked nor data nor a number.

    What is not to be translated (`translate="no"`) is in one language on purpose.
    """
    found = []
    for piece in _pieces(_NUMBER.sub(" ", page)):
        rest = piece
        while (shorter := _INNERMOST.sub(" ", rest)) != rest:
            rest = shorter
        if any(word not in data for word in _WORD.findall(rest)):
            found.append(" ".join(piece.split()))
    return found


def _pieces(html: str) -> Iterator[str]:
    reader = _Reader()
    reader.feed(html)
    yield from reader.pieces


class _Reader(HTMLParser):
    """The text that a reader or a screen reader comes by; a translation may span tags."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = [""]
        self.silent = 0
        self.kept: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        named = {name: value or "" for name, value in attrs}
        if named.get("translate") == "no" or tag in self.kept:
            self.kept.append(tag)
        if self.kept:
            return
        if named.get("lang", "en") not in ("en", ""):
            return
        self.pieces += [named[name] for name in SHOWN if name in named]
        if tag not in ("br", "a", "strong", "span", "b", "em", "code") or self.pieces[-1].count(
            OPEN
        ) == self.pieces[-1].count(CLOSE):
            self.pieces.append("")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        if tag in self.kept:
            self.kept.pop()
        if self.pieces[-1].count(OPEN) == self.pieces[-1].count(CLOSE):
            self.pieces.append("")

    def handle_data(self, data: str) -> None:
        if not self.silent and not self.kept:
            self.pieces[-1] += data
