"""What holds for every request: a number in the log, a largest size, and headers that keep a page
out of caches, frames and other origins."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
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


class Compressed(GZipMiddleware):
    """Pages, style and scripts, never a file of somebody's (docs/decisions/0043)."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "").split(";")[0]
        if response.status_code == 206 or kind not in COMPRESSED:
            return response
        return super().process_response(request, response)


COMPRESSED = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml"})

_FEATURES = """
    accelerometer autoplay browsing-topics camera clipboard-read compute-pressure
    cross-origin-isolated display-capture encrypted-media fullscreen gamepad geolocation gyroscope
    hid identity-credentials-get idle-detection keyboard-map local-fonts magnetometer microphone
    midi otp-credentials payment picture-in-picture screen-wake-lock serial storage-access usb
    window-management xr-spatial-tracking
"""
"""What a page could ask of a device; a file input that opens the camera needs no permission."""

HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES.split())
    + ", publickey-credentials-create=(self), publickey-credentials-get=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
}


class PrivacyHeaders:
    """The outermost: on pages, files, redirects, refusals and errors alike. A view may be stricter,
    never laxer about what is stored: `no-store` is on everything but static files."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not isinstance(response, WhiteNoiseFileResponse):
            del response.headers["Cache-Control"]
            patch_cache_control(response, no_store=True)
        return response
