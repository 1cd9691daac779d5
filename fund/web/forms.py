"""How every form of the product looks and behaves."""

from typing import Any, ClassVar

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Fields in the GOV.UK pattern, from templates/django/forms/."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"


class Form(forms.Form):
    """The base of every form: the server says what is wrong, and what was typed stays.

    `question` names the field whose label is the page's heading (one question a page).
    """

    question: ClassVar[str] = ""
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
