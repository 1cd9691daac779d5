"""Sees through encodings: from bytes to every text that may be hidden in them."""

import base64
import binascii
import html
import io
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from urllib.parse import unquote_plus

import pikepdf
import pypdfium2

from tests.canary.drawings import said

DEPTH = 4
LARGEST = 20_000_000
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}")
_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_QUOTED = re.compile(r"=(?:[0-9A-Fa-f]{2}|\r?\n)")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_PACKED = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b")


class Decoder:
    """Remembers what it has seen, so that the same part of many pages is looked into once."""

    def __init__(self) -> None:
        self._seen: set[bytes | str] = set()
        self._runs: set[str] = set()

    def texts(self, content: bytes, depth: int = DEPTH) -> Iterator[str]:
        """Every text in these bytes: as they are, unpacked, and decoded again and again."""
        if depth == 0 or content in self._seen:
            return
        self._seen.add(content)
        for unpacked in _unpacked(content):
            yield from self.texts(unpacked, depth - 1)
        for text in _read(content):
            yield from self._decoded(text, depth)

    def _decoded(self, text: str, depth: int) -> Iterator[str]:
        if text in self._seen:
            return
        self._seen.add(text)
        yield text
        if depth == 0:
            return
        for other in _rewritten(text):
            yield from self._decoded(other, depth - 1)
        for run in _runs(text):
            if run not in self._runs:
                self._runs.add(run)
                for content in _from_run(run):
                    yield from self.texts(content, depth - 1)


def _read(content: bytes) -> Iterator[str]:
    """Text of bytes, whatever the character set."""
    try:
        yield content.decode()
    except UnicodeDecodeError:
        yield content.decode("latin-1")
    if b"\0" in content:
        for start in (0, 1):
            for charset in ("utf-16-le", "utf-16-be"):
                yield content[start:].decode(charset, "replace")


def _rewritten(text: str) -> Iterator[str]:
    """The text with one kind of escape taken out of all of it."""
    if "&" in text:
        yield html.unescape(text)
    if "%" in text or "+" in text:
        yield unquote_plus(text)
        yield unquote_plus(text, "latin-1")
    if "\\" in text:
        yield _SURROGATES.sub(_joined, _ESCAPE.sub(_character, text))
    if _QUOTED.search(text):
        plain = quopri.decodestring(text.encode("utf-8", "replace"))
        yield plain.decode("utf-8", "replace")
        yield plain.decode("latin-1")


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1] or escape[2], 16))


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _runs(text: str) -> Iterator[str]:
    for pattern in (_BASE64, _HEX):
        yield from (found[0] for found in pattern.finditer(text))


def _from_run(run: str) -> Iterator[bytes]:
    """What a run of letters may stand for; it may begin in the middle of a group."""
    if _HEX.fullmatch(run):
        yield bytes.fromhex(run)
        return
    if found := _HEX.search(run):
        yield bytes.fromhex(found[0])
    bare = re.sub(r"\s", "", run).translate(str.maketrans("-_", "+/"))
    for start in range(4):
        part = bare[start:]
        part = part[: len(part) - (len(part) % 4 == 1)]
        with suppress(binascii.Error):
            yield base64.b64decode(part + "=" * (-len(part) % 4))


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What is packed in these bytes; nothing if they are not packed, or damaged."""
    if content.startswith(_PACKED):
        with suppress(zlib.error):
            yield zlib.decompressobj(47).decompress(content, LARGEST)
    elif content.startswith(b"PK\x03\x04"):
        with suppress(zipfile.BadZipFile):
            yield from _in_zip(content)
    elif content.startswith(_PICTURES):
        with suppress(OSError, SyntaxError, ValueError):
            yield said(content)
    elif content.startswith(b"%PDF"):
        with suppress(pikepdf.PdfError, pypdfium2.PdfiumError):
            yield from _in_pdf(content)
    elif content.startswith((b"Return-Path:", b"Received:", b"Content-Type:", b"Subject:")):
        yield from _in_mail(content)


def _in_zip(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for item in packed.infolist():
            yield item.filename.encode() + b"\n" + item.comment
            yield packed.read(item)


def _in_pdf(content: bytes) -> Iterator[bytes]:
    """Every stream and string of a PDF, its metadata, and the words on its pages."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                yield _stream(thing)
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Array | pikepdf.String):
                yield str(thing).encode("utf-8", "replace") + bytes(thing.unparse())
        for key, value in pdf.docinfo.items():
            yield f"{key} {value}".encode()
    pages = pypdfium2.PdfDocument(content)
    for page in pages:
        yield page.get_textpage().get_text_bounded().encode("utf-8", "replace")


def _stream(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a picture, whose bytes stay as they are
        return stream.read_raw_bytes()


def _in_mail(content: bytes) -> Iterator[bytes]:
    """Headers and bodies of a mail with their transfer encodings undone."""
    for part in message_from_bytes(content, policy=policy.default).walk():
        yield "\n".join(f"{name} {value}" for name, value in part.items()).encode()
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield payload
