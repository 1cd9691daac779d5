"""The one question that the trail is asked."""

from typing import ClassVar

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from fund.web.forms import Form


class TrailFilter(Form):
    """A number, such as KX7-204, whose acts alone are shown."""

    unguarded: ClassVar = {"subject": "it searches and is not kept"}

    subject = forms.CharField(
        label=gettext_lazy("Number"),
        help_text=format_lazy(
            gettext_lazy("A request, payment, gift or person, such as {number}."),
            number="KX7\N{NON-BREAKING HYPHEN}204",
        ),
        max_length=40,
        required=False,
    )
