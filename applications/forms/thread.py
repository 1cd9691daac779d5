"""Words between the committee and the agency."""

from django import forms
from django.utils.translation import gettext_lazy

from fund.web.forms import Form


class AnswerForm(Form):
    """The agency's answer or message."""

    body = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Leave out names and what happened."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write your answer before you send it")},
    )


class AskForm(Form):
    """The committee's question. The clock goes on while it waits."""

    body = forms.CharField(
        label=gettext_lazy("Your question to the agency"),
        help_text=gettext_lazy("Ask only what you need to decide. Do not ask what happened."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write your question before you send it")},
    )


class RecuseForm(Form):
    """Stepping back for good."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you step back?"),
        help_text=gettext_lazy("A few words, such as “I know the business”. No names."),
        max_length=300,
        error_messages={"required": gettext_lazy("Say in a few words why you step back")},
    )
