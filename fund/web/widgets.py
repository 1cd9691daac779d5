"""Controls that a phone shows the right keyboard for."""

from collections.abc import Mapping
from typing import Any

from django import forms


class MoneyInput(forms.TextInput):
    """Dollars and cents after a `$` sign, on the number keyboard."""

    template_name = "django/forms/widgets/money.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class DateInput(forms.DateInput):
    """A day, by the browser's own calendar; the value travels as 2026-03-01."""

    input_type = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(dict(attrs or {}), format="%Y-%m-%d")


class Radios(forms.RadioSelect):
    """One choice of a few, each a large target, with a line of help where `hints` has one.

    `hints` maps a choice's value (as text) to its line.
    """

    def __init__(self, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints = dict(hints or {})

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The option, with its hint and the tie between the two."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        hint = self.hints.get(str(option["value"]))
        if hint:
            option["hint"] = hint
            option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_hint"
        return option
