"""Headers that keep a page about a request out of caches and other sites' logs."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class PrivacyHeaders:
    """`no-store` on every page but static files (DESIGN section 8)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=()")
        return response
