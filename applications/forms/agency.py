"""What a supervisor types: who takes over, and what goes into a file."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from fund.models import User
from fund.web.forms import Form
from fund.web.widgets import Radios


class HandOverForm(Form):
    """A colleague of the agency, by her reference."""

    to = forms.ChoiceField(label=gettext_lazy("Who looks after them from now on?"), widget=Radios())

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.reference: person for person in people}
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(reference, person.name) for reference, person in self.people.items()]

    def clean_to(self) -> User:
        """The colleague herself."""
        return self.people[self.cleaned_data["to"]]


class ExportForm(Form):
    """Whether the agency's own names go along."""

    with_names = forms.BooleanField(
        label=gettext_lazy("With our own names"),
        help_text=gettext_lazy(
            "The name that your agency gave each request. It is recorded that you read them."
        ),
        required=False,
    )
