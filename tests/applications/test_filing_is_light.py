"""The pages of filing go without the second style sheet, and what they send is compressed."""

import gzip
import re
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings
from django.test import Client

from applications.models import Application
from fund.models import Region, Vendor
from tests.applications.test_pages_filing import (
    NEW,
    QUESTIONS,
    SEND,
    answered,
    at,
    draft,
    phone,
    text_of,
)

__all__ = ["draft", "phone"]
STATIC = settings.BASE_DIR / "fund" / "static" / "fund"
CLASS = re.compile(r"\.([a-z][\w-]*)")
MORE_TAGS = re.compile(r"<(?:table|canvas|progress)\b|type=.file")


def styled(name: str) -> set[str]:
    """The classes that a style sheet has a rule for."""
    rules = re.sub(r'/\*.*?\*/|url\(".*?"\)', "", (STATIC / name).read_text(), flags=re.DOTALL)
    return set(CLASS.findall(rules))


def pages(phone: Client, draft: Application, motel: Vendor, region: Region) -> list[Any]:
    """Every page of filing: empty, refused, filled, and sent."""
    found = [phone.get(NEW), phone.post(NEW, {}), phone.get(at(draft, "tonight"))]
    answered(phone, draft, motel, region)
    for name in (*QUESTIONS, ("tonight",), ("check",)):
        found += [phone.get(at(draft, *name)), phone.post(at(draft, *name), {})]
    phone.post(at(draft, "check"), SEND)
    return [*found, phone.get(at(draft, "sent"))]


def test_a_page_of_filing_has_its_style_in_the_first_sheet(
    phone: Client, draft: Application, motel: Vendor, portland: Region
) -> None:
    only_in_more = styled("more.css") - styled("fund.css")
    assert {"timeline", "table-stack", "papers"} <= only_in_more
    light = [p for p in pages(phone, draft, motel, portland) if p.content]
    assert len(light) > 12
    for page in light:
        text = text_of(page)
        used = {name for value in re.findall(r'class="([^"]*)"', text) for name in value.split()}
        assert "fund/fund.css" in text and "more.css" not in text
        assert used & only_in_more == set() and not MORE_TAGS.search(text)
    assert "fund/more.css" in text_of(phone.get("/requests/"))


@pytest.mark.parametrize("accepts", ["br", "gzip, deflate, br, zstd", "br;q=0.5"])
def test_a_page_and_a_file_are_packed_by_brotli(phone: Client, accepts: str) -> None:
    for path in (NEW, "/static/fund/fund.css"):
        whole = b"".join(phone.get(path)).decode()
        packed = phone.get(path, headers={"Accept-Encoding": accepts})
        assert packed["Content-Encoding"] == "br"
        content = b"".join(packed)
        assert packed["Content-Length"] == str(len(content)) and len(content) < len(whole) / 2
        text = brotli.decompress(content).decode()
        assert text[:200] == whole[:200] and ("<!--" in text) == (path == NEW)


@pytest.mark.parametrize("accepts", ["gzip", "gzip, br;q=0"])
def test_without_brotli_it_is_gzip(phone: Client, accepts: str) -> None:
    packed = phone.get(NEW, headers={"Accept-Encoding": accepts})
    assert packed["Content-Encoding"] == "gzip"
    assert b"How soon" in gzip.decompress(packed.content)


def test_the_length_of_a_page_is_a_little_random(phone: Client) -> None:
    sizes = {len(phone.get(NEW, headers={"Accept-Encoding": "br"}).content) for _ in range(8)}
    assert max(sizes) - min(sizes) > 8


def test_an_answer_without_a_body_and_a_file_carry_what_they_need(
    phone: Client, draft: Application
) -> None:
    for answer in (
        phone.post(at(draft, "what", 1), {"category": "food"}, headers={"X-Next": "say"}),
        phone.post(at(draft, "what", 1), {"category": "food"}),
        phone.get("/static/fund/fund.css"),
    ):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Permissions-Policy" not in answer and "Content-Security-Policy" not in answer
        assert sum(len(name) + len(value) + 4 for name, value in answer.headers.items()) < 330
