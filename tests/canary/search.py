"""Looks for canaries in bytes, through encodings and behind hashes."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from tests.canary.canaries import CANARIES, Mark
from tests.canary.decoding import Decoder

HASHES = ("md5", "sha1", "sha224", "sha256", "sha512", "blake2b")
_BETWEEN = r"[\s().,/\u2010-\u2015+-]{0,3}"
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_DIGITS = re.compile("[^0-9]+")
_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{22,}")
_STEMS = ("zoe", "quill", "zq", "quagmarsh")


@dataclass(frozen=True)
class Piece:
    """Bytes that left the vault: where they came to, such as `page cora GET /inbox/`."""

    where: str
    content: bytes


@dataclass(frozen=True, order=True)
class Found:
    """A canary out of its cage."""

    place: str
    where: str
    mark: str


@dataclass
class Search:
    """One search; it looks into equal content once, so a `Found` names the first place."""

    canaries: Iterable[Mark] = tuple(CANARIES.values())
    _hashes: dict[bytes, tuple[Mark, str]] = field(init=False)
    _words: dict[str, Mark] = field(init=False)
    _numbers: dict[str, tuple[re.Pattern[str], Mark]] = field(init=False)

    def __post_init__(self) -> None:
        self._words = {fold(word): canary for canary in self.canaries for word in canary.words}
        self._numbers = {n: (_pattern(n), c) for c in self.canaries for n in c.numbers}
        self._hashes = dict(_hashes(self.canaries))

    def through(self, pieces: Iterable[Piece]) -> set[Found]:
        """Every canary in these pieces."""
        found: set[Found] = set()
        known: dict[bytes, list[tuple[str, str]]] = {}
        for piece in pieces:
            if piece.content not in known:
                known[piece.content] = list(self._in(piece.content))
            found |= {Found(place, piece.where, mark) for place, mark in known[piece.content]}
        return found

    def _in(self, content: bytes) -> Iterator[tuple[str, str]]:
        if content in self._hashes:
            canary, how = self._hashes[content]
            yield canary.place, how
        for text in Decoder().texts(content):
            yield from self._words_in(fold(text))
            for token in _TOKEN.findall(text):
                for digest in _digests(token):
                    if digest in self._hashes:
                        canary, how = self._hashes[digest]
                        yield canary.place, how

    def _words_in(self, text: str) -> Iterator[tuple[str, str]]:
        if any(stem in text for stem in _STEMS):
            for word, canary in self._words.items():
                if word in text:
                    yield canary.place, word
        digits = _NOT_DIGITS.sub("", text)
        for number, (pattern, canary) in self._numbers.items():
            if _NOT_DIGITS.sub("", number) in digits and pattern.search(text):
                yield canary.place, number


def _pattern(number: str) -> re.Pattern[str]:
    """This number with anything between its signs, and not as a part of a longer one."""
    return re.compile(rf"(?<![0-9a-f])(?:1{_BETWEEN})?{_BETWEEN.join(number.lower())}(?![0-9a-f])")


def fold(text: str) -> str:
    """Without accents, width, ligatures and case."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold()
    return _MARKS.sub("", apart)


def _hashes(canaries: Iterable[Mark]) -> Iterator[tuple[bytes, tuple[Mark, str]]]:
    """Plain digests of all that was typed, and of each part, as typed and tidied."""
    for canary in canaries:
        for value in {canary.text, *canary.values.values(), *canary.words, *canary.numbers}:
            tidy = {value, value.strip(), value.lower(), value.upper(), fold(value)}
            tidy |= {re.sub(r"\W", "", form) for form in set(tidy)}
            for form in tidy:
                for name in HASHES:
                    yield hashlib.new(name, form.encode()).digest(), (canary, f"{name} of {value}")


def _digests(token: str) -> Iterator[bytes]:
    """The bytes that a token of letters may be the hex or base64 form of."""
    if len(token) in (32, 40, 56, 64, 128):
        with suppress(ValueError):
            yield bytes.fromhex(token)
    if len(token) in (22, 27, 38, 43, 86):
        bare = token.translate(str.maketrans("-_", "+/"))
        yield base64.b64decode(bare + "=" * (-len(bare) % 4))
