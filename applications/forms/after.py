"""What comes after the decision: a letter to the vendor, its code, a receipt."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from applications.forms.card import CodeField
from applications.forms.documents import FilesField
from applications.states import TAKEN_BACK_FOR
from fund import fund_code
from fund.web.forms import Form
from fund.web.widgets import Radios


class EndLetterForm(Form):
    """Why the letter does not hold any more."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why does it not hold any more?"),
        choices=lambda: [(why.value, why.label) for why in TAKEN_BACK_FOR],
        widget=Radios,
        error_messages={"required": gettext_lazy("Say why the letter does not hold any more")},
    )


class LetterCodeForm(Form):
    """The code on a letter, typed by whoever holds it."""

    unguarded: ClassVar = {"code": "a code on a letter, compared and not kept"}

    code = CodeField(
        label=gettext_lazy("Code on the letter"),
        help_text=gettext_lazy("It looks like KQ47M-2X9TR-BC3FA."),
        groups=fund_code.LETTER,
        mistyped=gettext_lazy("One of the signs is not right, or one is missing. Check the letter"),
        error_messages={"required": gettext_lazy("Enter the code on the letter")},
    )


class ReceiptForm(Form):
    """One receipt, as one photo or one PDF after the other."""

    papers = FilesField(
        label=gettext_lazy("Photos or PDF files"),
        help_text=gettext_lazy("A receipt of the business is enough. At most 20 MB each."),
        error_messages={"required": gettext_lazy("Choose a photo or a PDF file")},
    )
