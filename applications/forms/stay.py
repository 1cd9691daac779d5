"""Nights at a motel: asked instead of an amount, and asked again when a stay changes."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.states import Desk
from applications.stays import MOST_NIGHTS, StaySoFar, StayTerms, in_nights
from fund import clock
from fund.money import LARGEST_CENTS
from fund.web.fields import MoneyField
from fund.web.forms import Form
from fund.web.widgets import DateInput, Radios

FARTHEST = timedelta(days=365)


def _how_many(least: int, most: int) -> str:
    words = _("Enter a number of nights from %(least)d to %(most)d")
    return words % {"least": least, "most": most}


class NightsField(forms.IntegerField):
    """A few nights, on the number keyboard; `least` and `most` say how few."""

    def __init__(self, *, least: int = 1, most: int = MOST_NIGHTS, **kwargs: Any) -> None:
        box = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        wrong = dict.fromkeys(
            ("invalid", "min_value", "max_value"), lazy(_how_many, str)(least, most)
        )
        super().__init__(
            min_value=least, max_value=most, widget=box, error_messages=wrong, **kwargs
        )


class StayForm(Form):
    """From when, how many nights, at what rate; a page includes `applications/stay_fields.html`.

    After `is_valid`, `terms()` is the stay and `amount_cents()` what it costs.
    """

    check_in = forms.DateField(label=gettext_lazy("What is the first night?"), widget=DateInput())
    nights = NightsField(label=gettext_lazy("How many nights?"))
    rate = MoneyField(
        label=gettext_lazy("What is one night, with tax?"),
        help_text=gettext_lazy("Ask the motel for the price with tax."),
    )
    desk = forms.ChoiceField(
        label=gettext_lazy("What does the motel ask for at check-in?"),
        choices=lambda: Desk.choices,
        initial=Desk.NOTHING,
        widget=Radios(hints={Desk.GUEST_ID.value: gettext_lazy("The fund never sends an ID.")}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["check_in"].widget.attrs |= {
            "min": _first(today).isoformat(),
            "max": (today + FARTHEST).isoformat(),
        }

    @staticmethod
    def initial_of(stay: StayTerms | StaySoFar) -> dict[str, Any]:
        """A stay that stands, or what is answered of it, as the form's first values."""
        return vars(stay) | {"rate": stay.rate_cents}

    def clean_check_in(self) -> date:
        day: date = self.cleaned_data["check_in"]
        if day < _first(clock.today()):
            raise ValidationError(_("The first night can’t be in the past"))
        if day > clock.today() + FARTHEST:
            raise ValidationError(_("The first night must be within a year from today"))
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and self.amount_cents() > LARGEST_CENTS:
            self.add_error("rate", _("This amount is too large for one stay"))
        return data

    def terms(self) -> StayTerms:
        """The stay; only after is_valid()."""
        data = self.cleaned_data
        return StayTerms(data["check_in"], data["nights"], data["rate"], Desk(data["desk"]))

    def amount_cents(self) -> int:
        """Nights times rate; only after is_valid()."""
        return self.terms().amount_cents


class MoreNightsForm(Form):
    """How much longer, at the same motel and rate."""

    nights = NightsField(label=gettext_lazy("How many more nights?"))


class UsedNightsForm(Form):
    """How many nights of a paid stay were used: fewer than were paid."""

    used = NightsField(label=gettext_lazy("How many nights were used?"), least=0)

    def __init__(self, *args: Any, nights: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nights = nights
        self.fields["used"].help_text = _("The fund paid %(nights)s.") % {
            "nights": in_nights(nights)
        }

    def clean_used(self) -> int:
        used: int = self.cleaned_data["used"]
        if used >= self.nights:
            words = _("Enter fewer than the %(nights)s that were paid")
            raise ValidationError(words % {"nights": in_nights(self.nights)})
        return used


def _first(today: date) -> date:
    """Last night too: a room is taken before midnight and asked for after it."""
    return today - timedelta(days=1)
