"""What finance types about a fund, a gift, a transfer and a day."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import clock, dates
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
            raise ValidationError(_("The day can’t be in the future"))
        if value < FIRST_DAY:
            raise ValidationError(_("Check the year"))
        closed = Period.objects.filter(closed_at__isnull=False)
        if closed.filter(starts_on__lte=value, ends_on__gte=value).exists():
            raise ValidationError(
                _("%(month)s is closed. Choose a day in an open month")
                % {"month": dates.written(value, "YEAR_MONTH_FORMAT")}
            )


class FundForm(Form):
    """A pool of money and what its donors allow."""

    name = forms.CharField(label=gettext_lazy("Name of the fund"), max_length=80)
    code = forms.SlugField(
        label=gettext_lazy("Short name"),
        help_text=gettext_lazy(
            "Small letters, numbers and hyphens, such as safe-nights. It never changes."
        ),
        max_length=20,
        error_messages={
            "invalid": gettext_lazy("Use only letters, numbers and hyphens, such as safe-nights")
        },
    )
    purpose_group = forms.ChoiceField(
        label=gettext_lazy("What may it pay for?"),
        choices=lambda: [("", _("Anything the policy allows")), *CategoryGroup.choices],
        widget=Radios(),
        required=False,
    )
    region = forms.ModelChoiceField(
        label=gettext_lazy("Where?"),
        queryset=Region.objects.all(),
        required=False,
        empty_label=gettext_lazy("Everywhere"),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("From which day? (optional)"), widget=DateInput(), required=False
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Until which day? (optional)"), widget=DateInput(), required=False
    )

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).lower()
        if not is_fact(code):
            raise ValidationError(_("Begin with a letter; use single hyphens, such as safe-nights"))
        return code

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day can’t be before the first day"))
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
        label=gettext_lazy("Who gave it?"),
        queryset=Donor.objects.all(),
        required=False,
        empty_label=gettext_lazy("A new donor"),
    )
    new_donor = forms.CharField(
        label=gettext_lazy("Name of a new donor"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only if it is new."),
    )
    fund = forms.ModelChoiceField(
        label=gettext_lazy("Into which fund?"),
        queryset=Fund.objects.filter(is_active=True),
        empty_label=gettext_lazy("Choose a fund"),
    )
    amount = MoneyField(label=gettext_lazy("How much?"))
    received_on = BookDateField(label=gettext_lazy("When did it come?"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("donor") and not given.get("new_donor") and "donor" not in self.errors:
            self.add_error("donor", _("Choose the donor, or enter the name of a new one"))
        if given.get("donor") and given.get("new_donor"):
            self.add_error("new_donor", _("Leave this empty, or choose “A new donor” above"))
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
        label=gettext_lazy("Whose money is it?"),
        queryset=Fund.objects.filter(is_active=True),
        empty_label=gettext_lazy("Choose a fund"),
    )
    source = forms.ModelChoiceField(
        label=gettext_lazy("From which account?"),
        queryset=Account.objects.filter(is_cash=True),
        to_field_name="code",
        empty_label=gettext_lazy("Choose an account"),
    )
    target = forms.ModelChoiceField(
        label=gettext_lazy("To which account?"),
        queryset=Account.objects.filter(is_cash=True),
        to_field_name="code",
        empty_label=gettext_lazy("Choose an account"),
    )
    amount = MoneyField(label=gettext_lazy("How much?"))
    dated_on = BookDateField(label=gettext_lazy("On which day?"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("source") and given.get("source") == given.get("target"):
            self.add_error("target", _("Choose another account than the one above"))
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
        label=gettext_lazy("On which day?"),
        help_text=gettext_lazy("For a bounced check, the day the bank took it back."),
    )


class AsOfForm(Form):
    """A day to look at the books."""

    as_of = forms.DateField(label=gettext_lazy("At the end of which day?"), widget=DateInput())
