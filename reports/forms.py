"""What staff may ask for: a closed quarter to prepare, a reason to withdraw."""

from typing import Any

from django import forms

from fund.web.forms import Form
from reports.quarters import Quarter


class PrepareForm(Form):
    """Choose one of the quarters that are ready."""

    quarter = forms.ChoiceField(
        label="Which quarter?", help_text="Only quarters whose three months are closed."
    )

    def __init__(self, *args: Any, ready: list[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = [  # type: ignore[attr-defined]
            (quarter.slug, quarter.title) for quarter in ready
        ]


class WithdrawForm(Form):
    """Why a report leaves the site, in a sentence that the public may read."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        help_text="Readers will see this. Leave out anything about a person.",
        max_length=300,
    )
