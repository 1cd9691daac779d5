"""Between typing a new policy and saving it: what would change, in words and in real requests."""

from typing import cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.queries.policy_effect import Effects, effects
from fund import dates
from fund.access import NEVER_KEPT, StaffRequest, command, page, typed_before
from fund.models import FundPolicy
from fund.policies import PolicyError, figures_of, require_change
from fund.roles import Can
from fund.web.policy.forms import PolicyForm
from fund.web.policy.rows import changes

_NOT_CARRIED = NEVER_KEPT | {"_once"}


@page(Can.MANAGE_POLICY)
def ask(request: StaffRequest) -> HttpResponse:
    """Back from the second step: what was typed is looked at again. Else the form."""
    if typed := typed_before(request):
        return _page(request, PolicyForm(typed))
    newest = FundPolicy.objects.order_by("-version")[0]
    return render(request, "policy/change.html", {"form": PolicyForm.of(newest)})


@command(Can.MANAGE_POLICY)
def show(request: StaffRequest) -> HttpResponse:
    """Saves nothing; the figures travel on in the page."""
    return _page(request, PolicyForm(request.POST))


def _page(request: HttpRequest, form: PolicyForm) -> HttpResponse:
    if not form.is_valid():
        return render(request, "policy/change.html", {"form": form})
    base = get_object_or_404(FundPolicy, version=form.cleaned_data["based_on"])
    old, new = figures_of(base), form.rules()
    try:
        require_change(new, base)
    except PolicyError as error:
        form.add_error(None, str(error))
        return render(request, "policy/change.html", {"form": form})
    found = effects(old, new)
    values = {
        "form": form,
        "changes": changes(old, new),
        "effects": found.rows,
        "sent": found.sent,
        "starts": _starts(form),
        "open_words": _open_words(found),
        "typed": _carried(form),
    }
    return render(request, "policy/preview.html", values)


def _carried(form: PolicyForm) -> list[tuple[str, str]]:
    """What was typed, name by name, for the button that saves just this."""
    typed = cast(QueryDict, form.data)
    return [
        (name, str(value))
        for name, values in typed.lists()
        for value in values
        if name not in _NOT_CARRIED
    ]


def _starts(form: PolicyForm) -> str:
    later = form.effective_at()
    if later is None:
        return _("It starts as soon as you save it.")
    return _("It starts on %(day)s.") % {"day": dates.written(later)}


def _open_words(found: Effects) -> str:
    undecided = ngettext(
        "%(count)d request that is not decided yet keeps its version.",
        "%(count)d requests that are not decided yet keep their version.",
        found.undecided,
    )
    drafts = ngettext(
        "%(count)d draft goes by the version of the day on which it is sent.",
        "%(count)d drafts go by the version of the day on which they are sent.",
        found.drafts,
    )
    open_now = ((undecided, found.undecided), (drafts, found.drafts))
    said = [words % {"count": count} for words, count in open_now if count]
    return " ".join(said) or _("No request and no draft is open now.")
