"""Each colleague's own page: how she hears that there is news."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fund.access import StaffRequest, command, page, typed_before
from fund.models import NoticeChoice
from fund.notices import telling

from .forms import NoticeForm


@page()
def ask(request: StaffRequest) -> HttpResponse:
    """What is chosen now, ready to be changed."""
    return _page(request, NoticeForm(typed_before(request), choice=_choice(request)))


@command()
def choose(request: StaffRequest) -> HttpResponse:
    """Keep another choice; it holds from now on."""
    form = NoticeForm(request.POST, choice=_choice(request))
    if not form.is_valid():
        return _page(request, form)
    telling.choose(form.chosen())
    messages.success(request, _("Saved. This holds from now on."))
    return redirect("notices")


def _choice(request: StaffRequest) -> NoticeChoice:
    found = NoticeChoice.objects.filter(user=request.user).first()
    return found or NoticeChoice(user=request.user)


def _page(request: StaffRequest, form: NoticeForm) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    values = {"form": form, "email": request.user.email}
    return render(request, "notices/choose.html", values, status=status)
