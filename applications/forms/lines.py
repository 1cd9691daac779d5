"""The questions about one line: what is needed, whom to pay, how much. None is about a person."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fund import clock
from fund.guard import Kind
from fund.models import CategoryGroup, FundPolicy, NeedCategory, VendorKind
from fund.vendors import FoundVendor, NewVendor
from fund.web.fields import MoneyField, PhoneField
from fund.web.forms import Form, typed_words
from fund.web.vendors import kind_field, name_field, town_field
from fund.web.widgets import DateInput, MoreRadios, Radios

from .stay import StayForm
from .words import Unopened

Choices = list[tuple[str, Any]]

COMMON = (
    NeedCategory.MOTEL,
    NeedCategory.FOOD,
    NeedCategory.LOCAL_TRANSPORT,
    NeedCategory.CLOTHING,
    NeedCategory.PHONE,
    NeedCategory.RENT,
)
"""What is asked for most, within reach of a thumb."""


class WhatForm(Form):
    """What is needed; what the policy does not pay for is not offered."""

    question: str = "category"
    category = forms.ChoiceField(
        label=gettext_lazy("What is needed?"),
        help_text=gettext_lazy("One thing at a time. You can add more after this."),
        widget=MoreRadios(more=gettext_lazy("Something else")),
    )

    def __init__(self, *args: Any, policy: FundPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = payable_choices(policy)


def payable_choices(policy: FundPolicy) -> Choices:
    """What the policy pays for: the common ones, then the rest under the headings of reports."""
    payable = [c for c in NeedCategory if c.value in policy.payable_categories]
    common = [(c.value, c.label) for c in COMMON if c in payable]
    rest = [
        (group.label, [(c.value, c.label) for c in payable if c.group is group and c not in COMMON])
        for group in CategoryGroup
    ]
    return [*common, *((label, choices) for label, choices in rest if choices)]


class WhomForm(Form):
    """A business of those that are offered, or one that is named here."""

    question: str = "vendor"
    expects: ClassVar = {"new_phone": frozenset({Kind.PHONE})}

    vendor = forms.ChoiceField(
        label=gettext_lazy("Who should we pay?"),
        help_text=gettext_lazy("We pay the business, never a person."),
        required=False,
    )
    new_name = name_field(required=False)
    new_kind = kind_field(required=False)
    new_town = town_field(required=False)
    new_phone = PhoneField(
        label=gettext_lazy("Phone number of the business (optional)"), required=False
    )
    another = forms.BooleanField(label=gettext_lazy("It is none of these. Add it"), required=False)
    asks_another = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, offered: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        """`offered`: a reference, its words and a line of help each."""
        super().__init__(*args, **kwargs)
        self._offer(offered)
        self.is_asking = False

    def _offer(self, offered: Iterable[tuple[str, str, str]]) -> None:
        rows = list(offered)
        field = self.fields["vendor"]
        assert isinstance(field, forms.ChoiceField)
        field.widget = Radios(hints={row[0]: row[2] for row in rows})
        field.choices = [row[:2] for row in rows]

    def ask_if_one_of(self, alike: Iterable[FoundVendor]) -> None:
        """The business that was named may be one of these: the form asks before it is added."""
        self._offer((row.reference, f"{row.name}, {row.town}", row.standing) for row in alike)
        self.is_asking = True
        self.initial["asks_another"] = True
        self.add_error("vendor", _("Is it one of these? Choose it, or tick below that it is none"))

    @property
    def names_new_vendor(self) -> bool:
        """Whether anything was typed about a business that is not in the list."""
        return any(self[name].value() for name in ("new_name", "new_town", "new_phone"))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "vendor" in self.errors:
            return data
        if data.get("vendor") and self.names_new_vendor and not data.get("asks_another"):
            self.add_error("vendor", _("Choose a business or name a new one, not both"))
        elif not data.get("vendor") and not self.names_new_vendor:
            self.add_error("vendor", _("Choose who we should pay, or name a new business"))
        elif not data.get("vendor"):
            for name, words in NEW_VENDOR_MISSING.items():
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _(words))
        return data

    def new_vendor(self, region_id: int) -> NewVendor | None:
        """The business that was named, after a successful check; None if one was chosen."""
        data = self.cleaned_data
        if data["vendor"]:
            return None
        return NewVendor(
            name=data["new_name"],
            kind=VendorKind(data["new_kind"]),
            town=data["new_town"],
            region_id=region_id,
            phone=data["new_phone"],
        )


NEW_VENDOR_MISSING = {
    "new_name": gettext_noop("Fill in the name of the business"),
    "new_kind": gettext_noop("Choose what kind of business it is"),
    "new_town": gettext_noop("Fill in the town of the business"),
}


class MotelForm(StayForm):
    """Nights and a rate in place of the amount, and the booking's number."""

    vendor_account = forms.CharField(
        label=gettext_lazy("Booking number (optional)"),
        help_text=gettext_lazy("If the motel needs one to know what we pay. No names."),
        max_length=30,
        required=False,
        widget=typed_words(),
    )
    unopened = Unopened()


class HowMuchForm(Form):
    """The amount, the last day and what the business calls the bill."""

    question: str = "amount"
    amount = MoneyField(
        label=gettext_lazy("How much is it?"), help_text=gettext_lazy("For example 120 or 120.50")
    )
    needed_by = forms.DateField(
        label=gettext_lazy("Is there a last day it can be paid? (optional)"),
        widget=DateInput(),
        required=False,
    )
    vendor_account = forms.CharField(
        label=gettext_lazy("Account or bill number (optional)"),
        help_text=gettext_lazy("If the business needs one to know what we pay. No names."),
        max_length=30,
        required=False,
        widget=typed_words(),
    )
    unopened = Unopened()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["needed_by"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + timedelta(days=365)).isoformat(),
        }

    def clean_needed_by(self) -> Any:
        day, today = self.cleaned_data["needed_by"], clock.today()
        if day and day < today:
            raise ValidationError(_("The last day can't be in the past"))
        if day and day > today + timedelta(days=365):
            raise ValidationError(_("The last day must be within a year from today"))
        return day
