"""How every form of the product looks, behaves and speaks."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund.web.guarded import Guarded

OWN_WORDS = {
    "max_length": gettext_lazy(
        "Use %(limit_value)d characters or fewer. You have %(show_value)d now"
    ),
    "invalid_choice": gettext_lazy("Choose one of the answers in the list"),
    "min_value": gettext_lazy("Enter %(limit_value)s or more"),
    "max_value": gettext_lazy("Enter %(limit_value)s or less"),
}


class Renderer(TemplatesSetting):
    """Fields in the GOV.UK pattern, from templates/django/forms/."""

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"


class PlainWords(forms.BaseForm):
    """Mixed into a form: the server says what is wrong, in words that name the field.

    A field that has an error message of its own keeps it.
    """

    question: str = ""
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            label = str(field.label or name.replace("_", " ").capitalize())
            words: dict[str, Any] = {**OWN_WORDS, "required": _missing(field, label)}
            if isinstance(field, forms.EmailField):
                words["invalid"] = _("Enter an email like name@example.org")
            elif isinstance(field, forms.DateField):
                words["invalid"] = _("Enter a date like 03/01/2026")
            _speak(field, words)


def typed_words(**attrs: str) -> forms.TextInput:
    """A box for words of any script, which the browser does not keep for the next person."""
    return forms.TextInput(attrs={"autocomplete": "off", "dir": "auto", **attrs})


class Form(Guarded, PlainWords, forms.Form):
    """The base of every form; what was typed stays on the page, and is looked at before it is kept.

    `question` names the field whose label is the page's heading (one question a page).
    """


def _missing(field: forms.Field, label: str) -> str:
    match field:
        case forms.BooleanField():
            return _("Tick “%(label)s”") % {"label": label}
        case forms.FileField():
            return _("Add a file for “%(label)s”") % {"label": label}
        case forms.ChoiceField() | forms.ModelChoiceField():
            return _("Choose an answer to “%(label)s”") % {"label": label}
        case _:
            return _("Fill in “%(label)s”") % {"label": label}


def _speak(field: forms.Field, words: dict[str, Any]) -> None:
    for code, text in words.items():
        if field.error_messages.get(code) in (None, _django_says(type(field), code)):
            field.error_messages[code] = text


def _django_says(kind: type[forms.Field], code: str) -> Any:
    for ancestor in kind.__mro__:
        messages = vars(ancestor).get("default_error_messages", {})
        if code in messages:
            return messages[code]
    return None


class Together:
    """Several forms on one page: one summary of errors, one title."""

    def __init__(self, *forms: Form) -> None:
        self.forms = forms
        for form in forms:
            form.question = ""  # the page has a heading of its own

    @property
    def errors(self) -> bool:
        """Whether any of them has one."""
        return any(form.errors for form in self.forms)
