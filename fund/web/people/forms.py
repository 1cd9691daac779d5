"""What is asked about a person and a role."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import clock
from fund.models import Agency, Donor
from fund.people import Checked, NewGrant, NewPerson
from fund.roles import AGENCY_ROLES, CAPABILITIES, POWERFUL, Role
from fund.web.forms import Form
from fund.web.widgets import DateInput, Radios


def _may(role: Role) -> str:
    words = _("May %(what)s.") % {
        "what": "; ".join(sorted(can.words for can in CAPABILITIES[role]))
    }
    second = _("A second administrator or the chair has to confirm it.")
    return f"{words} {second}" if role in POWERFUL else words


_hint = lazy(_may, str)


class GrantForm(Form):
    """A role, for whom she holds it, and from when to when."""

    role = forms.ChoiceField(
        label=gettext_lazy("Which role?"),
        choices=lambda: [(role.value, role.label) for role in Role],
        widget=Radios(hints={role.value: _hint(role) for role in Role}),
    )
    agency = forms.ModelChoiceField(
        label=gettext_lazy("Which agency does this person work for?"),
        help_text=gettext_lazy(
            "An advocate needs one. For others it keeps them from deciding for their own."
        ),
        queryset=Agency.objects.filter(is_active=True),
        required=False,
        empty_label=gettext_lazy("No agency"),
    )
    donor = forms.ModelChoiceField(
        label=gettext_lazy("Which donor is it?"),
        help_text=gettext_lazy("For the donor role only."),
        queryset=Donor.objects.all(),
        required=False,
        empty_label=gettext_lazy("No donor"),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=DateInput(), initial=clock.today
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day (optional)"),
        help_text=gettext_lazy("Leave it empty if no end is planned."),
        widget=DateInput(),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        role, agency, donor = given.get("role"), given.get("agency"), given.get("donor")
        if role in AGENCY_ROLES and not agency and "agency" not in self.errors:
            self.add_error("agency", _("Choose the agency that this person works for"))
        if role == Role.DONOR and not donor and "donor" not in self.errors:
            self.add_error("donor", _("Choose the donor"))
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and first < clock.today():
            self.add_error("starts_on", _("Enter today or a later day"))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day can’t be before the first day"))
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

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(
        label=gettext_lazy("Email"),
        help_text=gettext_lazy("The invitation goes here."),
        max_length=254,
    )
    field_order = ("name", "email")

    def new_person(self) -> NewPerson:
        given = self.cleaned_data
        return NewPerson(given["email"], given["name"], self.new_grant())


class EndForm(Form):
    """The last day of a role."""

    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The role holds until the end of this day."),
        widget=DateInput(),
        initial=clock.today,
    )


class ResetForm(Form):
    """How the administrator knows that it is the person herself who asks."""

    checked = forms.ChoiceField(
        label=gettext_lazy("How did you check that it is the person?"),
        choices=[
            (Checked.CALLED.value, gettext_lazy("I called a number that I already had")),
            (Checked.MET.value, gettext_lazy("We met face to face")),
        ],
        error_messages={"required": gettext_lazy("Choose how you checked")},
        widget=Radios(),
    )
