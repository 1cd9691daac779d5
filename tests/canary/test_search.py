"""The search finds a canary however it is written; and nothing where there is none."""

import base64
import gzip
import hashlib
import html
import io
import json
import quopri
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import quote, quote_plus

import pikepdf
import pytest
from django.core import signing
from weasyprint import HTML

from tests.canary.canaries import CANARIES, EVERYTHING, NAME, PHONE, Canary, Card
from tests.canary.drawings import drawn
from tests.canary.search import HASHES, Piece, Search

NOTE = CANARIES["note"]
TEXT = NOTE.text


def mail(text: str) -> bytes:
    made = EmailMessage()
    made["Subject"] = f"About {NOTE.values[NAME]}"
    made.set_content(text, cte="base64")
    return bytes(made)


def pdf(text: str) -> bytes:
    return bytes(HTML(string=f"<p>{html.escape(text)}").write_pdf())


def pdf_metadata(text: str) -> bytes:
    made, kept = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.docinfo["/Author"] = text
    made.save(kept, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return kept.getvalue()


def zipped(text: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", text)
    return kept.getvalue()


def picture(text: str, kind: str) -> bytes:
    """Drawn, made larger and packed again, as a picture is on its way."""
    kept = io.BytesIO()
    drawn(text).resize((711, 711)).save(kept, kind)
    return kept.getvalue()


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 inside": lambda text: b"x" + text.encode("utf-16-be"),
    "latin-1": lambda text: text.encode("latin-1", "replace"),
    "capitals": lambda text: text.upper().encode(),
    "percent": lambda text: quote(text).encode(),
    "plus": lambda text: quote_plus(text).encode(),
    "html": lambda text: html.escape(text).encode(),
    "html numbers": lambda text: "".join(f"&#{ord(sign)};" for sign in text).encode(),
    "json": lambda text: json.dumps({"words": text}).encode(),
    "json in json": lambda text: json.dumps(json.dumps(text)).encode(),
    "all escaped": lambda text: "".join(f"\\u{ord(s):04x}" for s in text if s < "\uffff").encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 from 1": lambda text: b"a: " + base64.b64encode(b"1" + text.encode()),
    "base64 from 2": lambda text: b"key=abc" + base64.urlsafe_b64encode(b"12" + text.encode()),
    "base64 in lines": lambda text: base64.encodebytes(text.encode()),
    "hex": lambda text: rb"\x" + text.encode().hex().encode(),
    "quoted": lambda text: quopri.encodestring(text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "zip": zipped,
    "mail": mail,
    "pdf": pdf,
    "pdf metadata": pdf_metadata,
    "jpeg": lambda text: picture(text, "JPEG"),
    "png": lambda text: picture(text, "PNG"),
    "session": lambda text: signing.dumps({"typed": text * 3}, compress=True).encode(),
    "base64 of percent in json": lambda text: base64.b64encode(json.dumps(quote(text)).encode()),
}


def found_in(content: bytes) -> set[str]:
    return {found.place for found in Search().through([Piece("here", content)])}


@pytest.mark.parametrize("how", WRITTEN)
def test_it_is_found_however_it_is_written(how: str) -> None:
    assert found_in(WRITTEN[how](TEXT)) == {"note"}


@pytest.mark.parametrize("part", EVERYTHING)
@pytest.mark.parametrize("how", ["utf-8", "plus", "base64", "pdf", "json"])
def test_each_part_of_it_is_found_alone(how: str, part: str) -> None:
    assert found_in(WRITTEN[how](f"It is {NOTE.values[part]} indeed")) == {"note"}


@pytest.mark.parametrize("spelling", ["KQ4-7M2X-9TRB-C", "kq47m2x9trbc", "KQ4 7M2X 9TRB C"])
def test_a_code_is_found_however_it_is_written(spelling: str) -> None:
    search = Search([Card("KQ4-7M2X-9TRB-C")])
    for written in (spelling, quote_plus(f"code={spelling}"), json.dumps([spelling])):
        assert {one.place for one in search.through([Piece("here", written.encode())])} == {"card"}
    assert not search.through([Piece("here", b"KQ4-7M2X-9TRB-D")])


@pytest.mark.parametrize("spelling", ["207-555-0102", "2075550102", "+1 207.555.0102"])
def test_a_number_is_found_however_it_is_separated(spelling: str) -> None:
    assert NOTE.values[PHONE] == "(207) 555-0102"
    assert found_in(spelling.encode()) == {"note"}


def test_a_number_is_found_among_others() -> None:
    assert found_in(b"04101 QZXV 702 903-71-4303 555") == {"note", "account"}


@pytest.mark.parametrize("spelling", ["07/07/1937", "1937-07-07", "07 / 07 / 1937", "19370707"])
def test_a_birth_date_is_found_in_any_order(spelling: str) -> None:
    assert CANARIES["question"].values["born"] == "07/07/1937"
    assert found_in(f"born {spelling}".encode()) == {"question"}


@pytest.mark.parametrize("name", HASHES)
def test_a_plain_hash_of_it_is_found(name: str) -> None:
    for value in (TEXT, NOTE.values[PHONE], "2075550102", NOTE.values[NAME].lower()):
        digest = hashlib.new(name, value.encode()).digest()
        for written in (digest, digest.hex().encode(), base64.b64encode(digest)):
            assert found_in(b"id=" + written if written != digest else written) == {"note"}


def test_no_two_places_share_a_mark() -> None:
    marks = [mark for canary in CANARIES.values() for mark in (*canary.words, *canary.numbers)]
    assert len(marks) == len(set(marks)) > 100


@pytest.mark.parametrize("canary", CANARIES.values(), ids=lambda canary: canary.place)
def test_each_canary_is_found_and_no_other(canary: Canary) -> None:
    assert found_in(canary.text.encode()) == {canary.place}


def test_what_looks_like_it_is_not_it() -> None:
    for text in ("Quilla Odegard", "207 555 01 021234", "4102 Lane", "zoe@quill.example"):
        assert found_in(text.encode()) == set()
