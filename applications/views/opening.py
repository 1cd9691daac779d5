"""How a view of this room begins: the row, if this person may see it, and what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from applications import consents
from applications.models import Application
from applications.queries.inbox import committee_requests
from applications.queries.lanes import is_closed
from applications.queries.may_send import agreement_today
from applications.queries.money_line import week_limit_now
from applications.queries.own import own_requests
from applications.states import State
from fund.access import StaffRequest
from fund.web.forms import Form

View = Callable[..., HttpResponse]
_Answer = TypeVar("_Answer")

RELATED = ("policy", "region", "household", "cap_exception")


def of_agency(view: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """Gives the view the request of the own agency; any other is 404."""
    return _of_own(view)


def to_send(view: View) -> View:
    """As `of_agency`; the request knows whether its lane is closed and the agreement holds."""
    return _of_own(view, lane_is_closed=is_closed, has_agreement=agreement_today)


def _of_own(view: Callable[..., _Answer], **known: Any) -> Callable[..., _Answer]:
    @wraps(view)
    def opened(request: HttpRequest, reference: str, *args: Any, **kwargs: Any) -> _Answer:
        rows = own_requests(cast(StaffRequest, request).user)
        rows = rows.select_related(*RELATED, "cared_for_by")
        rows = rows.annotate(**{name: asked() for name, asked in known.items()})
        application: Application = get_object_or_404(rows, reference=reference)
        return view(request, application, *args, **kwargs)

    return opened


def of_draft(view: View) -> View:
    """As `of_agency`; what has been sent already is shown instead, not asked again."""
    return of_agency(only_draft(view))


def only_draft(view: View) -> View:
    """Sends on from what has been sent already."""

    @wraps(view)
    def opened(
        request: HttpRequest, application: Application, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if application.state != State.DRAFT:
            messages.info(request, _("You have already sent this request. Here it is."))
            return redirect("applications:show", application.reference)
        return view(request, application, *args, **kwargs)

    return opened


def of_committee(view: View) -> View:
    """Gives the view a sent request that this person may judge; any other is 404."""

    @wraps(view)
    def opened(request: HttpRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = committee_requests(cast(StaffRequest, request).user)
        rows = rows.select_related(*RELATED, "filed_by")
        rows = rows.annotate(is_agreed=consents.agreed_today(), week_limit_cents=week_limit_now())
        application = get_object_or_404(rows, reference=reference)
        return view(request, application, *args, **kwargs)

    return opened


def form_page(
    request: HttpRequest, template: str, form: Form, *, kept: bool = False, **values: Any
) -> HttpResponse:
    """A page with one form: 422 if a POST was refused; `kept` says that typed words came back."""
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, "kept": kept, **values}, status=status)
