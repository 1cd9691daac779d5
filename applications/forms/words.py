"""Sealed words in a form: what could not be opened is not taken away by an empty box."""

from django import forms

from fund.web.forms import Form


class Unopened(forms.BooleanField):
    """Hidden: sealed words could not be opened when the page was made, so that a field left empty
    leaves them as they are."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)


def typed_or_unopened(form: Form, name: str) -> str | None:
    """What was typed; None to leave unopened words as they are, or words that were refused."""
    text: str | None = form.cleaned_data.get(name)
    return None if form.cleaned_data.get("unopened") and not text else text
