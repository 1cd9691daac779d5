"""The entry guard in every form: what looks as if it could find a person is asked about.

The form comes back with what was typed and one question under the box. Whoever typed takes the
words out, or says by a fixed answer why they stay; the trail keeps what it looked like and the
answer, never the words.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fund import audit, clock
from fund.guard import Kind, Sign, hint, look_at
from fund.models import User


class Stays(StrEnum):
    """Why words may stay. No answer lets anything about the person stay."""

    BUSINESS = "business"
    NUMBER = "number"
    AGENCY = "agency"
    DATE = "date"
    ELSE = "else"

    @property
    def words(self) -> str:
        return _(_WORDS[self])


_WORDS = {
    Stays.BUSINESS: gettext_noop("It belongs to the business"),
    Stays.NUMBER: gettext_noop("It is an account, bill or booking number"),
    Stays.AGENCY: gettext_noop("It belongs to us or to our agency"),
    Stays.DATE: gettext_noop("It is the date of a stay, a bill or a hearing"),
    Stays.ELSE: gettext_noop("It is something else, not about a person"),
}


@dataclass(frozen=True)
class Question:
    """What stands under a box: the answers, and what they are about."""

    name: str
    chosen: str
    kinds: str

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Each fixed answer and its words."""
        return [(stays.value, stays.words) for stays in Stays]


class GuardedBox(BoundField):
    """A box of a form, with the guard's question if there is one."""

    @property
    def asked(self) -> Question | None:
        return self.form.asked.get(self.name) if isinstance(self.form, Guarded) else None


class Guarded(forms.BaseForm):
    """Mixed into a form: every box for words is looked at, unless the form says why not."""

    bound_field_class = GuardedBox
    unguarded: ClassVar[Mapping[str, str]] = {}
    """Boxes that are not looked at, each with the reason."""
    expects: ClassVar[Mapping[str, frozenset[Kind]]] = {}
    """What belongs into a box by its nature, such as a phone number of a business."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: dict[str, Question] = {}

    @classmethod
    def is_guarded(cls, name: str, field: forms.Field) -> bool:
        """Whether this box is looked at."""
        return isinstance(field, forms.CharField) and name not in cls.unguarded

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        stated = [
            answer
            for name, field in self.fields.items()
            if self.is_guarded(name, field) and (answer := self._look(name, field))
        ]
        if not self.errors:
            _hand_in(stated)

    def _look(self, name: str, field: forms.Field) -> "Statement | None":
        """Ask about what is seen in a box; or the answer, if it was given for just this."""
        text = self.cleaned_data.get(name) or ""
        expected = self.expects.get(name, frozenset())
        if isinstance(field, forms.EmailField):
            expected |= {Kind.EMAIL}
        signs = [sign for sign in look_at(text, today=clock.today()) if sign.kind not in expected]
        if not signs:
            return None
        box = f"{self.add_prefix(name)}-stays"
        kinds = sorted(sign.kind.value for sign in signs)
        answer = str(self.data.get(box, ""))
        asked_about = str(self.data.get(f"{box}-kinds", "")).split()
        self.asked[name] = Question(box, answer, " ".join(kinds))
        if answer in list(Stays) and Counter(kinds) <= Counter(asked_about):
            return Statement(" ".join(dict.fromkeys(kinds)), answer)
        self.add_error(name, ValidationError(_question(text, signs), code="guard"))
        return None


def _question(text: str, signs: list[Sign]) -> str:
    seen = dict.fromkeys(f"{sign.kind.words} ({hint(text, sign)})" for sign in signs)
    return _("This looks like %(signs)s. Take it out, or say below why it must stay") % {
        "signs": _(" and ").join(seen)
    }


@dataclass(frozen=True)
class Statement:
    """Somebody said why words stay: what they looked like, and her answer."""

    kinds: str
    stays: str


_stated: ContextVar[list[Statement] | None] = ContextVar("stated", default=None)


def _hand_in(statements: list[Statement]) -> None:
    waiting = _stated.get()
    if waiting is not None:
        waiting += statements


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Collect what is stated inside the block; `record_statements` keeps it if the act was done."""
    waiting: list[Statement] = []
    token = _stated.set(waiting)
    try:
        yield waiting
    finally:
        _stated.reset(token)


def record_statements(given: list[Statement], subject: str, *, actor: User) -> None:
    """Keep the answers on the trail, after the act that they were given for."""
    for one in given:
        audit.record(
            "guard.stay", subject, actor=actor, kinds=", ".join(one.kinds.split()), stays=one.stays
        )
