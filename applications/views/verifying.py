"""Anybody who holds a letter asks whether it holds: how much, until when, and nothing else.

The code comes in the body of a POST, or behind the `#` of the letter's link, which a browser never
sends: so it is in no log and no history of ours. What is unknown, ended, paid or past its day gets
the same page after the same one query.
"""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from applications import across
from applications.forms.after import LetterCodeForm
from fund.access import public

_TOO_MANY = gettext_noop("Too many tries. Wait a few minutes, then try once more")


@public(methods=("GET", "POST"))
def check(request: HttpRequest) -> HttpResponse:
    """The box for the code, and what the fund says to it."""
    if request.method != "POST":
        return render(request, "verify/check.html", {"form": LetterCodeForm()})
    form, status = LetterCodeForm(request.POST), 422
    if not ratelimit.consume(request, action="letter_code"):
        form.is_valid()
        form.add_error("code", _(_TOO_MANY))
        status = 429
    elif form.is_valid():
        promise = across.promise_of(form.cleaned_data["code"])
        return render(request, "verify/answer.html", {"promise": promise})
    return render(request, "verify/check.html", {"form": form}, status=status)
