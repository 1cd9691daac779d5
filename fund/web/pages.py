"""Pages that belong to nobody's role: the front door, the way out, and the promises."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from fund.access import StaffRequest, page, public
from fund.web.home import first_page
from fund.web.styleguide import samples


@public()
def home(request: HttpRequest) -> HttpResponse:
    """The front door: a calm page with a sign-in button, or the first page of one's role."""
    if request.user.is_authenticated:
        return redirect(first_page(request.user))
    return render(request, "pages/home.html")


# An expired token must never stop anybody from leaving; a forged sign-out harms nobody.
@csrf_exempt
@public(methods=("POST",))
def leave(request: HttpRequest) -> HttpResponse:
    """End the session and show an empty page; always works, signed in or not.

    Clear-Site-Data never names the cache: clearing it can hold a slow phone for seconds.
    """
    logout(request)
    response = redirect("left")
    response.delete_cookie(settings.CSRF_COOKIE_NAME)
    response["Clear-Site-Data"] = '"storage"'
    response["Cache-Control"] = "no-store"
    return response


@page()
def no_role(request: StaffRequest) -> HttpResponse:
    """Whoever has signed in but holds no role today."""
    return render(request, "pages/no_role.html")


@public()
def left(request: HttpRequest) -> HttpResponse:
    """A page that says nothing about where one was."""
    return render(request, "pages/left.html")


@public(methods=("GET", "POST"))
def not_offered(request: HttpRequest, pk: int = 0, key: str = "") -> HttpResponse:
    """allauth's pages to confirm or change one's email or password, and a file of recovery codes:
    at somebody's open screen they would give the account to whoever sits there. A new password
    comes by a link in the mail."""
    raise Http404


@public()
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, and what to do when it does not."""
    return render(request, "pages/accessibility.html")


@public()
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with invented figures."""
    return render(request, "pages/styleguide.html", samples())
