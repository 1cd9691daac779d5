"""Each page in the language of whoever reads it."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Next = Callable[[HttpRequest], HttpResponse]
PUBLISHED = re.compile(r"/reports/\d{4}-q\d\b")
"""In English for everybody: what was published reads the same for whoever opens it."""


class Language:
    """Everybody reads in the language of her choice, on every device; without one, and before
    sign-in, as the browser asks."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_for(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_for(request: HttpRequest) -> str:
    """One of the codes in `settings.LANGUAGES`."""
    if PUBLISHED.match(request.path):
        return settings.LANGUAGE_CODE
    chosen: str = getattr(request.user, "language", "")
    return chosen or translation.get_language_from_request(request)
