"""What each kind of help needs: read by whoever files, written by an administrator."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fund.access import StaffRequest, command, page, typed_before
from fund.guides import Guide, GuideError, guides, write
from fund.models import FundPolicy, NeedCategory
from fund.roles import Can

from .forms import GuideForm


@page(Can.SEE_AGENCY, Can.MANAGE_POLICY)
def show(request: StaffRequest) -> HttpResponse:
    """Every category with its papers; what the fund does not pay at present says so."""
    payable = FundPolicy.in_force().payable_categories
    found = guides()
    values = {
        "paid": [guide for guide in found if guide.category in payable],
        "not_paid": [guide.label for guide in found if guide.category not in payable],
        "keeps": request.user.can(Can.MANAGE_POLICY),
    }
    return render(request, "resources/needs.html", values)


@page(Can.MANAGE_POLICY)
def ask(request: StaffRequest, category: str) -> HttpResponse:
    """The words for one category, to be changed."""
    guide = _guide(category)
    initial = {"papers": guide.papers, "ready": guide.ready, "based_on": guide.version}
    return _page(request, guide, GuideForm(typed_before(request), initial=initial))


@command(Can.MANAGE_POLICY)
def save(request: StaffRequest, category: str) -> HttpResponse:
    """Make the next version of the words."""
    guide, form = _guide(category), GuideForm(request.POST)
    if form.is_valid():
        try:
            write(form.guide(guide.category), actor=request.user)
            messages.success(
                request, _("The words for “%(label)s” are saved.") % {"label": guide.label}
            )
            return redirect("resources:needs")
        except GuideError as error:
            form.add_error(None, str(error))
    return _page(request, guide, form)


def _guide(category: str) -> Guide:
    found = guides([category])
    if not found:
        raise Http404
    return found[0]


def _page(request: HttpRequest, guide: Guide, form: GuideForm) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    values = {"form": form, "label": NeedCategory(guide.category).label}
    return render(request, "resources/guide.html", values, status=status)
