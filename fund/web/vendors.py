"""Naming a vendor that is not in the list, and the question whether it is there after all."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund.guard import Kind
from fund.models import User, Vendor, VendorKind
from fund.vendors import FoundVendor, NewVendor, add_vendor, similar_to
from fund.web.fields import PhoneField
from fund.web.forms import Form, typed_words
from fund.web.widgets import Radios

ANOTHER = "another"


class _Spaced(forms.CharField):
    """Words without blanks around them, and one between two."""

    def to_python(self, value: Any) -> str:
        return one_space(super().to_python(value) or "")


def name_field(**options: Any) -> forms.CharField:
    """The name of a business, asked alike on every page."""
    return _Spaced(
        label=gettext_lazy("Name of the business"),
        max_length=120,
        widget=typed_words(),
        **options,
    )


def kind_field(**options: Any) -> forms.ChoiceField:
    """What kind of business it is."""
    return forms.ChoiceField(
        label=gettext_lazy("What kind of business is it?"),
        choices=lambda: [("", _("Choose one")), *VendorKind.choices],
        **options,
    )


def town_field(**options: Any) -> forms.CharField:
    """Where it is."""
    return _Spaced(label=gettext_lazy("Town"), max_length=80, widget=typed_words(), **options)


class _SameAs(forms.ChoiceField):
    """What there is to choose from is known only when the other boxes have been read."""

    widget: Radios = Radios()

    def validate(self, value: Any) -> None:
        """Checked by the form."""


class NewVendorForm(Form):
    """A business by name, kind, town and phone; a page includes `vendors/new.html` with it.

    If the list has one like it, the form comes back once and asks "Is it one of these?". After
    `is_valid`, `vendor` is the one that was chosen, or the new one.
    """

    expects: ClassVar = {"phone": frozenset({Kind.PHONE})}

    same_as = _SameAs(label=gettext_lazy("Is it one of these?"), required=False)
    name = name_field()
    kind = kind_field()
    town = town_field()
    phone = PhoneField(label=gettext_lazy("Phone number of the business"))

    def __init__(self, *args: Any, region_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region_id = region_id
        self.similar: list[FoundVendor] = []

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        new = self.new()
        similar = similar_to(new)
        if very_one := next((row for row in similar if _is(row, new)), None):
            data["same_as"] = very_one.reference
        elif similar:
            self._ask(similar)
        else:
            data["same_as"] = ANOTHER
        return data

    def _ask(self, similar: list[FoundVendor]) -> None:
        field = self.fields["same_as"]
        assert isinstance(field, _SameAs)
        self.similar = similar
        field.widget.hints = {row.reference: _about(row) for row in similar}
        field.choices = [(row.reference, f"{row.name}, {row.town}") for row in similar]
        field.choices += [(ANOTHER, _("No, it is another business"))]
        if self.cleaned_data["same_as"] not in dict(field.choices):
            words = _("Say if it is one of these, so that nobody is paid twice")
            self.add_error("same_as", words)

    def new(self) -> NewVendor:
        """What was typed; only when the boxes have been read."""
        typed = self.cleaned_data
        assert self.region_id is not None, "a vendor is added in a region"
        return NewVendor(
            name=typed["name"],
            kind=VendorKind(typed["kind"]),
            town=typed["town"],
            region_id=self.region_id,
            phone=typed["phone"],
        )

    @property
    def is_known(self) -> bool:
        """Whether it is one that the list has already; only after is_valid()."""
        return bool(self.cleaned_data["same_as"] != ANOTHER)

    def vendor(self, *, actor: User) -> Vendor:
        """The vendor that was meant, added if it was not in the list; only after is_valid()."""
        if self.is_known:
            return Vendor.objects.get(reference=self.cleaned_data["same_as"])
        return add_vendor(self.new(), actor=actor)


def one_space(text: str) -> str:
    """Without blanks around it, and one between words."""
    return " ".join(text.split())


def _is(row: FoundVendor, new: NewVendor) -> bool:
    there, typed = (row.name, row.town), (new.name, new.town)
    return [word.casefold() for word in there] == [word.casefold() for word in typed]


def _about(row: FoundVendor) -> str:
    return ". ".join(filter(None, (row.kind, row.phone, row.standing)))
