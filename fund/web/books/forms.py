"""What finance types about a fund, a gift, a transfer and a day."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fund import clock
from fund.facts import is_fact
from fund.finance import NewFund, NewGift, NewTransfer
from fund.models import Account, CategoryGroup, Donor, Fund, Period, Region
from fund.web.fields import MoneyField
from fund.web.forms import Form
from fund.web.widgets import DateInput, Radios

FIRST_DAY = date(2000, 1, 1)


class BookDateField(forms.DateField):
    """A day on which an entry may be dated: not to come, not absurd, not in a closed month."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=DateInput(), initial=clock.today, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if value > clock.today():
            raise ValidationError("The day can’t be in the future")
        if value < FIRST_DAY:
            raise ValidationError("Check the year")
        closed = Period.objects.filter(closed_at__isnull=False)
        if closed.filter(starts_on__lte=value, ends_on__gte=value).exists():
            raise ValidationError(f"{value:%B %Y} is closed. Choose a day in an open month")


class FundForm(Form):
    """A pool of money and what its donors allow."""

    name = forms.CharField(label="Name of the fund", max_length=80)
    code = forms.SlugField(
        label="Short name",
        help_text="Small letters, numbers and hyphens, such as safe-nights. It never changes.",
        max_length=20,
        error_messages={"invalid": "Use only letters, numbers and hyphens, such as safe-nights"},
    )
    purpose_group = forms.ChoiceField(
        label="What may it pay for?",
        choices=lambda: [("", "Anything the policy allows"), *CategoryGroup.choices],
        widget=Radios(),
        required=False,
    )
    region = forms.ModelChoiceField(
        label="Where?", queryset=Region.objects.all(), required=False, empty_label="Everywhere"
    )
    starts_on = forms.DateField(
        label="From which day? (optional)", widget=DateInput(), required=False
    )
    ends_on = forms.DateField(
        label="Until which day? (optional)", widget=DateInput(), required=False
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if not is_fact(code):
            raise ValidationError("Begin with a letter; use single hyphens, such as safe-nights")
        return code

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "The last day can’t be before the first day")
        return given

    def new_fund(self) -> NewFund:
        given = self.cleaned_data
        return NewFund(
            given["code"],
            given["name"],
            given["purpose_group"],
            given["region"].pk if given["region"] else None,
            given["starts_on"],
            given["ends_on"],
        )


class GiftForm(Form):
    """Money that came in."""

    donor = forms.ModelChoiceField(
        label="Who gave it?",
        queryset=Donor.objects.all(),
        required=False,
        empty_label="A new donor",
    )
    new_donor = forms.CharField(
        label="Name of a new donor", max_length=120, required=False, help_text="Only if it is new."
    )
    fund = forms.ModelChoiceField(
        label="Into which fund?",
        queryset=Fund.objects.filter(is_active=True),
        empty_label="Choose a fund",
    )
    amount = MoneyField(label="How much?")
    received_on = BookDateField(label="When did it come?")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("donor") and not given.get("new_donor") and "donor" not in self.errors:
            self.add_error("donor", "Choose the donor, or enter the name of a new one")
        if given.get("donor") and given.get("new_donor"):
            self.add_error("new_donor", "Leave this empty, or choose “A new donor” above")
        return given

    def new_gift(self) -> NewGift:
        given = self.cleaned_data
        return NewGift(
            given["fund"].code,
            given["amount"],
            given["received_on"],
            donor_id=given["donor"].pk if given["donor"] else None,
            new_donor=given["new_donor"],
        )


class TransferForm(Form):
    """Cash of one fund on its way from one account to another."""

    fund = forms.ModelChoiceField(
        label="Whose money is it?",
        queryset=Fund.objects.filter(is_active=True),
        empty_label="Choose a fund",
    )
    source = forms.ModelChoiceField(
        label="From which account?",
        queryset=Account.objects.filter(is_cash=True),
        to_field_name="code",
        empty_label="Choose an account",
    )
    target = forms.ModelChoiceField(
        label="To which account?",
        queryset=Account.objects.filter(is_cash=True),
        to_field_name="code",
        empty_label="Choose an account",
    )
    amount = MoneyField(label="How much?")
    dated_on = BookDateField(label="On which day?")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("source") and given.get("source") == given.get("target"):
            self.add_error("target", "Choose another account than the one above")
        return given

    def new_transfer(self) -> NewTransfer:
        given = self.cleaned_data
        return NewTransfer(
            given["fund"].code,
            given["source"].code,
            given["target"].code,
            given["amount"],
            given["dated_on"],
        )


class ReverseForm(Form):
    """The day on which a gift is taken back."""

    dated_on = BookDateField(
        label="On which day?", help_text="For a bounced check, the day the bank took it back."
    )


class AsOfForm(Form):
    """A day to look at the books."""

    as_of = forms.DateField(label="At the end of which day?", widget=DateInput())
