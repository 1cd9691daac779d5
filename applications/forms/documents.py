"""Photos and PDFs to go with a request."""

from collections.abc import Mapping
from typing import Any

from django import forms

from applications.models import BEFORE_DECISION
from fund.documents import limits
from fund.documents.intake import Received
from fund.documents.kinds import MOST_MEGABYTES
from fund.web.forms import Form
from fund.web.widgets import Radios

MOST_TOGETHER = limits.LARGEST_TOGETHER_BYTES // limits.MEGABYTE


class FilesInput(forms.FileInput):
    """Photos and PDFs, several at once."""

    allow_multiple_selected = True

    def __init__(self, attrs: Mapping[str, str] | None = None) -> None:
        super().__init__({"accept": "image/*,application/pdf", **(attrs or {})})


class FilesField(forms.FileField):
    """The files as they came: each is looked at by itself, later, so that one bad file is no harm
    to the others."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Received]:
        """Those files, none or many."""
        return list(data or ())


class DocumentsForm(Form):
    """What they are, and the files. No title: people would write names."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=[(kind.value, kind.label) for kind in BEFORE_DECISION],
        widget=Radios,
        error_messages={"required": "Say what it is"},
    )
    camera = FilesField(
        label="Take a photo",
        help_text="One photo for each page.",
        required=False,
        widget=FilesInput({"accept": "image/*", "capture": "environment"}),
    )
    """Opens a phone's camera at once; the style sheet hides it where there is none."""
    papers = FilesField(
        label="Choose photos or PDF files",
        help_text=f"You can choose up to {limits.MOST_AT_ONCE}. "
        f"At most {MOST_MEGABYTES} MB each, {MOST_TOGETHER} MB together.",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """At least one file, and no more than can be sent at once."""
        data = super().clean() or {}
        data["files"] = [*data["camera"], *data["papers"]]
        if not data["files"]:
            self.add_error("papers", "Choose a photo or a PDF file")
        elif len(data["files"]) > limits.MOST_AT_ONCE:
            self.add_error("papers", f"Send at most {limits.MOST_AT_ONCE} files at a time")
        return data
