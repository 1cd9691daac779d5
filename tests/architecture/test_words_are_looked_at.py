"""Every box in which somebody can type words is looked at by the entry guard, or is named here."""

import importlib
import re
from collections.abc import Iterator

import pytest
from django import forms

from fund.embedded.places import REPOSITORY
from fund.web.guarded import Guarded

ROOMS = ("fund", "applications", "disbursements", "reports")

NOT_LOOKED_AT = {
    "applications.forms.after.LetterCodeForm.code": "a code on a letter, compared and not kept",
    "disbursements.forms.PaymentFilter.find": "a search",
    "disbursements.forms.VendorFilter.find": "a search",
    "disbursements.forms.MatchForm.reference": "compared with our own numbers",
    "fund.web.audit.forms.TrailFilter.subject": "a search",
    "fund.web.secondstep.forms.Code.code": "a code from a phone",
    "fund.web.secondstep.forms.CodeAgain.code": "a code from a phone",
    "fund.web.secondstep.forms.FirstCode.code": "a code from a phone",
    "fund.web.secondstep.forms.NewPasskey.credential": "what the browser says of a passkey",
    "fund.web.secondstep.forms.NewPasskey.name": "what a colleague calls her passkey",
    "fund.web.signin.SignIn.password": "a password",
    "fund.web.signin.ForgottenPassword.email": "the email that a person signs in with",
    "fund.web.signin.ChoosePassword.password1": "a password",
    "fund.web.signin.ChoosePassword.password2": "a password",
}
"""Each box that may hold anything, and why none of it is kept as words about a person."""

TYPED_WITHOUT_A_FORM = frozenset(
    {
        "_for",
        "_once",
        "act",
        "only",
        "no",
        "line",
        "payment",
        "back",
        "method-",
        "new_card",
        "new_letter",
        "_seen",
        "then",
        "find",
        "vendor",
    }
)
"""What views read from a POST by themselves: buttons, numbers and signed tokens, never words."""


def product_forms() -> list[type[forms.BaseForm]]:
    """Every form class that this project defines."""
    for room in ROOMS:
        for path in (REPOSITORY / room).rglob("*.py"):
            if re.search(r"\bforms\b|Form\b", path.read_text()):
                parts = path.relative_to(REPOSITORY).with_suffix("").parts
                importlib.import_module(".".join(parts).removesuffix(".__init__"))
    return [form for form in _below(forms.BaseForm) if form.__module__.split(".")[0] in ROOMS]


def _below(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for below in kind.__subclasses__():
        yield below
        yield from _below(below)


def boxes() -> Iterator[tuple[str, bool]]:
    """Each box for words by its full name, and whether it is looked at."""
    for form in product_forms():
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field, forms.CharField):
                looked_at = issubclass(form, Guarded) and form.is_guarded(name, field)
                yield f"{form.__module__}.{form.__qualname__}.{name}", looked_at


def test_every_box_for_words_is_looked_at_or_named_here_with_the_reason() -> None:
    found = dict(boxes())
    assert "applications.forms.filing.WhoForm.note" in found, "the forms were found"
    assert {name for name, looked_at in found.items() if not looked_at} == set(NOT_LOOKED_AT)


@pytest.mark.parametrize(
    "box",
    [
        "applications.forms.filing.WhoForm.note",
        "applications.forms.filing.WhoForm.pseudonym",
        "applications.forms.lines.HowMuchForm.vendor_account",
        "applications.forms.lines.WhomForm.new_name",
        "applications.forms.thread.AnswerForm.body",
        "applications.forms.thread.AskForm.body",
        "applications.forms.thread.RecuseForm.reason",
        "applications.forms.committee.LineForm.reason",
        "disbursements.forms.IgnoreForm.why",
        "reports.forms.WithdrawForm.reason",
    ],
)
def test_the_boxes_for_free_words_are_looked_at(box: str) -> None:
    assert dict(boxes())[box]


def test_no_view_takes_words_past_the_forms() -> None:
    read = re.compile(r"POST(?:\.get|\.getlist)?[(\[]f?\"([^\"{]+)")
    found = {
        name
        for room in ROOMS
        for path in (REPOSITORY / room).rglob("*.py")
        if "sandbox" not in path.parts
        for name in read.findall(path.read_text())
    }
    assert found <= TYPED_WITHOUT_A_FORM
