"""Photos and PDFs to go with a request."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import BEFORE_DECISION
from fund.documents import limits
from fund.documents.intake import Received
from fund.documents.saying import MOST_MEGABYTES
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
        label=gettext_lazy("What is it?"),
        choices=lambda: [(kind.value, kind.label) for kind in BEFORE_DECISION],
        widget=Radios,
        error_messages={"required": gettext_lazy("Say what it is")},
    )
    camera = FilesField(
        label=gettext_lazy("Take a photo"),
        help_text=gettext_lazy("One photo for each page."),
        required=False,
        widget=FilesInput({"accept": "image/*", "capture": "environment"}),
    )
    """Opens a phone's camera at once; the style sheet hides it where there is none."""
    papers = FilesField(
        label=gettext_lazy("Choose photos or PDF files"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = _(
            "You can choose up to %(files)d. At most %(each)d MB each, %(together)d MB together."
        )
        self.fields["papers"].help_text = words % {
            "files": limits.MOST_AT_ONCE,
            "each": MOST_MEGABYTES,
            "together": MOST_TOGETHER,
        }

    def clean(self) -> dict[str, Any]:
        """At least one file, and no more than can be sent at once."""
        data = super().clean() or {}
        data["files"] = [*data["camera"], *data["papers"]]
        if not data["files"]:
            self.add_error("papers", _("Choose a photo or a PDF file"))
        elif len(data["files"]) > limits.MOST_AT_ONCE:
            words = _("Send at most %(files)d files at a time")
            self.add_error("papers", words % {"files": limits.MOST_AT_ONCE})
        return data
