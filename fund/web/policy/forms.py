"""The figures of a policy version, in the units that people speak: dollars, hours, people."""

from dataclasses import asdict
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import clock
from fund.models import FundPolicy, NeedCategory
from fund.models.policy import GROUP_OF, CategoryGroup
from fund.policies import Rules, figures_of
from fund.web.fields import MoneyField
from fund.web.forms import Form
from fund.web.policy.parts import PARTS
from fund.web.widgets import DateInput, Radios

QUORUMS = [
    ("1", gettext_lazy("1 person")),
    ("3", gettext_lazy("3 people")),
    ("5", gettext_lazy("5 people")),
    ("7", gettext_lazy("7 people")),
]


CHANGE = ("starts", "starts_on", "note")
"""What is asked about the change itself."""

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise


def _by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (group.label, [(c.value, c.label) for c in NeedCategory if GROUP_OF[c] is group])
        for group in CategoryGroup
    ]


def _number(
    label: "Words", *, least: int, most: int, help_text: "Words" = ""
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


def _hours(label: "Words") -> forms.IntegerField:
    return _number(
        label,
        least=1,
        most=30 * 24,
        help_text=gettext_lazy("In hours, nights and weekends included."),
    )


def _minutes(label: "Words") -> forms.IntegerField:
    return _number(
        label, least=1, most=24 * 60, help_text=gettext_lazy("In minutes after it was sent.")
    )


def _weeks(label: "Words") -> forms.IntegerField:
    return _number(
        label,
        least=0,
        most=52,
        help_text=gettext_lazy(
            "When the money left lasts for fewer weeks than this. 0 never closes."
        ),
    )


class PolicyForm(Form):
    """A new version: every figure, why it changed, and from when it holds."""

    cap_application_cents = MoneyField(label=gettext_lazy("Most for one request"))
    cap_twelve_months_cents = MoneyField(label=gettext_lazy("Most for one household in 12 months"))
    cap_lifetime_cents = MoneyField(label=gettext_lazy("Most for one household ever"))
    emergency_hours = _hours(gettext_lazy("Time to decide an emergency"))
    urgent_hours = _hours(gettext_lazy("Time to decide an urgent request"))
    standard_hours = _hours(gettext_lazy("Time to decide any other request"))
    emergency_alone_up_to_cents = MoneyField(
        label=gettext_lazy("Most that one on-call member may approve alone in an emergency")
    )
    one_reviewer_up_to_cents = MoneyField(label=gettext_lazy("Most that needs only one vote"))
    quorum = forms.TypedChoiceField(
        label=gettext_lazy("How many votes does a larger request need?"),
        choices=QUORUMS,
        coerce=int,
        widget=Radios(),
    )
    votes_hidden_until_cast = forms.TypedChoiceField(
        label=gettext_lazy("When does a member see the others’ votes?"),
        choices=[("yes", gettext_lazy("After her own vote")), ("no", gettext_lazy("At once"))],
        coerce=lambda text: text == "yes",
        empty_value=None,
        widget=Radios(),
    )
    alone_in_a_day_cents = MoneyField(
        label=gettext_lazy("Most that one on-call member may approve alone within 24 hours")
    )
    page_again_minutes = _minutes(
        gettext_lazy("Nobody took an emergency: the member on call is told again")
    )
    next_on_call_minutes = _minutes(gettext_lazy("Nobody took it still: the next on call is told"))
    chair_minutes = _minutes(gettext_lazy("Nobody took it still: the chair is told"))
    ratify_days = _number(
        gettext_lazy("Days for the committee to look at what one member decided alone"),
        least=1,
        most=60,
    )
    weekly_release_cents = MoneyField(
        label=gettext_lazy("Most that the fund gives out in a week"),
        help_text=gettext_lazy("Emergencies are never held back. Leave it empty for no limit."),
        required=False,
    )
    standard_closes_weeks = _weeks(gettext_lazy("Requests without hurry close"))
    urgent_closes_weeks = _weeks(gettext_lazy("Urgent requests close"))
    report_threshold = _number(
        gettext_lazy("Smallest group that a report may show"),
        least=6,
        most=100,
        help_text=gettext_lazy(
            "At least 6. The usual figure is 11. A smaller one makes people easier to find."
        ),
    )
    draft_expires_days = _number(
        gettext_lazy("Days until an unsent draft is removed"), least=1, most=365
    )
    words_kept_months = _number(
        gettext_lazy("Months until the words of an ended request are destroyed"),
        least=1,
        most=84,
        help_text=gettext_lazy(
            "Counted from the day it was paid, not approved, or taken back. Amounts and dates stay."
        ),
    )
    unsent_words_kept_days = _number(
        gettext_lazy("Days until the words of a removed draft are destroyed"), least=1, most=365
    )
    resources_stale_days = _number(
        gettext_lazy("Days until other help on the list must be checked again"), least=7, most=730
    )
    letter_days = _number(gettext_lazy("Days that a letter to a vendor holds"), least=1, most=90)
    training_months = _number(
        gettext_lazy("Months that an advocate’s training holds"),
        least=0,
        most=120,
        help_text=gettext_lazy("After that she writes drafts and can’t send them. 0 never ends."),
    )
    payable_categories = forms.MultipleChoiceField(
        label=gettext_lazy("What may the fund pay for?"),
        choices=_by_group,
        widget=forms.CheckboxSelectMultiple(),
    )
    starts = forms.ChoiceField(
        label=gettext_lazy("When does this start?"),
        choices=[("now", gettext_lazy("At once")), ("later", gettext_lazy("On a later day"))],
        widget=Radios(),
        initial="now",
    )
    starts_on = forms.DateField(
        label=gettext_lazy("If later, on which day?"), widget=DateInput(), required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Why does it change?"),
        help_text=gettext_lazy(
            "Everybody who reads the policy sees this. For example: board vote of March 3."
        ),
        max_length=300,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput())

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The figures under their headings, and last of all the change itself."""
        placed = [(_(title), [self[name] for name in names]) for title, names in PARTS]
        return [*placed, (_("This change"), [self[name] for name in CHANGE])]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self._rising("cap_application_cents", "cap_twelve_months_cents", "cap_lifetime_cents")
        self._rising("emergency_hours", "urgent_hours", "standard_hours")
        self._rising("page_again_minutes", "next_on_call_minutes", "chair_minutes")
        self._rising("urgent_closes_weeks", "standard_closes_weeks")
        if given.get("starts") == "later" and "starts_on" not in self.errors:
            day = given.get("starts_on")
            if day is None:
                self.add_error("starts_on", _("Enter the day on which it starts"))
            elif day <= clock.today():
                self.add_error("starts_on", _("Enter a day after today"))
        return given

    def _rising(self, *names: str) -> None:
        for smaller, larger in pairwise(names):
            low, high = self.cleaned_data.get(smaller), self.cleaned_data.get(larger)
            if low is not None and high is not None and high < low:
                words = _("Must not be less than “%(label)s”")
                self.add_error(larger, words % {"label": self.fields[smaller].label})

    @classmethod
    def of(cls, policy: FundPolicy, typed: QueryDict | None = None) -> "PolicyForm":
        """The form with the figures of a version in it, or with what was typed before."""
        figures = figures_of(policy)
        initial = {
            **asdict(figures),
            "votes_hidden_until_cast": "yes" if figures.votes_hidden_until_cast else "no",
            "weekly_release_cents": figures.weekly_release_cents or None,
            "based_on": policy.version,
        }
        return cls(typed, initial=initial)

    def rules(self) -> Rules:
        """The figures as the command takes them."""
        given = {name: self.cleaned_data[name] for name in Rules.__dataclass_fields__}
        chosen = given["payable_categories"]
        given["payable_categories"] = tuple(c.value for c in NeedCategory if c in chosen)
        given["weekly_release_cents"] = given["weekly_release_cents"] or 0
        return Rules(**given)

    def effective_at(self) -> datetime | None:
        """The first moment of the chosen day at the fund's place, or None for at once."""
        if self.cleaned_data["starts"] == "now":
            return None
        return clock.midnight(self.cleaned_data["starts_on"])
