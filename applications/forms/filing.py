"""The questions about a whole request: how soon, and who it is for. None of them names a person."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from applications.forms.card import CodeField
from applications.states import AgeBand, HouseholdBand, Lane
from applications.words import hours
from fund.models import FundPolicy, Region
from fund.web.forms import Form, typed_words
from fund.web.widgets import Radios

from .words import Unopened

LANE_WORDS = {
    Lane.EMERGENCY: gettext_noop("Today: for safety or a place to sleep"),
    Lane.URGENT: gettext_noop("In the next day or two"),
    Lane.STANDARD: gettext_noop("This week or later"),
}


class LaneForm(Form):
    """How soon; the answer starts the draft and later the clock."""

    question: str = "lane"
    lane = forms.ChoiceField(label=gettext_lazy("How soon is the help needed?"))

    def __init__(
        self, *args: Any, policy: FundPolicy, closed: frozenset[Lane], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["lane"]
        assert isinstance(field, forms.ChoiceField)
        field.widget = Radios(
            hints={
                lane.value: _("Closed for now: it can be saved, not sent")
                if lane in closed
                else answer_within(policy, lane, at_night=lane is Lane.EMERGENCY)
                for lane in Lane
            }
        )
        field.choices = [(lane.value, _(LANE_WORDS[lane])) for lane in Lane]


def answer_within(policy: FundPolicy, lane: Lane, *, at_night: bool = False) -> str:
    """`An answer within 2 hours, day or night`."""
    words = (
        _("An answer within %(time)s, day or night") if at_night else _("An answer within %(time)s")
    )
    return words % {"time": hours(policy.clock_hours(lane))}


class BandsForm(Form):
    """Who it is for: bands only, coarse by design. “Not said” is an answer, and the first."""

    household_band = forms.ChoiceField(
        label=gettext_lazy("Who lives in the household?"),
        choices=lambda: HouseholdBand.choices,
        widget=Radios(),
    )
    age_band = forms.ChoiceField(
        label=gettext_lazy("How old is the person you are helping?"),
        choices=lambda: AgeBand.choices,
        widget=Radios(hints={AgeBand.UNSAID.value: gettext_lazy("You do not have to ask")}),
    )
    region = forms.ChoiceField(label=gettext_lazy("Which part of the state?"), widget=Radios())

    def __init__(self, *args: Any, regions: Iterable[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(region.pk), region.name) for region in regions]


class WhoForm(BandsForm):
    """The bands; the code on a card in place of a name; the agency's own words."""

    fund_code = CodeField(
        label=gettext_lazy("Code on the card (optional)"),
        help_text=gettext_lazy(
            "Only if the person you are helping has a card and wants to use it. "
            "It looks like KQ4-7M2X-9TRB-C."
        ),
        required=False,
    )
    no_card = forms.BooleanField(
        label=gettext_lazy("Take the card off this request"),
        help_text=gettext_lazy("Then it does not count together with earlier requests."),
        required=False,
    )
    pseudonym = forms.CharField(
        label=gettext_lazy("Your own name for this request (optional)"),
        help_text=gettext_lazy(
            "So that you find it again. Only your agency sees it. Never a real name."
        ),
        max_length=60,
        required=False,
        widget=typed_words(),
    )
    note = forms.CharField(
        label=gettext_lazy("Must the committee know anything else? (optional)"),
        help_text=gettext_lazy(
            "One or two sentences. Not what happened to the person, and no names."
        ),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "dir": "auto"}),
    )
    unopened = Unopened()

    def __init__(self, *args: Any, has_card: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_card:
            words = _("A card is on this request. Leave this empty to keep it.")
            self.fields["fund_code"].help_text = words
        else:
            del self.fields["no_card"]
