"""How one hears of news: what a colleague chooses for herself."""

from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from phonenumbers import NumberParseException, PhoneNumberFormat

from fund.guard import Kind
from fund.models import NoticeChoice, Pace
from fund.notices import channels
from fund.web.forms import Form
from fund.web.widgets import Radios

HOME = "US"
NO_PHONE = gettext_lazy("Enter a mobile number with its area code, like 207 555 0104")


def _hour(hour: int) -> str:
    """`8 am`, as a clock on the wall says it."""
    if hour in (0, 12):
        return _("12 noon") if hour else _("12 midnight")
    return (_("%(hour)d pm") if hour > 12 else _("%(hour)d am")) % {"hour": hour % 12}


def _hours() -> list[tuple[Any, str]]:
    return [(hour, _hour(hour)) for hour in range(24)]


def _quiet_hours() -> list[tuple[Any, str]]:
    return [("", _("No quiet hours")), *_hours()]


def _number(value: str) -> int | None:
    return int(value) if value else None


class NoticeForm(Form):
    """The phone is asked for only where text messages are on."""

    expects: ClassVar = {"phone": frozenset({Kind.PHONE})}

    pace = forms.ChoiceField(
        label=gettext_lazy("How often?"),
        choices=lambda: Pace.choices,
        widget=Radios(
            hints={
                Pace.AT_ONCE: gettext_lazy("A short mail each time there is news"),
                Pace.DAILY: gettext_lazy(
                    "One mail with the numbers of the day. None if there is no news"
                ),
            }
        ),
    )
    daily_hour = forms.TypedChoiceField(
        label=gettext_lazy("If once a day, when?"), choices=_hours, coerce=int
    )
    quiet_from = forms.TypedChoiceField(
        label=gettext_lazy("Quiet from"),
        help_text=gettext_lazy("What comes in meanwhile waits until they end."),
        choices=_quiet_hours,
        coerce=_number,
        empty_value=None,
        required=False,
    )
    quiet_until = forms.TypedChoiceField(
        label=gettext_lazy("Quiet until"),
        choices=_quiet_hours,
        coerce=_number,
        empty_value=None,
        required=False,
    )
    phone = forms.CharField(
        label=gettext_lazy("Mobile number for text messages (optional)"),
        help_text=gettext_lazy("We then text you too. Leave it empty for mail only."),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, choice: NoticeChoice, **kwargs: Any) -> None:
        self.choice = choice
        names = ("pace", "daily_hour", "quiet_from", "quiet_until", "phone")
        super().__init__(*args, initial={name: getattr(choice, name) for name in names}, **kwargs)
        if channels.texts() is None:
            del self.fields["phone"]

    def clean_phone(self) -> str:
        """As `+12075550104`, or empty."""
        typed = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, HOME)
        except NumberParseException as error:
            raise ValidationError(NO_PHONE) from error
        if not phonenumbers.is_possible_number(number):
            raise ValidationError(NO_PHONE)
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)

    def clean(self) -> dict[str, Any]:
        """Quiet hours have a beginning and an end, and are not the whole day."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (start is None) != (end is None):
            missing = "quiet_from" if start is None else "quiet_until"
            self.add_error(missing, _("Choose when the quiet hours begin and when they end"))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("Choose another hour than the one they begin with"))
        return cleaned

    def chosen(self) -> NoticeChoice:
        """The choice as it now stands; not saved."""
        for name, value in self.cleaned_data.items():
            setattr(self.choice, name, value)
        return self.choice
