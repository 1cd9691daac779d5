"""What comes after the decision: a letter to the vendor, its code, a receipt."""

from typing import ClassVar

from django import forms

from applications.forms.card import CodeField
from applications.forms.documents import FilesField
from applications.states import TAKEN_BACK_FOR
from fund import fund_code
from fund.web.forms import Form
from fund.web.widgets import Radios


class EndLetterForm(Form):
    """Why the letter does not hold any more."""

    reason = forms.ChoiceField(
        label="Why does it not hold any more?",
        choices=[(why.value, why.label) for why in TAKEN_BACK_FOR],
        widget=Radios,
        error_messages={"required": "Say why the letter does not hold any more"},
    )


class LetterCodeForm(Form):
    """The code on a letter, typed by whoever holds it."""

    unguarded: ClassVar = {"code": "a code on a letter, compared and not kept"}

    code = CodeField(
        label="Code on the letter",
        help_text="It looks like KQ47M-2X9TR-BC3FA.",
        groups=fund_code.LETTER,
        paper="letter",
        error_messages={"required": "Enter the code on the letter"},
    )


class ReceiptForm(Form):
    """One receipt, as one photo or one PDF after the other."""

    papers = FilesField(
        label="Photos or PDF files",
        help_text="A receipt of the business is enough. At most 10 MB each.",
        error_messages={"required": "Choose a photo or a PDF file"},
    )
