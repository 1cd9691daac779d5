"""Each page in the language of whoever reads it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from fund.models import User
from fund.roles import Can

Next = Callable[[HttpRequest], HttpResponse]
REPORTS = "/reports/"
"""In English for everybody: what was published reads the same for whoever opens it."""


class Language:
    """Whoever files requests reads in the language of her choice, on every device; without one,
    and before sign-in, as the browser asks. The other desks are in English."""

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
    user = request.user
    if request.path.startswith(REPORTS):
        return settings.LANGUAGE_CODE
    if isinstance(user, User) and not user.can(Can.SEE_AGENCY):
        return settings.LANGUAGE_CODE
    return getattr(user, "language", "") or translation.get_language_from_request(request)
