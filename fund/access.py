"""Every view is opened by one of these and by nothing else.

`@page(Can.X)` answers GET and cannot write; `@command(Can.X)` answers POST; `@public` says that
anybody may come. `methods(GET=…, POST=…)` puts a page and its command on one address.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Protocol, cast
from urllib.parse import urlencode, urlsplit

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    QueryDict,
)
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from fund import audit, signin, tenancy, vault
from fund.models import User
from fund.roles import Can
from fund.web import guarded

View = Callable[..., HttpResponseBase]
Afterwards = Callable[[], HttpResponse]
PageView = Callable[..., HttpResponseBase | Afterwards]


class StaffRequest(HttpRequest):
    """A request whose user has signed in and holds the capability."""

    user: User


class WriteInPage(Exception):
    """A GET tried to change the database: a defect, never let through."""


class _Declared(Protocol):
    access: str
    is_quiet: bool


def public(methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Anybody may open it, signed in or not."""

    def open_view(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "HEAD" or request.method in methods:
                with tenancy.acting(None):
                    return view(request, *args, **kwargs)
            return HttpResponseNotAllowed(methods)

        cast(_Declared, opened).access = "public"
        return opened

    return open_view


def page(*wanted: Can, quiet: bool = False) -> Callable[[PageView], View]:
    """A GET for people who hold one of the capabilities (any signed-in person if none is named).
    A `quiet` one is asked for by a page and not by a person: it does not keep a session awake.

    It runs in one transaction, and begins anew if it wants a key that this process does not hold. A
    view that needs the network gives back a function, which is called when the transaction is over.
    """

    def open_view(view: PageView) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET"])
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            _require(request.user, wanted)
            with tenancy.acting(request.user.pk):
                answer = vault.keys_first(_in_transaction, view, request, *args, **kwargs)
                if isinstance(answer, HttpResponseBase):
                    return answer
                with _reading():
                    return answer()

        declared = cast(_Declared, opened)
        declared.access, declared.is_quiet = _words(wanted), quiet
        return opened

    return open_view


def _in_transaction(
    view: PageView, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase | Afterwards:
    with transaction.atomic(), _reading():
        return view(request, *args, **kwargs)


@contextmanager
def _reading() -> Iterator[None]:
    """Nothing is written inside the block; what it opened is recorded at its end."""
    with audit.reads_at_the_end() as reads, connection.execute_wrapper(_refuse_writes):
        yield
    audit.write_reads(reads)


def command(*wanted: Can, fresh: bool = False) -> Callable[[View], View]:
    """A POST for people who hold one of the capabilities.

    If the session has ended meanwhile, what was typed is kept on the server and put back after
    sign-in, for the person who typed it and nobody else. `fresh` asks for the second step once
    more if it was passed too long ago; what was typed is kept then too.
    """

    def open_view(view: View) -> View:
        @wraps(view)
        @sensitive_post_parameters()
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            if not request.user.is_authenticated:
                keep_typed(request)
                return _to_sign_in(request)
            _require(request.user, wanted)
            if fresh and not signin.is_fresh(request):
                keep_typed(request)
                return _to(request, "mfa_reauthenticate")
            with tenancy.acting(request.user.pk), guarded.statements() as stated:
                response = view(request, *args, **kwargs)
            if stated and 300 <= response.status_code < 400:
                guarded.record_statements(stated, _subject(request), actor=request.user)
            return response

        cast(_Declared, opened).access = _words(wanted) + (", fresh" if fresh else "")
        return opened

    return open_view


def methods(*, GET: View, POST: View) -> View:
    """One address with a page and a command, each with its own declared access."""

    @wraps(GET)
    def by_method(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        view = POST if request.method == "POST" else GET
        return view(request, *args, **kwargs)

    declared = cast(_Declared, by_method)
    declared.access = f"{cast(_Declared, GET).access} | {cast(_Declared, POST).access}"
    return by_method


def form_owner(user: User) -> str:
    """The signed name of whoever opened a form, for the hidden field `_for`."""
    return signing.dumps(user.pk, salt="form-owner")


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What this person had typed here when the session ended, once; None otherwise.

    A page passes it to its form as `data`, so that the words are there again. Asked again for the
    same request, by a page that begins anew, it is still there.
    """
    kept = getattr(request, _TYPED, None) or request.session.get("typed")
    if not kept or kept["path"] != request.path:
        return None
    setattr(request, _TYPED, kept)
    request.session.pop("typed", None)
    return QueryDict(kept["data"]) if _owner(kept["for"]) == request.user.pk else None


def typed_at(request: HttpRequest) -> str:
    """The page to go back to for what this person had typed; empty if nothing is kept."""
    kept = request.session.get("typed")
    if not kept or _owner(kept["for"]) != request.user.pk:
        return ""
    path: str = kept["path"]
    return path if url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def _owner(signed: str) -> int | None:
    """Whose form it was: the user's key, if we signed it in the last week."""
    try:
        return int(signing.loads(signed, salt="form-owner", max_age=7 * 86400))
    except signing.BadSignature:
        return None


def once_token() -> str:
    """A fresh token for the hidden field `_once`: the same token twice is one act."""
    return uuid.uuid4().hex


_TYPED = "typed_before_sign_in"
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "_for", "fund_code", "new_card", "new_letter"})
"""Fields that may not rest in a session, which is a row of the database."""


def keep_typed(request: HttpRequest) -> None:
    """Seal what was posted into the session, for `typed_before`. Words that bear no owner could
    never be given back, so a stranger's are not kept at all."""
    if _owner(request.POST.get("_for", "")) is None:
        return
    typed = request.POST.copy()
    for name in list(typed):
        if name in NEVER_KEPT or "password" in name:
            del typed[name]
    request.session["typed"] = {
        "path": _form_path(request),
        "data": typed.urlencode(),
        "for": request.POST.get("_for", ""),
    }


def _form_path(request: HttpRequest) -> str:
    """The page that the form stood on: a command may have no page of its own."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else request.path


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    return _to(request, "account_login")


def _to(request: HttpRequest, name: str) -> HttpResponseBase:
    path = _form_path(request) if request.method == "POST" else request.get_full_path()
    return redirect(f"{reverse(name)}?{urlencode({'next': path})}")


def _require(user: User, wanted: tuple[Can, ...]) -> None:
    if wanted and not user.can(*wanted):
        raise PermissionDenied


def _subject(request: HttpRequest) -> str:
    """What a command was about: the reference in its address, else the command's own name."""
    at = request.resolver_match
    reference = at.kwargs.get("reference") if at else None
    return str(reference or (at.view_name if at else ""))[:40]


def _words(wanted: tuple[Can, ...]) -> str:
    return " or ".join(wanted) or "signed in"


def _refuse_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    verb = sql.lstrip("( \n").split(None, 1)[0].upper()
    writes = verb not in _READS or (verb in ("WITH", "EXPLAIN") and _WRITE_INSIDE.search(sql))
    if writes and "django_session" not in sql:
        raise WriteInPage(f"a page tried to {verb}")
    return execute(sql, params, many, context)


_READS = frozenset(
    {"SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "DECLARE", "FETCH", "CLOSE", "EXPLAIN"}
)
_WRITE_INSIDE = re.compile(
    r"\b(INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|UPDATE\s+\S+\s+SET)\b", re.IGNORECASE
)
