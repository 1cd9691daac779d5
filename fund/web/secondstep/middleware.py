"""Every request: is this session still good, and has it passed the second step?"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fund import signin
from fund.access import keep_typed
from fund.models import User

TOUCH_SECONDS = 60
"""The idle clock is moved at most this often, so that not every page writes its session."""


class Sessions:
    """A session that is too old, or that has not passed a second step that its person has, counts
    as not signed in. Whoever needs a second step and has none can only set one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            _end_if_old(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if isinstance(user, User) and not getattr(view, "is_quiet", False):
            _keep_awake(request)
        if not isinstance(user, User) or signin.passed(request):
            return None
        if signin.has_factor(user):
            request.user = AnonymousUser()
        elif signin.needs_second_step(user) and _is_behind_sign_in(view):
            if request.method == "POST":
                keep_typed(request)
            return redirect("mfa_index")
        return None


def _is_behind_sign_in(view: Any) -> bool:
    """One of ours that isn't public; allauth's own pages ask for themselves."""
    return getattr(view, "access", "public") != "public"


def _end_if_old(request: HttpRequest) -> None:
    """Ends a session after SESSION_HOURS."""
    now, session = time.time(), request.session
    if now - session.setdefault("began", now) > settings.SESSION_HOURS * 3600:
        logout(request)


def _keep_awake(request: HttpRequest) -> None:
    """Each save moves a session's idle end (SESSION_COOKIE_AGE)."""
    now, session = time.time(), request.session
    if now - session.get("seen", 0) > TOUCH_SECONDS:
        session["seen"] = now
