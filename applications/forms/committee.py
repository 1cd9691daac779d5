"""One reviewer's vote, line by line, and the word on an emergency decision."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.commands import CastVote, LineVote
from applications.models import Need, ReviewLine
from applications.states import SAYS_LESS, RefusedFor, Verdict, Why
from fund.money import usd
from fund.web.fields import MoneyField
from fund.web.forms import Form, typed_words
from fund.web.widgets import Radios

LEFT_OVER = {
    Verdict.APPROVE.value: ("amount", "why", "reason", "ask"),
    Verdict.REDUCE.value: ("ask",),
    Verdict.DECLINE.value: ("amount", "ask"),
    Verdict.ASK.value: ("amount", "why", "reason"),
}
"""What belongs to another answer: typed before she changed her mind, so it is not judged."""


class LineForm(Form):
    """The verdict on one need. Nothing is chosen beforehand."""

    verdict = forms.ChoiceField(label=gettext_lazy("Your vote"), widget=Radios())
    amount = MoneyField(label=gettext_lazy("How much would you approve?"), required=False)
    why = forms.ChoiceField(label=gettext_lazy("Why?"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy("The agency will read this. No names."),
        max_length=300,
        required=False,
        widget=typed_words(),
    )
    ask = forms.CharField(
        label=gettext_lazy("Your question about this line"),
        help_text=gettext_lazy("Ask only what you need to decide. Do not ask what happened."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, need: Need, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need, self.place = need, place
        verdict, why = self.fields["verdict"], self.fields["why"]
        assert isinstance(verdict, forms.ChoiceField) and isinstance(why, forms.ChoiceField)
        verdict.label = f"{place}{need.category_label}, {need.vendor}"
        missing = (
            _("choose an answer for “%(what)s”") if place else _("Choose an answer for “%(what)s”")
        )
        verdict.error_messages["required"] = place + missing % {"what": need.category_label}
        asked = {"amount": usd(need.amount_cents)}
        self.answers: dict[str, str] = {
            Verdict.APPROVE.value: _("Approve %(amount)s as asked") % asked,
            Verdict.REDUCE.value: _("Approve a part of it"),
            Verdict.DECLINE.value: _("Do not approve"),
            Verdict.ASK.value: _("Ask the agency first"),
        }
        verdict.choices = list(self.answers.items())
        why.choices = [("", _("Choose a reason")), *[(each.value, each.label) for each in Why]]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        verdict = data.get("verdict")
        for left_over in LEFT_OVER.get(verdict or "", ()):
            self.errors.pop(left_over, None)
            data[left_over] = None
        if verdict == Verdict.REDUCE and "amount" not in self.errors:
            self._check_part(data["amount"])
        if verdict in SAYS_LESS and not self.errors.keys() & {"why", "reason"}:
            self._check_reason(data)
        if verdict == Verdict.ASK and not data.get("ask") and "ask" not in self.errors:
            self.add_error("ask", _("Write your question before you send it"))
        return data

    def _check_part(self, cents: int | None) -> None:
        if cents is None:
            self.add_error("amount", _("Enter how much you would approve"))
        elif cents >= self.need.amount_cents:
            most = {"most": usd(self.need.amount_cents)}
            words = _("A part must be less than the %(most)s asked for") % most
            self.add_error("amount", words)

    def _check_reason(self, data: dict[str, Any]) -> None:
        """A reason of the list is enough; words alone are a reason of her own."""
        if not data.get("why") and not data.get("reason"):
            self.add_error("why", _("Say why, so that the agency can understand it"))
        elif data.get("why") == Why.OTHER and not data.get("reason"):
            self.add_error("reason", _("Say why in a few words"))
        data["why"] = data.get("why") or Why.OTHER.value

    def line_vote(self) -> LineVote:
        """The checked answer; an amount left over from another choice does not count."""
        data, verdict = self.cleaned_data, Verdict(self.cleaned_data["verdict"])
        if verdict is Verdict.APPROVE:
            return LineVote(self.need.pk, verdict, self.need.amount_cents)
        if verdict is Verdict.ASK:
            return LineVote(self.need.pk, verdict, 0, data["ask"])
        amount = data["amount"] if verdict is Verdict.REDUCE else 0
        return LineVote(self.need.pk, verdict, amount, data["reason"] or "", Why(data["why"]))

    @property
    def in_words(self) -> str:
        """What was typed, for a page on which it can't be sent any more."""
        verdict = str(self["verdict"].value() or "")
        words = [self.answers.get(verdict, "")]
        for name in ("amount", "why", "reason", "ask"):
            typed = str(self[name].value() or "")
            if typed and name not in LEFT_OVER.get(verdict, ()):
                words.append(Why(typed).label if typed in Why.values else typed)
        return ". ".join(word for word in words if word)


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[LineForm]
else:
    _FormSet = forms.BaseFormSet  # takes no type at run time


class LineFormSet(_FormSet):
    """One form a line, in the order of the request."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        assert index is not None
        needs: list[Need] = self.form_kwargs["needs"]
        place = _("Line %(number)s: ") % {"number": index + 1} if len(needs) > 1 else ""
        return {"need": needs[index], "place": place}

    def in_words(self) -> list[str]:
        """What was typed on each line; nothing if no vote was sent."""
        if not self.is_bound:
            return []
        return [f"{form['verdict'].label}: {form.in_words}" for form in self.forms if form.in_words]

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
    return {"verdict": line.verdict, "amount": amount, "why": line.why, "reason": line.reason}


class RatifyForm(Form):
    """The committee's word on what one member decided alone; a no has a reason from the list."""

    agreed = forms.TypedChoiceField(
        label=gettext_lazy("Do you agree with this decision?"),
        choices=[("yes", gettext_lazy("Yes, I agree")), ("no", gettext_lazy("No, I do not agree"))],
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
