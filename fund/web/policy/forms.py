"""The figures of a policy version, in the units that people speak: dollars, hours, people."""

from datetime import datetime, time
from itertools import pairwise
from typing import Any

from django import forms
from django.utils import timezone

from fund import clock
from fund.models import NeedCategory
from fund.models.policy import GROUP_OF, CategoryGroup
from fund.policies import Rules
from fund.web.fields import MoneyField
from fund.web.forms import Form
from fund.web.widgets import DateInput, Radios

QUORUMS = [("1", "1 person"), ("3", "3 people"), ("5", "5 people"), ("7", "7 people")]


def _by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (group.label, [(c.value, c.label) for c in NeedCategory if GROUP_OF[c] is group])
        for group in CategoryGroup
    ]


def _hours(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text="In hours, nights and weekends included.",
        min_value=1,
        max_value=30 * 24,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class PolicyForm(Form):
    """A new version: every figure, why it changed, and from when it holds."""

    cap_application_cents = MoneyField(label="Most for one request")
    cap_twelve_months_cents = MoneyField(label="Most for one household in 12 months")
    cap_lifetime_cents = MoneyField(label="Most for one household ever")
    emergency_hours = _hours("Time to decide an emergency")
    urgent_hours = _hours("Time to decide an urgent request")
    standard_hours = _hours("Time to decide any other request")
    emergency_alone_up_to_cents = MoneyField(
        label="Most that one on-call member may approve alone in an emergency"
    )
    one_reviewer_up_to_cents = MoneyField(label="Most that needs only one vote")
    quorum = forms.TypedChoiceField(
        label="How many votes does a larger request need?",
        choices=QUORUMS,
        coerce=int,
        widget=Radios(),
    )
    report_threshold = forms.IntegerField(
        label="Smallest group that a report may show",
        help_text="At least 6. The usual figure is 11. A smaller one makes people easier to find.",
        min_value=6,
        max_value=100,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    draft_expires_days = forms.IntegerField(
        label="Days until an unsent draft is removed",
        min_value=1,
        max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    words_kept_months = forms.IntegerField(
        label="Months until the words of an ended request are destroyed",
        help_text="Counted from the day it was paid, not approved, or taken back. "
        "Amounts and dates stay.",
        min_value=1,
        max_value=84,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    unsent_words_kept_days = forms.IntegerField(
        label="Days until the words of a removed draft are destroyed",
        min_value=1,
        max_value=365,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    resources_stale_days = forms.IntegerField(
        label="Days until other help on the list must be checked again",
        min_value=7,
        max_value=730,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    letter_days = forms.IntegerField(
        label="Days that a letter to a vendor holds",
        min_value=1,
        max_value=90,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    payable_categories = forms.MultipleChoiceField(
        label="What may the fund pay for?",
        choices=_by_group,
        widget=forms.CheckboxSelectMultiple(),
    )
    starts = forms.ChoiceField(
        label="When does this start?",
        choices=[("now", "At once"), ("later", "On a later day")],
        widget=Radios(),
        initial="now",
    )
    starts_on = forms.DateField(label="If later, on which day?", widget=DateInput(), required=False)
    note = forms.CharField(
        label="Why does it change?",
        help_text="Everybody who reads the policy sees this. For example: board vote of March 3.",
        max_length=300,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self._rising("cap_application_cents", "cap_twelve_months_cents", "cap_lifetime_cents")
        self._rising("emergency_hours", "urgent_hours", "standard_hours")
        if given.get("starts") == "later" and "starts_on" not in self.errors:
            day = given.get("starts_on")
            if day is None:
                self.add_error("starts_on", "Enter the day on which it starts")
            elif day <= clock.today():
                self.add_error("starts_on", "Enter a day after today")
        return given

    def _rising(self, *names: str) -> None:
        for smaller, larger in pairwise(names):
            low, high = self.cleaned_data.get(smaller), self.cleaned_data.get(larger)
            if low is not None and high is not None and high < low:
                label = str(self.fields[smaller].label)
                self.add_error(larger, f"Must not be less than “{label}”")

    def rules(self) -> Rules:
        """The figures as the command takes them."""
        given = {name: self.cleaned_data[name] for name in Rules.__dataclass_fields__}
        return Rules(**{**given, "payable_categories": tuple(given["payable_categories"])})

    def effective_at(self) -> datetime | None:
        """The first moment of the chosen day at the fund's place, or None for at once."""
        if self.cleaned_data["starts"] == "now":
            return None
        return timezone.make_aware(datetime.combine(self.cleaned_data["starts_on"], time.min))
