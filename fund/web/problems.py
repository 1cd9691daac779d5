"""The errors of a form as a list that links to each field (the GOV.UK error summary)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.forms.boundfield import BoundField

from fund.web.forms import Together


@dataclass(frozen=True)
class Problem:
    """One error: its words, and the link to the field, or an empty link for the whole form."""

    text: str
    href: str


def problems_of(form: "BaseForm | BaseFormSet[Any] | Together") -> list[Problem]:
    """Every error in the order of the fields; those about the whole form come first."""
    if isinstance(form, Together):
        return [problem for one in form.forms for problem in problems_of(one)]
    if isinstance(form, BaseFormSet):
        whole = [Problem(str(text), "") for text in form.non_form_errors()]
        return whole + [problem for row in form.forms for problem in problems_of(row)]
    return list(_problems(form))


def _problems(form: BaseForm) -> Iterator[Problem]:
    for text in form.non_field_errors():
        yield Problem(str(text), "")
    for field in form:
        for text in field.errors:
            yield Problem(str(text), _link(field))


def _link(field: BoundField) -> str:
    if field.is_hidden:
        return ""
    return f"#{field.auto_id}_0" if field.use_fieldset else f"#{field.auto_id}"
