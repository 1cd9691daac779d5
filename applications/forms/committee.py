"""One reviewer's vote, line by line, and the word on an emergency decision."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.commands import CastVote, LineVote
from applications.models import Need, ReviewLine
from applications.states import RefusedFor, Verdict
from fund.money import usd
from fund.web.fields import MoneyField
from fund.web.forms import Form
from fund.web.widgets import Radios

LEFT_OVER = {Verdict.APPROVE.value: ("amount", "reason"), Verdict.DECLINE.value: ("amount",)}
"""What belongs to another answer: typed before she changed her mind, so it is not judged."""


class LineForm(Form):
    """The verdict on one need. Nothing is chosen beforehand."""

    verdict = forms.ChoiceField(label="Your vote", widget=Radios())
    amount = MoneyField(label="How much would you approve?", required=False)
    reason = forms.CharField(
        label="Why?",
        help_text="The agency will read this. No names.",
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, need: Need, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need, self.place = need, place
        field = self.fields["verdict"]
        assert isinstance(field, forms.ChoiceField)
        field.label = f"{place}{need.category_label}, {need.vendor}"
        choose = "choose" if place else "Choose"
        field.error_messages["required"] = f"{place}{choose} an answer for “{need.category_label}”"
        field.choices = [
            (Verdict.APPROVE.value, f"Approve {usd(need.amount_cents)} as asked"),
            (Verdict.REDUCE.value, "Approve a part of it"),
            (Verdict.DECLINE.value, "Do not approve"),
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        verdict = data.get("verdict")
        for left_over in LEFT_OVER.get(verdict or "", ()):
            self.errors.pop(left_over, None)
            data[left_over] = None
        if verdict == Verdict.REDUCE and "amount" not in self.errors:
            if data["amount"] is None:
                self.add_error("amount", "Enter how much you would approve")
            elif data["amount"] >= self.need.amount_cents:
                most = usd(self.need.amount_cents)
                self.add_error("amount", f"A part must be less than the {most} asked for")
        says_less = verdict in (Verdict.REDUCE, Verdict.DECLINE)
        if says_less and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Say why, so that the agency can understand it")
        return data

    def line_vote(self) -> LineVote:
        """The checked answer; an amount left over from another choice does not count."""
        verdict = Verdict(self.cleaned_data["verdict"])
        if verdict is Verdict.APPROVE:
            return LineVote(self.need.pk, verdict, self.need.amount_cents)
        amount = self.cleaned_data["amount"] if verdict is Verdict.REDUCE else 0
        return LineVote(self.need.pk, verdict, amount, self.cleaned_data["reason"])


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[LineForm]
else:
    _FormSet = forms.BaseFormSet  # takes no type at run time


class LineFormSet(_FormSet):
    """One form a line, in the order of the request."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        assert index is not None
        needs: list[Need] = self.form_kwargs["needs"]
        place = f"Line {index + 1}: " if len(needs) > 1 else ""
        return {"need": needs[index], "place": place}

    def vote(self) -> CastVote:
        """The vote after a successful check."""
        return CastVote(tuple(form.line_vote() for form in self.forms))


def vote_forms(
    needs: Iterable[Need], data: Mapping[str, Any] | None, standing: Mapping[int, ReviewLine]
) -> LineFormSet:
    """The forms for these needs, with what was typed or the vote that stands."""
    lines = list(needs)
    kind = forms.formset_factory(LineForm, LineFormSet, extra=0)
    initial = [_standing(standing.get(need.pk)) for need in lines]
    bound = None
    if data is not None:
        bound = {**dict(data.items()), "line-TOTAL_FORMS": len(lines)}
        bound["line-INITIAL_FORMS"] = len(lines)
    made = kind(bound, initial=initial, prefix="line", form_kwargs={"needs": lines})
    return cast(LineFormSet, made)


def _standing(line: ReviewLine | None) -> dict[str, Any]:
    if line is None:
        return {}
    amount = line.amount_cents if line.verdict == Verdict.REDUCE else None
    return {"verdict": line.verdict, "amount": amount, "reason": line.reason}


def as_asked(needs: Iterable[Need]) -> CastVote:
    """Every line approved as it was asked."""
    return CastVote(tuple(LineVote(n.pk, Verdict.APPROVE, n.amount_cents) for n in needs))


class RatifyForm(Form):
    """The committee's word on what one member decided alone; a no has a reason from the list."""

    agreed = forms.TypedChoiceField(
        label=gettext_lazy("Do you agree with this decision?"),
        choices=[
            ("yes", gettext_lazy("Yes, I agree")),
            ("no", gettext_lazy("No, I do not agree")),
        ],
        coerce=lambda text: text == "yes",
        empty_value=None,
        widget=Radios(
            hints={"no": gettext_lazy("The money stands. Your word is kept with the request.")}
        ),
        error_messages={"required": gettext_lazy("Choose yes or no")},
    )
    refused_for = forms.ChoiceField(
        label=gettext_lazy("Why not?"),
        choices=lambda: RefusedFor.choices,
        required=False,
        widget=Radios(),
    )
    words = forms.CharField(
        label=gettext_lazy("Anything to add?"),
        help_text=gettext_lazy("The committee reads this, the agency does not. No names."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("agreed") is not False:
            data["refused_for"] = data["words"] = ""
        elif not data.get("refused_for"):
            self.add_error("refused_for", _("Choose why you do not agree"))
        elif data["refused_for"] == RefusedFor.ELSE and not data.get("words"):
            self.add_error("words", _("Say in a few words why you do not agree"))
        return data
