"""What allauth has no page for: staying signed in, and signing out everywhere."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fund import audit, signin
from fund.access import StaffRequest, command, page, public


@public()
def keys(request: HttpRequest) -> HttpResponse:
    """The one page of second steps lists passkeys too."""
    return redirect("mfa_index")


@page()
def stay(request: StaffRequest) -> HttpResponse:
    """Nothing to see: any request keeps the session awake."""
    return HttpResponse(status=204)


@command()
def sign_out_everywhere(request: StaffRequest) -> HttpResponse:
    """End every session of one's own, this one too."""
    signin.end_sessions(request.user)
    audit.record("signin.everywhere_out", request.user.reference, actor=request.user)
    logout(request)
    messages.success(request, _("You are signed out on every device."))
    return redirect("account_login")
