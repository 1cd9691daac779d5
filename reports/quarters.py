"""Calendar quarters: the only period that a report covers. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from fund import dates

_SLUG = re.compile(r"^(?P<year>20\d\d)-q(?P<number>[1-4])$")


@dataclass(frozen=True, order=True)
class Quarter:
    """Three whole months; `number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def holding(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def from_slug(cls, slug: str) -> "Quarter":
        """`2026-q1` as a quarter; ValueError otherwise."""
        if not (found := _SLUG.match(slug)):
            raise ValueError("not a quarter")
        return cls(int(found["year"]), int(found["number"]))

    @property
    def slug(self) -> str:
        return f"{self.year}-q{self.number}"

    @property
    def starts_on(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def next_starts_on(self) -> date:
        return date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)

    @property
    def ends_on(self) -> date:
        return self.next_starts_on - timedelta(days=1)

    @property
    def title(self) -> str:
        """In words, such as `January to March 2026`."""
        return _("%(first)s to %(last)s %(year)d") % {
            "first": dates.written(self.starts_on, "F"),
            "last": dates.written(self.ends_on, "F"),
            "year": self.year,
        }
