"""What finance types: POST to plain values, or errors in words."""

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disbursements.actions.refunding import CameBack
from disbursements.policy import VOID_REASONS
from disbursements.statements import LARGEST_FILE
from disbursements.states import State
from fund.guard import Kind
from fund.models import Account, Agency, Region
from fund.vendors import NewVendor
from fund.web.books.forms import BookDateField
from fund.web.fields import MoneyField, PhoneField
from fund.web.forms import Form
from fund.web.vendors import NewVendorForm, one_space
from fund.web.widgets import Radios

ADDRESS_LINES = 4


class PaymentFilter(Form):
    """The list's filter; it lives in the address."""

    unguarded: ClassVar = {"find": "it searches and is not kept"}

    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=lambda: [
            ("", _("All")),
            ("settled", _("Paid, matched or not")),
            *State.choices,
            ("stopped", _("Stopped")),
        ],
    )
    find = forms.CharField(label=gettext_lazy("Number or vendor"), required=False, max_length=60)


class VendorFilter(Form):
    """The vendor list's filter."""

    unguarded: ClassVar = {"find": "it searches and is not kept"}

    find = forms.CharField(label=gettext_lazy("Name or town"), required=False, max_length=60)


class VoidForm(Form):
    """Why a payment is voided; one of a few answers, so that no word about a person gets in."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why is it voided?"),
        choices=lambda: [(reason, _(reason)) for reason in VOID_REASONS],
        widget=Radios(),
    )


class UnpaidForm(Form):
    """That somebody looked at the provider's own pages before a line is paid again."""

    looked = forms.BooleanField(
        label=gettext_lazy("I searched Stripe and no payment has this number.")
    )


class StatementForm(Form):
    """A bank's CSV file and the account that it is of."""

    account = forms.ModelChoiceField(
        Account.objects.none(), label=gettext_lazy("Which account is it?"), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("The bank’s file"),
        help_text=gettext_lazy("A CSV file with Date, Description and Amount. At most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"empty": gettext_lazy("This file is empty. Download it again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = self.fields["account"]
        assert isinstance(account, forms.ModelChoiceField)
        account.queryset = Account.objects.filter(is_cash=True)
        account.label_from_instance = lambda found: found.words  # type: ignore[method-assign,assignment]

    def clean_file(self) -> bytes:
        """The file's bytes; a file that is too large is not even read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("This file is larger than 2 MB. Download one month at a time."))
        content: bytes = file.read()
        return content


class MatchForm(Form):
    """The payment, gift or refund that a bank line is, by its number."""

    unguarded: ClassVar = {"reference": "compared with our own numbers and not kept"}

    reference = forms.CharField(
        label=gettext_lazy("Number of the payment, gift or refund"),
        help_text=gettext_lazy("For example D-7K3M9XQ2, G-4M7Q2RT8 or R-3M7Q2RT4"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class IgnoreForm(Form):
    """Why a bank line is set aside."""

    why = forms.CharField(
        label=gettext_lazy("Why is it set aside?"),
        help_text=gettext_lazy(
            "For example “Bank fee” or “Transfer to the Stripe balance”. Name no person."
        ),
        max_length=200,
    )


class RefundForm(Form):
    """What a vendor gave back, and when it reached the bank."""

    amount = MoneyField(label=gettext_lazy("How much came back?"))
    received_on = BookDateField(label=gettext_lazy("On which day did it reach the bank?"))

    def money(self) -> CameBack:
        """What was typed; only after is_valid()."""
        return CameBack(self.cleaned_data["amount"], self.cleaned_data["received_on"])


class VendorForm(NewVendorForm):
    """A business to be paid, by finance: any region, and whose it is."""

    region = forms.ModelChoiceField(
        Region.objects.all(), label=gettext_lazy("Region"), empty_label=None
    )
    phone = PhoneField(label=gettext_lazy("Phone of the business (optional)"), required=False)
    tied_agency = forms.ModelChoiceField(
        Agency.objects.filter(is_active=True),
        label=gettext_lazy("Does an agency own or run it? (optional)"),
        help_text=gettext_lazy("Its people then do not vote on a payment to this business."),
        required=False,
        empty_label=gettext_lazy("No"),
    )

    def new(self) -> NewVendor:
        tied = self.cleaned_data["tied_agency"]
        self.region_id = self.cleaned_data["region"].pk
        return replace(super().new(), tied_agency_id=tied.pk if tied else None)


class AddressForm(Form):
    """Where a vendor's checks go."""

    expects: ClassVar = {"remit_address": frozenset({Kind.STREET})}

    remit_name = forms.CharField(label=gettext_lazy("Pay to the order of"), max_length=60)
    remit_address = forms.CharField(
        label=gettext_lazy("Postal address"),
        help_text=gettext_lazy(
            "Street or PO box, then town, state and ZIP code, each on a line of its own."
        ),
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_remit_name(self) -> str:
        return one_space(self.cleaned_data["remit_name"])

    def clean_remit_address(self) -> str:
        """Two to four lines without blanks around them."""
        lines = [one_space(line) for line in self.cleaned_data["remit_address"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) < 2:
            raise ValidationError(_("Write the address on two lines or more"))
        if len(lines) > ADDRESS_LINES:
            raise ValidationError(_("Use at most %(most)d lines") % {"most": ADDRESS_LINES})
        if any(len(line) > 60 for line in lines):
            raise ValidationError(_("Use at most 60 characters a line"))
        return "\n".join(lines)


class StripeForm(Form):
    """The vendor's own email, for Stripe."""

    email = forms.EmailField(
        label=gettext_lazy("Email of the business"),
        help_text=gettext_lazy("Stripe writes to it about this account. We do not keep it."),
    )
