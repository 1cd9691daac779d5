"""A hold on the destruction of a request's words."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.commands import PlaceHold
from applications.retention import last_day_of_hold
from applications.states import HoldKind
from fund import clock, dates
from fund.web.forms import Form
from fund.web.widgets import DateInput, Radios

_NUMBER = re.compile(r"[A-Z]{2}[0-9]-[0-9]{3}")
_MATTER = re.compile(r"(?=.*[0-9])(?!.*[A-Z]{7})[A-Z0-9][A-Z0-9./-]{1,29}")


class HoldForm(Form):
    """The file's number stands for the reason: there is no room for a name."""

    reference = forms.CharField(
        label=gettext_lazy("Number of the request"),
        help_text=format_lazy(
            gettext_lazy("For example {number}."), number="KX7\N{NON-BREAKING HYPHEN}204"
        ),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Why must its words be kept?"),
        choices=lambda: HoldKind.choices,
        widget=Radios(),
    )
    matter = forms.CharField(
        label=gettext_lazy("Number of the file"),
        help_text=gettext_lazy(
            "The court’s, lawyer’s or auditor’s own number, such as CV-2026-118. No names."
        ),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day of the hold"),
        help_text=gettext_lazy("A year from today at most. You can place it again before it ends."),
        widget=DateInput(),
    )

    def clean_reference(self) -> str:
        typed: str = self.cleaned_data["reference"]
        number = typed.strip().upper().replace("\N{NON-BREAKING HYPHEN}", "-")
        if not _NUMBER.fullmatch(number):
            raise ValidationError(_("A number looks like KX7-204"))
        return number

    def clean_matter(self) -> str:
        typed: str = self.cleaned_data["matter"]
        matter = typed.strip().upper()
        if not _MATTER.fullmatch(matter):
            raise ValidationError(
                _("Use the file’s number: digits, and up to six letters in a row, without spaces")
            )
        return matter

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        today = clock.today()
        if day <= today:
            raise ValidationError(_("Enter a day after today"))
        if day > (last := last_day_of_hold(today)):
            raise ValidationError(_("Enter a day until %(last)s") % {"last": dates.written(last)})
        return day

    def command(self) -> PlaceHold:
        """What was asked for, after a successful check."""
        given = self.cleaned_data
        return PlaceHold(
            given["reference"], HoldKind(given["kind"]), given["matter"], given["ends_on"]
        )
