"""The code on a card or a letter, as somebody types it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fund import fund_code
from fund.web.forms import Form


class CodeField(forms.CharField):
    """Forgives dashes, spaces and lower case; says that a typo is a typo. Empty is empty."""

    def __init__(
        self, *, groups: tuple[int, ...] = fund_code.CARD, paper: str = "card", **kwargs: Any
    ) -> None:
        self.groups, self.paper = groups, paper
        attributes = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=60, widget=forms.TextInput(attrs=attributes), **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return fund_code.read(typed, self.groups) if typed else ""
        except fund_code.Mistyped:
            words = f"One of the signs is not right, or one is missing. Check the {self.paper}"
            raise ValidationError(words) from None


class CardForm(Form):
    """She found her card."""

    fund_code = CodeField(label="Code on the card", help_text="It looks like KQ4-7M2X-9TRB-C.")
