"""Pages, style and scripts go out compressed: by brotli where it is understood, else by gzip."""

import re
import secrets
from functools import lru_cache

import brotli  # type: ignore[import-untyped]
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

KINDS = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml"})
TAKES_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))")
LEAST, MOST_PADDING = 200, 75
PAGE_QUALITY, FILE_QUALITY = 10, 11
WINDOW = 18
"""2**18 bytes are more than any page has; less to lay out than brotli's own 2**22."""


class Compressed(GZipMiddleware):
    """Never a file of somebody's (docs/decisions/0043). A page ends with letters at random, so that
    its length tells less of what is in it, as Django's gzip does."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code == 206 or _kind_of(response) not in KINDS:
            return response
        if response.has_header("Content-Encoding"):
            return response
        if not TAKES_BROTLI.search(request.headers.get("Accept-Encoding", "")):
            return super().process_response(request, response)
        if isinstance(response, StreamingHttpResponse):
            _pack_file(response)
        elif isinstance(response, HttpResponse):
            _pack_page(response)
        return response


def _kind_of(response: HttpResponseBase) -> str:
    kind: str = response.headers.get("Content-Type", "")
    return kind.split(";")[0]


def _pack_page(response: HttpResponse) -> None:
    content = response.content
    if len(content) < LEAST:
        return
    if _kind_of(response) == "text/html":
        letters = secrets.token_urlsafe(secrets.randbelow(MOST_PADDING)).replace("-", "_")
        content += f"<!--{letters}-->".encode()
    response.content = brotli.compress(content, quality=PAGE_QUALITY, lgwin=WINDOW)
    _say(response, len(response.content))


def _pack_file(response: StreamingHttpResponse) -> None:
    """A static file: small, ours, and compressed once."""
    content = _file(response.getvalue())
    response.streaming_content = iter([content])
    if etag := response.headers.get("ETag"):
        response.headers["ETag"] = f"W/{etag.removeprefix('W/')}"
    _say(response, len(content))


@lru_cache(maxsize=64)
def _file(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, quality=FILE_QUALITY)
    return packed


def _say(response: HttpResponseBase, size: int) -> None:
    patch_vary_headers(response, ("Accept-Encoding",))
    response.headers["Content-Encoding"] = "br"
    response.headers["Content-Length"] = str(size)
