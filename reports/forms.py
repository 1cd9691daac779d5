"""What staff may ask for: a closed quarter to prepare, a reason to withdraw."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fund.web.forms import Form
from reports.quarters import Quarter


class PrepareForm(Form):
    """Choose one of the quarters that are ready."""

    quarter = forms.ChoiceField(
        label=gettext_lazy("Which quarter?"),
        help_text=gettext_lazy("Only quarters whose three months are closed."),
    )

    def __init__(self, *args: Any, ready: list[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = [  # type: ignore[attr-defined]
            (quarter.slug, quarter.title) for quarter in ready
        ]


class WithdrawForm(Form):
    """Why a report leaves the site, in a sentence that the public may read."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        help_text=gettext_lazy("Readers will see this. Leave out anything about a person."),
        max_length=300,
    )
