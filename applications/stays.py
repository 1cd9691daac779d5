"""A stay at a motel: what it costs and how it is said. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.states import Desk
from fund import dates
from fund.money import usd

MOST_NIGHTS = 30


@dataclass(frozen=True)
class StayTerms:
    """From which day, for how many nights, at what rate a night with tax, in cents.

    The amount of a stay is never typed: it is nights times rate.
    """

    check_in: date
    nights: int
    rate_cents: int
    desk: Desk = Desk.NOTHING

    @property
    def amount_cents(self) -> int:
        return self.nights * self.rate_cents

    @property
    def check_out(self) -> date:
        return self.check_in + timedelta(days=self.nights)

    @property
    def words(self) -> str:
        """`3 nights at $85.00, from Dec 3`."""
        return _("%(nights)s at %(rate)s, from %(day)s") % self._parts

    def words_of(self, cents: int) -> str:
        """The same for a smaller amount that was approved: `2 of 3 nights at …`."""
        if cents == self.amount_cents:
            return self.words
        paid, rest = divmod(cents, self.rate_cents)
        if rest:
            return _("A part of %(nights)s at %(rate)s, from %(day)s") % self._parts
        return _("%(paid)d of %(nights)s at %(rate)s, from %(day)s") % {**self._parts, "paid": paid}

    def granted(self, cents: int) -> "StayTerms":
        """The stay that an approved amount pays: fewer if it is smaller, a part of one is one."""
        return replace(self, nights=-(-cents // self.rate_cents))

    @property
    def _parts(self) -> dict[str, str]:
        day = dates.written(self.check_in, "SHORT_DAY_FORMAT").replace(" ", "\N{NO-BREAK SPACE}")
        return {"nights": in_nights(self.nights), "rate": usd(self.rate_cents), "day": day}


@dataclass(frozen=True)
class StaySoFar:
    """A stay that is still being answered."""

    check_in: date | None = None
    nights: int | None = None
    rate_cents: int | None = None
    desk: Desk = Desk.NOTHING

    @property
    def terms(self) -> StayTerms | None:
        """The whole stay; None while an answer is open."""
        if self.check_in is None or self.nights is None or self.rate_cents is None:
            return None
        return StayTerms(self.check_in, self.nights, self.rate_cents, self.desk)


def in_nights(count: int) -> str:
    """`1 night`, `3 nights`."""
    return ngettext("%(count)d night", "%(count)d nights", count) % {"count": count}


def used_words(used: int, nights: int) -> str:
    """What the agency told of a stay that ended early: `Only 2 of 3 nights were used`."""
    words = ngettext(
        "Only %(used)d of %(nights)s was used", "Only %(used)d of %(nights)s were used", used
    )
    return words % {"used": used, "nights": in_nights(nights)}
