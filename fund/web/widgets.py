"""Controls that a phone shows the right keyboard for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise


class MoneyInput(forms.TextInput):
    """Dollars and cents after a `$` sign, on the number keyboard."""

    template_name = "django/forms/widgets/money.html"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class DateInput(forms.DateInput):
    """A day, by the browser's own calendar; the value travels as 2026-03-01."""

    input_type = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})}, format="%Y-%m-%d")


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


class MoreRadios(Radios):
    """The common choices first; those in groups wait behind one line of words.

    `more` is that line; it is open if one of them is chosen.
    """

    template_name = "django/forms/widgets/more_radios.html"

    def __init__(
        self, more: str | Promise, hints: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(hints, **kwargs)
        self.more = more

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The two parts, from the groups of the choices."""
        context: dict[str, Any] = super().get_context(*args, **kwargs)
        groups = context["widget"]["optgroups"]
        rest = [group for group in groups if group[0]]
        context["first"] = [option for name, options, _ in groups if not name for option in options]
        context["rest"], context["more"] = rest, self.more
        context["is_open"] = any(option["selected"] for _, options, _ in rest for option in options)
        return context
