"""The directory's forms: an entry, a filter, and the words for one category."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import clock
from fund.guard import Kind
from fund.guides import Guide
from fund.models import CategoryGroup, NeedCategory
from fund.resources import Entry
from fund.web.forms import Form
from fund.web.widgets import DateInput

Groups = list[tuple[str, list[tuple[str, str]]]]


def _by_group() -> Groups:
    return [
        (group.label, [(c.value, c.label) for c in NeedCategory if c.group is group])
        for group in CategoryGroup
    ]


class ResourceForm(Form):
    """One place that may help, in the words that an advocate reads on the phone."""

    expects: ClassVar = {"phone": frozenset({Kind.PHONE}), "web": frozenset({Kind.EMAIL})}

    name = forms.CharField(label=gettext_lazy("Name of the office or group"), max_length=120)
    gives = forms.CharField(
        label=gettext_lazy("What does it give?"),
        help_text=gettext_lazy("One or two short sentences. Say who can ask, and what to bring."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone number (optional)"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    web = forms.URLField(
        label=gettext_lazy("Website (optional)"),
        help_text=gettext_lazy("Such as https://example.org"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Enter a website like https://example.org")},
    )
    hours = forms.CharField(
        label=gettext_lazy("When is it open? (optional)"),
        help_text=gettext_lazy("Such as: weekdays 8 to 4"),
        max_length=120,
        required=False,
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("What can it help with?"),
        choices=_by_group,
        widget=forms.CheckboxSelectMultiple(),
    )
    regions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("For which parts of the state?"),
        help_text=gettext_lazy("Tick none if it is for the whole state."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    assured_on = forms.DateField(
        label=gettext_lazy("On which day did somebody make sure of this?"),
        help_text=gettext_lazy("By a call or on its website."),
        widget=DateInput(),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, regions: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["regions"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = list(regions.items())

    def clean_assured_on(self) -> date:
        day: date = self.cleaned_data["assured_on"]
        if day > clock.today():
            raise ValidationError(_("The day can’t be in the future"))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if {"phone", "web"}.isdisjoint(self.errors) and not (data["phone"] or data["web"]):
            self.add_error("phone", _("Give a phone number or a website"))
        return data

    def entry(self) -> Entry:
        """The checked entry."""
        given = {name: self.cleaned_data[name] for name in Entry.__dataclass_fields__}
        lists = {name: tuple(given[name]) for name in ("categories", "regions")}
        return Entry(**{**given, **lists})


class VersionForm(Form):
    """Which version somebody looked at when she pressed a button."""

    based_on = forms.IntegerField(widget=forms.HiddenInput())


class ResourceFilter(Form):
    """What to show of the directory. `show` is the administrator's."""

    category = forms.ChoiceField(
        label=gettext_lazy("For what"),
        choices=lambda: [("", _("Everything")), *_by_group()],
        required=False,
    )
    region = forms.TypedChoiceField(
        label=gettext_lazy("Where"), coerce=int, empty_value=None, required=False
    )
    show = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[
            ("", gettext_lazy("On the list")),
            ("old", gettext_lazy("To be checked again")),
            ("ended", gettext_lazy("Taken off")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, regions: Mapping[int, str], keeps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Whole state")), *regions.items()]
        if not keeps:
            del self.fields["show"]

    def answer(self, name: str) -> Any:
        """A valid answer; None if there is none."""
        self.is_valid()
        return self.cleaned_data.get(name) or None


class GuideForm(Form):
    """The words for one category."""

    papers = forms.CharField(
        label=gettext_lazy("Which paper does the fund want to see?"),
        help_text=gettext_lazy("A bill, a quote or a page of the lease. Short."),
        max_length=200,
    )
    ready = forms.CharField(
        label=gettext_lazy("What is good to have ready? (optional)"), max_length=300, required=False
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("papers", "ready"):
            if "police" in data.get(name, "").lower():
                self.add_error(name, _("The fund never asks for anything from the police"))
        return data

    def guide(self, category: NeedCategory) -> Guide:
        """The checked words."""
        data = self.cleaned_data
        return Guide(category, data["papers"], data["ready"], data["based_on"])
