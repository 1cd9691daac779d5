"""What the pages of a draft have in common: the mark of what was shown, and saving as one types."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from applications.forms.lines import WhomForm
from applications.models import Application
from applications.refusals import Gone
from applications.views.steps import next_step
from fund.web.forms import Form


def seen(request: HttpRequest) -> str | None:
    """The mark of what the page showed when it was opened; None if the form carried none."""
    return request.POST.get("_seen") or None


def mark_for(typed: QueryDict | None, now: str) -> str:
    """The mark that a page carries: words that came back keep the one they were typed beside."""
    return (typed.get("_seen") if typed else "") or now


def saves_only(request: HttpRequest) -> bool:
    """Whether a script saves while she types, and the page stays open."""
    return "_save" in request.POST


def saved(mark: str) -> HttpResponse:
    """The answer to a script that saved: nothing to show, and the mark of what stands now."""
    return HttpResponse(status=204, headers={"X-Seen": mark})


def not_saved() -> HttpResponse:
    """The same if somebody else saved in between: the page tells it when it is sent."""
    return HttpResponse(status=409)


def kept(form: Form, names: Iterable[str]) -> dict[str, Any]:
    """The answers that can be saved as they are: right, and not asked about by the guard."""
    form.is_valid()
    data = form.cleaned_data
    return {name: data[name] for name in names if name in data and name not in form.asked}


def taken_out(request: HttpRequest, application: Application, gone: Gone) -> HttpResponse:
    """Say that the line is not there any more, and go on with what is."""
    messages.warning(request, str(gone))
    return redirect(next_step(application))


def find_of(request: HttpRequest) -> str:
    """The letters of a business's name that are looked for."""
    typed = request.POST.get("find") or request.GET.get("find") or ""
    return typed.replace("\0", "").strip()[:80]


def wants_found(request: HttpRequest) -> bool:
    """Whether a script asks only for the businesses that are found."""
    return request.headers.get("X-Part") == "found"


def found(request: HttpRequest, form: WhomForm) -> HttpResponse:
    """The businesses alone, to put into the page that is open."""
    return render(request, "applications/found.html", {"form": form, "find": find_of(request)})
