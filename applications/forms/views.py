"""The name of a saved view: looked at like every box, as it may not name a person."""

from django import forms
from django.utils.translation import gettext_lazy

from fund.web.forms import Form, typed_words


class ViewForm(Form):
    name = forms.CharField(
        label=gettext_lazy("A short name for it"),
        help_text=gettext_lazy("For your eyes only. Never the name of a person."),
        max_length=30,
        widget=typed_words(),
    )
