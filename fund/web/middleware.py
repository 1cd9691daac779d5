"""What holds for every request: a largest size, and headers that keep a page out of caches."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class LargestRequest:
    """413 before anything is read: the check for forged posts would write a stranger's whole
    upload to disk first. Without a length, a server passes no body on (PEP 3333)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > settings.LARGEST_REQUEST_BYTES:
            return HttpResponse("This is too large to take in.", "text/plain", status=413)
        return self.get_response(request)


class PrivacyHeaders:
    """`no-store` on every page but static files (DESIGN section 8)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=()")
        return response
