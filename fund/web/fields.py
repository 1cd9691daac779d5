"""Form fields that speak the fund's units."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fund import phones
from fund.money import MoneyError, dollars, parse_cents
from fund.web.widgets import MoneyInput


class MoneyField(forms.Field):
    """Text such as `1,200.50` to whole cents (120050); what cannot be read stays as typed."""

    widget = MoneyInput

    def to_python(self, value: Any) -> int | None:
        """Cents; None for an empty optional field."""
        text = str(value or "").strip()
        if not text and not self.required:
            return None
        try:
            return parse_cents(text)
        except MoneyError as error:
            raise ValidationError(str(error), code="money") from error

    def prepare_value(self, value: Any) -> Any:
        """Stored cents as text without the sign; typed text as it was typed."""
        return dollars(value) if isinstance(value, int) else value


class PhoneField(forms.CharField):
    """A phone number of a business in its one spelling; empty if it need not be known."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        """`(207) 555-0100` for `207.555.0100`."""
        try:
            return phones.normal(super().clean(value))
        except phones.PhoneError as error:
            raise ValidationError(str(error), code="phone") from error
