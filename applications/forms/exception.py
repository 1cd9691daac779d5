"""More than the caps leave: why it is needed, and what the chair allows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from fund.money import usd
from fund.web.fields import MoneyField
from fund.web.forms import Form


class ExceptionForm(Form):
    """The agency's reason. It is never about what happened to the person."""

    reason = forms.CharField(
        label=gettext_lazy("Why is more needed?"),
        help_text=gettext_lazy(
            "One or two sentences, such as “The only free room costs more”. "
            "Not what happened, and no names."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in a few words why more is needed")},
    )


class GrantForm(Form):
    """The chair's word: how much above what the caps leave, and why."""

    amount = MoneyField(label="How much above the caps do you allow?")
    reason = forms.CharField(
        label="Why?",
        help_text="The agency and the committee read this. No names.",
        max_length=300,
        error_messages={"required": "Say why this request may pass the cap"},
    )

    def __init__(self, *args: Any, missing_cents: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing_cents = missing_cents
        self.fields["amount"].help_text = f"At most {usd(missing_cents)}: what is missing."

    def clean_amount(self) -> int:
        cents: int = self.cleaned_data["amount"]
        if not 0 < cents <= self.missing_cents:
            raise ValidationError(f"Enter an amount up to {usd(self.missing_cents)}")
        return cents
