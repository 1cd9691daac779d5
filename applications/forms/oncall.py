"""The roster's questions: a shift, and who takes one over."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.commands import AddShift
from applications.oncall import MOST_WEEKS
from applications.states import Order
from fund.models import User
from fund.roles import Can
from fund.web.forms import Form
from fund.web.widgets import DateInput, Radios


def _members() -> Any:
    return User.objects.who_can(Can.DECIDE_EMERGENCY).order_by("name", "pk")


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(attrs={"type": "time", "autocomplete": "off"}, format="%H:%M"),
        error_messages={"invalid": gettext_lazy("Enter a time like 8:00 PM or 20:00")},
        input_formats=["%H:%M", "%I:%M %p", "%I %p"],
    )


class ShiftForm(Form):
    """Who is on call, from when to when by the clock on the wall, and for how many weeks."""

    member = forms.ModelChoiceField(
        label=gettext_lazy("Who is on call?"),
        queryset=User.objects.none(),
        to_field_name="reference",
        empty_label=gettext_lazy("Choose a member"),
    )
    order = forms.ChoiceField(
        label=gettext_lazy("Told first or second?"),
        choices=lambda: Order.choices,
        initial=Order.FIRST,
        widget=Radios(
            hints={"second": gettext_lazy("Hears of an emergency that the first did not take up.")}
        ),
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    starts_time = _time(gettext_lazy("From what time?"))
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DateInput())
    ends_time = _time(gettext_lazy("Until what time?"))
    weeks = forms.IntegerField(
        label=gettext_lazy("For how many weeks?"),
        help_text=gettext_lazy("1 is this once. The same days and hours come again each week."),
        min_value=1,
        max_value=MOST_WEEKS,
        initial=1,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["member"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _members()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if {"starts_on", "starts_time", "ends_on", "ends_time"} <= data.keys():
            data["starts"] = datetime.combine(data["starts_on"], data["starts_time"])
            data["ends"] = datetime.combine(data["ends_on"], data["ends_time"])
            if data["ends"] <= data["starts"]:
                self.add_error("ends_time", _("The shift has to end after it starts"))
        return data

    def command(self) -> AddShift:
        """What was asked, after a successful check."""
        given = self.cleaned_data
        return AddShift(
            given["member"], Order(given["order"]), given["starts"], given["ends"], given["weeks"]
        )


class OfferForm(Form):
    """Who is asked to take a shift over: the button that was pressed."""

    to = forms.ModelChoiceField(queryset=User.objects.none(), to_field_name="reference")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = _members()
