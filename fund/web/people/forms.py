"""What is asked about a person, a role and an agency."""

from typing import Any

from django import forms

from fund import clock
from fund.models import Agency, Donor, Region
from fund.people import Checked, NewGrant, NewPerson
from fund.roles import AGENCY_ROLES, CAPABILITIES, Role
from fund.web.forms import Form
from fund.web.widgets import DateInput, Radios


def _may(role: Role) -> str:
    words = "; ".join(sorted(CAPABILITIES[role]))
    return f"May {words}"


class GrantForm(Form):
    """A role, for whom she holds it, and from when to when."""

    role = forms.ChoiceField(
        label="Which role?",
        choices=[(role.value, role.label) for role in Role],
        widget=Radios(hints={role.value: _may(role) for role in Role}),
    )
    agency = forms.ModelChoiceField(
        label="Which agency does this person work for?",
        help_text="An advocate needs one. For others it keeps them from deciding for their own.",
        queryset=Agency.objects.filter(is_active=True),
        required=False,
        empty_label="No agency",
    )
    donor = forms.ModelChoiceField(
        label="Which donor is it?",
        help_text="For the donor role only.",
        queryset=Donor.objects.all(),
        required=False,
        empty_label="No donor",
    )
    starts_on = forms.DateField(label="First day", widget=DateInput(), initial=clock.today)
    ends_on = forms.DateField(
        label="Last day (optional)",
        help_text="Leave it empty if no end is planned.",
        widget=DateInput(),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        role, agency, donor = given.get("role"), given.get("agency"), given.get("donor")
        if role in AGENCY_ROLES and not agency and "agency" not in self.errors:
            self.add_error("agency", "Choose the agency that this person works for")
        if role == Role.DONOR and not donor and "donor" not in self.errors:
            self.add_error("donor", "Choose the donor")
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and first < clock.today():
            self.add_error("starts_on", "Enter today or a later day")
        if first and last and last < first:
            self.add_error("ends_on", "The last day can’t be before the first day")
        return given

    def new_grant(self) -> NewGrant:
        """The command. The donor role has no agency, and no other role has a donor."""
        given, role = self.cleaned_data, Role(self.cleaned_data["role"])
        agency, donor = given["agency"], given["donor"]
        return NewGrant(
            role,
            given["starts_on"],
            given["ends_on"],
            agency_id=agency.pk if agency and role is not Role.DONOR else None,
            donor_id=donor.pk if donor and role is Role.DONOR else None,
        )


class InviteForm(GrantForm):
    """A person with a first role."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Email", help_text="The invitation goes here.", max_length=254)
    field_order = ("name", "email")

    def new_person(self) -> NewPerson:
        given = self.cleaned_data
        return NewPerson(given["email"], given["name"], self.new_grant())


class EndForm(Form):
    """The last day of a role."""

    ends_on = forms.DateField(
        label="Last day",
        help_text="The role holds until the end of this day.",
        widget=DateInput(),
        initial=clock.today,
    )


class ResetForm(Form):
    """How the administrator knows that it is the person herself who asks."""

    checked = forms.ChoiceField(
        label="How did you check that it is the person?",
        choices=[
            (Checked.CALLED.value, "I called a number that I already had"),
            (Checked.MET.value, "We met face to face"),
        ],
        error_messages={"required": "Choose how you checked"},
        widget=Radios(),
    )


class AgencyForm(Form):
    """A partner agency."""

    name = forms.CharField(label="Name of the agency", max_length=120)
    region = forms.ModelChoiceField(
        label="Region", queryset=Region.objects.all(), empty_label="Choose a region"
    )
