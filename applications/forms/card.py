"""The code on a card or a letter, as somebody types it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fund import fund_code
from fund.web.forms import Form

_MISTYPED = gettext_lazy("One of the signs is not right, or one is missing. Check the card")


class CodeField(forms.CharField):
    """Forgives dashes, spaces and lower case; says that a typo is a typo. Empty is empty."""

    def __init__(
        self,
        *,
        groups: tuple[int, ...] = fund_code.CARD,
        mistyped: Promise = _MISTYPED,
        **kwargs: Any,
    ) -> None:
        self.groups, self.mistyped = groups, mistyped
        attributes = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=60, widget=forms.TextInput(attrs=attributes), **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return fund_code.read(typed, self.groups) if typed else ""
        except fund_code.Mistyped:
            raise ValidationError(str(self.mistyped)) from None


class CardForm(Form):
    """She found her card."""

    fund_code = CodeField(
        label=gettext_lazy("Code on the card"),
        help_text=gettext_lazy("It looks like KQ4-7M2X-9TRB-C."),
    )
