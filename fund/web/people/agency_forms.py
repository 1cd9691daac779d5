"""What is asked about an agency, its office, its agreement, and a person's training."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import clock
from fund.agencies import NewAgreement, Office
from fund.guard import Kind
from fund.models import Region
from fund.web.fields import PhoneField
from fund.web.forms import Form
from fund.web.widgets import DateInput


class AgencyForm(Form):
    """A partner agency."""

    name = forms.CharField(label=gettext_lazy("Name of the agency"), max_length=120)
    region = forms.ModelChoiceField(
        label=gettext_lazy("Region"),
        queryset=Region.objects.all(),
        empty_label=gettext_lazy("Choose a region"),
    )


class OfficeForm(Form):
    """How its office is reached."""

    expects: ClassVar = {"phone": frozenset({Kind.PHONE})}

    region = forms.ModelChoiceField(
        label=gettext_lazy("Region"),
        queryset=Region.objects.all(),
        empty_label=gettext_lazy("Choose a region"),
    )
    phone = PhoneField(label=gettext_lazy("Phone of the office (optional)"), required=False)
    email = forms.EmailField(
        label=gettext_lazy("Email of the office (optional)"),
        help_text=gettext_lazy("Of the agency, not of one person."),
        max_length=254,
        required=False,
    )

    def office(self) -> Office:
        given = self.cleaned_data
        return Office(given["region"].pk, given["phone"], given["email"])


class AgreementForm(Form):
    """A signed paper and its days."""

    paper = forms.CharField(
        label=gettext_lazy("What is the paper called in your files?"),
        help_text=gettext_lazy("For example: AG-2026-7."),
        max_length=60,
    )
    signed_on = forms.DateField(label=gettext_lazy("Signed on"), widget=DateInput())
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The agency may send requests until the end of this day."),
        widget=DateInput(),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("signed_on"), given.get("ends_on")
        if first and first > clock.today():
            self.add_error("signed_on", _("Enter today or an earlier day"))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day can’t be before the first day"))
        return given

    def new_agreement(self) -> NewAgreement:
        given = self.cleaned_data
        return NewAgreement(given["paper"].strip(), given["signed_on"], given["ends_on"])


class EndAgreementForm(Form):
    """An earlier last day."""

    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The agency may send requests until the end of this day."),
        widget=DateInput(),
        initial=clock.today,
    )


class TrainingForm(Form):
    """When a person was trained."""

    trained_on = forms.DateField(
        label=gettext_lazy("Trained on"), widget=DateInput(), initial=clock.today
    )
