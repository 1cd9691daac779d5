"""What the person agreed to: the boxes beside the sending, and the days on a later paper."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.agreements import MEANS, TITLES, Agreement
from applications.models import Purpose
from applications.models.consent import LONGEST, USUAL
from fund import clock
from fund.web.forms import Form
from fund.web.widgets import DateInput


class SendForm(Form):
    """The advocate's word, in place of a police report or any other proof; and the person's."""

    attested = forms.BooleanField(
        label=gettext_lazy("I have checked that this is needed and the amounts are right"),
        error_messages={
            "required": gettext_lazy("Tick the box to say that you have checked the request")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for purpose in Purpose:
            days = _("Holds for %(days)d days.") % {"days": USUAL[purpose].days}
            self.fields[_box(purpose)] = forms.BooleanField(
                label=TITLES[purpose],
                help_text=f"{MEANS[purpose]} {days}",
                required=purpose is Purpose.COMMITTEE,
                error_messages={
                    "required": _(
                        "The committee can only decide if the person agrees that it reads the "
                        "request"
                    )
                },
            )

    def boxes(self) -> list[forms.BoundField]:
        """The boxes of what the person agreed to; none is ticked beforehand."""
        return [self[_box(purpose)] for purpose in Purpose]

    def agreed(self) -> Iterable[Purpose]:
        """What was ticked, after a successful check."""
        return [purpose for purpose in Purpose if self.cleaned_data[_box(purpose)]]


def _box(purpose: Purpose) -> str:
    return f"agrees_{purpose.value}"


class ConsentForm(Form):
    """The two days of a signed paper."""

    given_on = forms.DateField(label=gettext_lazy("Which day is on the paper?"), widget=DateInput())
    ends_on = forms.DateField(
        label=gettext_lazy("What is the last day it holds?"),
        help_text=gettext_lazy("A year after the first day at most. Shorter is better."),
        widget=DateInput(),
    )

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        today = clock.today()
        usual = {"given_on": today, "ends_on": today + USUAL[agreement.purpose]}
        super().__init__(*args, initial=usual, **kwargs)

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if day > clock.today():
            raise ValidationError(_("The day on the paper can’t be in the future"))
        return day

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < clock.today():
            raise ValidationError(_("The last day has passed"))
        if (first := self.cleaned_data.get("given_on")) and day > first + LONGEST:
            raise ValidationError(_("The last day must be within a year from the day on the paper"))
        return day
