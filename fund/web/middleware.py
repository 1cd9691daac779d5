"""What holds for every request: a number in the log, a largest size, and headers that keep a page
out of caches, frames and other origins."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from structlog.contextvars import bind_contextvars, clear_contextvars
from whitenoise.middleware import WhiteNoiseFileResponse

Next = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("fund.request")


class RequestLog:
    """A random number for each request, on every log line that it causes and in its answer; at
    level INFO one line that names the pattern of the address, never the address."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, began = uuid.uuid4().hex[:12], time.monotonic()
        clear_contextvars()
        bind_contextvars(request=number)
        try:
            response = self.get_response(request)
            route = f"/{request.resolver_match.route}" if request.resolver_match else "none"
            log.info(
                "request answered",
                method=request.method,
                route=route,
                status=response.status_code,
                took_ms=int((time.monotonic() - began) * 1000),
            )
        finally:
            clear_contextvars()
        response.headers["X-Request-Id"] = number
        return response


class LargestRequest:
    """413 before anything is read: the check for forged posts would take in a stranger's whole
    upload first. A body without a length (chunked) could be endless, and no browser sends one."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "Transfer-Encoding" in request.headers:
            return HttpResponse("Say how long it is.", "text/plain", status=411)
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > settings.LARGEST_REQUEST_BYTES:
            return render(request, "413.html", status=413)
        return self.get_response(request)


class SaysWhereNext:
    """A script that sends a form asks where to go next, and opens that page itself: were it to
    follow the redirect, the page would be fetched twice."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "X-Next" in request.headers and response.status_code in (302, 303):
            response.status_code = 204
            response.headers["X-Next"] = response.headers["Location"]
            del response.headers["Location"]
        return response


_FEATURES = """
    accelerometer browsing-topics camera display-capture geolocation gyroscope hid idle-detection
    local-fonts magnetometer microphone midi payment serial usb
"""
"""What a page could learn of a device and its owner, or use of it. A file input that opens the
camera needs no permission, and passkeys are our own by default."""

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""On every answer."""

PAGE_HEADERS = {
    "Permissions-Policy": ",".join(f"{feature}=()" for feature in _FEATURES.split()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
}
"""Beside the Content-Security-Policy, on whatever a browser could make a page of."""

EMPTY = (204, 301, 302, 303, 304)


class PrivacyHeaders:
    """The outermost: on pages, files, redirects, refusals and errors alike, each what it needs
    (docs/decisions/0043). A view may be stricter, never laxer about what is stored: `no-store` is
    on everything but static files."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if _makes_a_page(response):
            for name, value in PAGE_HEADERS.items():
                response.headers.setdefault(name, value)
        else:
            for name in (*PAGE_HEADERS, "Content-Security-Policy", "Content-Language"):
                del response.headers[name]
        if response.status_code in EMPTY:
            del response.headers["Content-Type"]
        if not isinstance(response, WhiteNoiseFileResponse):
            del response.headers["Cache-Control"]
            del response.headers["Vary"]  # it speaks to caches
            patch_cache_control(response, no_store=True)
        return response


def _makes_a_page(response: HttpResponse) -> bool:
    """Neither an answer without a body nor a static file, which is our own and holds nothing."""
    return response.status_code not in EMPTY and not isinstance(response, WhiteNoiseFileResponse)
