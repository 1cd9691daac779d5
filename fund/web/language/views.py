"""The page where a person chooses her language."""

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fund.access import StaffRequest, command, page
from fund.web.forms import Form
from fund.web.widgets import Radios


class LanguageForm(Form):
    """One of the languages that every screen has."""

    question = "language"
    language = forms.ChoiceField(
        label=_("In which language do you read?"), choices=settings.LANGUAGES, widget=Radios()
    )


@page()
def language(request: StaffRequest) -> HttpResponse:
    """The question, with today's answer."""
    form = LanguageForm(initial={"language": get_language()})
    return _language_page(request, form)


@command()
def choose_language(request: StaffRequest) -> HttpResponse:
    """Keep the answer with the person, for all her devices."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _language_page(request, form)
    request.user.language = form.cleaned_data["language"]
    request.user.save(update_fields=["language"])
    return redirect("home")


def _language_page(request: StaffRequest, form: LanguageForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "pages/language.html", {"form": form}, status=status)
