"""The questions of a request, in the order of urgency. None of them asks about a person."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from applications.forms.card import CodeField
from applications.states import AgeBand, HouseholdBand, Lane
from applications.words import hours
from fund import clock
from fund.guard import Kind
from fund.models import CategoryGroup, FundPolicy, NeedCategory, Region, VendorKind
from fund.vendors import NewVendor
from fund.web.fields import MoneyField
from fund.web.forms import Form
from fund.web.widgets import DateInput, Radios

LANE_WORDS = {
    Lane.EMERGENCY: "Today: for safety or a place to sleep",
    Lane.URGENT: "In the next day or two",
    Lane.STANDARD: "This week or later",
}

Choices = list[tuple[str, list[tuple[str, str]]]]


class LaneForm(Form):
    """How soon; the answer starts the draft and later the clock."""

    question: ClassVar[str] = "lane"
    lane = forms.ChoiceField(label="How soon is the help needed?")

    def __init__(self, *args: Any, policy: FundPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lane"]
        assert isinstance(field, forms.ChoiceField)
        field.widget = Radios(
            hints={
                lane.value: f"An answer within {hours(policy.clock_hours(lane))}"
                + (", day or night" if lane is Lane.EMERGENCY else "")
                for lane in Lane
            }
        )
        field.choices = [(lane.value, LANE_WORDS[lane]) for lane in Lane]


class Unopened(forms.BooleanField):
    """Hidden: sealed words could not be opened when the page was made, so that a field left empty
    leaves them as they are."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)


def typed_or_unopened(form: Form, name: str) -> str | None:
    """What was typed; None to leave unopened words as they are."""
    text: str = form.cleaned_data[name]
    return None if form.cleaned_data["unopened"] and not text else text


class NeedForm(Form):
    """One line: what, whom to pay, how much. The vendor is a known one or is named here."""

    expects: ClassVar = {"new_phone": frozenset({Kind.PHONE})}

    category = forms.ChoiceField(label="What is needed?")
    vendor = forms.ChoiceField(
        label="Who should we pay?",
        help_text="We pay the business, never a person.",
        required=False,
    )
    new_name = forms.CharField(label="Name of the business", max_length=120, required=False)
    new_kind = forms.ChoiceField(
        label="What kind of business is it?",
        choices=[("", "Choose one"), *VendorKind.choices],
        required=False,
    )
    new_town = forms.CharField(label="Town", max_length=80, required=False)
    new_region = forms.ChoiceField(label="Region", required=False)
    new_phone = forms.CharField(
        label="Phone number of the business (optional)",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    amount = MoneyField(label="How much is it?", help_text="For example 120 or 120.50")
    needed_by = forms.DateField(
        label="Is there a last day it can be paid? (optional)", widget=DateInput(), required=False
    )
    vendor_account = forms.CharField(
        label="Account or bill number (optional)",
        help_text="If the business needs one to know what we pay. No names.",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unopened = Unopened()

    NEW_VENDOR: ClassVar = ("new_name", "new_kind", "new_town", "new_region", "new_phone")

    def __init__(
        self,
        *args: Any,
        policy: FundPolicy,
        vendors: Choices,
        regions: Iterable[Region],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choices("category", [("", "Choose one"), *payable_groups(policy)])
        self._choices("vendor", [("", "Choose a business"), *vendors])
        self._choices("new_region", [(str(region.pk), region.name) for region in regions])
        today = clock.today()
        self.fields["needed_by"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + timedelta(days=365)).isoformat(),
        }

    def _choices(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def names_new_vendor(self) -> bool:
        """Whether anything was typed about a business that is not in the list."""
        return any(self[name].value() for name in ("new_name", "new_kind", "new_town", "new_phone"))

    def clean_needed_by(self) -> Any:
        day, today = self.cleaned_data["needed_by"], clock.today()
        if day and day < today:
            raise ValidationError("The last day can't be in the past")
        if day and day > today + timedelta(days=365):
            raise ValidationError("The last day must be within a year from today")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "vendor" in self.errors:
            return data
        if data.get("vendor") and self.names_new_vendor:
            self.add_error("vendor", "Choose a business or name a new one, not both")
        elif not data.get("vendor") and not self.names_new_vendor:
            self.add_error("vendor", "Choose who we should pay, or name a new business")
        elif self.names_new_vendor:
            for name, words in NEW_VENDOR_MISSING.items():
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return data

    def new_vendor(self) -> NewVendor | None:
        """The business that was named, after a successful check; None if one was chosen."""
        data = self.cleaned_data
        if data["vendor"]:
            return None
        return NewVendor(
            name=data["new_name"],
            kind=VendorKind(data["new_kind"]),
            town=data["new_town"],
            region_id=int(data["new_region"]),
            phone=data["new_phone"],
        )


NEW_VENDOR_MISSING = {
    "new_name": "Fill in the name of the business",
    "new_kind": "Choose what kind of business it is",
    "new_town": "Fill in the town of the business",
    "new_region": "Choose the region of the business",
}


def payable_groups(policy: FundPolicy) -> Choices:
    """What the policy pays for, under the four headings that reports use."""
    payable = [c for c in NeedCategory if c.value in policy.payable_categories]
    grouped = [
        (group.label, [(c.value, c.label) for c in payable if c.group is group])
        for group in CategoryGroup
    ]
    return [(label, choices) for label, choices in grouped if choices]


class WhoForm(Form):
    """Bands only, coarse by design; the code on a card in place of a name."""

    household_band = forms.ChoiceField(
        label="Who lives in the household?", choices=HouseholdBand.choices, widget=Radios()
    )
    age_band = forms.ChoiceField(
        label="How old is the person you are helping?",
        choices=AgeBand.choices,
        widget=Radios(hints={AgeBand.UNSAID.value: "You do not have to ask"}),
    )
    region = forms.ChoiceField(label="Which part of the state?", widget=Radios())
    fund_code = CodeField(
        label="Code on the card (optional)",
        help_text="Only if the person you are helping has a card and wants to use it. "
        "It looks like KQ4-7M2X-9TRB-C.",
        required=False,
    )
    no_card = forms.BooleanField(
        label="Take the card off this request",
        help_text="Then it does not count together with earlier requests.",
        required=False,
    )
    pseudonym = forms.CharField(
        label="Your own name for this request (optional)",
        help_text="So that you find it again. Only your agency sees it. Never a real name.",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        label="Must the committee know anything else? (optional)",
        help_text="One or two sentences. Not what happened to the person, and no names.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    unopened = Unopened()

    def __init__(
        self, *args: Any, regions: Iterable[Region], has_card: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if has_card:
            words = "A card is on this request. Leave this empty to keep it."
            self.fields["fund_code"].help_text = words
        else:
            del self.fields["no_card"]
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(region.pk), region.name) for region in regions]
