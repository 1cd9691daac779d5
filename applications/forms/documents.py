"""Photos and PDFs to go with a request."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from applications.models import BEFORE_DECISION
from fund.documents import limits
from fund.documents.intake import Received
from fund.web.forms import Form
from fund.web.widgets import Radios


class FilesInput(forms.FileInput):
    """Several files at once; a phone offers its camera."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": "image/*,application/pdf"})


class FilesField(forms.FileField):
    """The files as they came: each is looked at by itself, later, so that one bad file is no harm
    to the others."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Received]:
        """At least one file, and no more than can be sent at once."""
        if not data:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(data) > limits.MOST_AT_ONCE:
            raise ValidationError(f"Send at most {limits.MOST_AT_ONCE} files at a time")
        found: list[Received] = data
        return found


class DocumentsForm(Form):
    """What they are, and the files. No title: people would write names."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[(kind.value, kind.label) for kind in BEFORE_DECISION],
        widget=Radios,
        error_messages={"required": "Say what it is"},
    )
    papers = FilesField(
        label="Photos or PDF files",
        help_text="You can choose up to 10. At most 10 MB each, 30 MB together.",
        error_messages={"required": "Choose a photo or a PDF file"},
    )
