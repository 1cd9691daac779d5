"""A stay at a motel: what it costs and how it is said. Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from applications.states import Desk
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
        return f"{in_nights(self.nights)} {self._at_from}"

    def words_of(self, cents: int) -> str:
        """The same for a smaller amount that was approved: `2 of 3 nights at …`."""
        if cents == self.amount_cents:
            return self.words
        paid, rest = divmod(cents, self.rate_cents)
        part = f"{paid} of" if not rest else "A part of"
        return f"{part} {in_nights(self.nights)} {self._at_from}"

    def granted(self, cents: int) -> "StayTerms":
        """The stay that an approved amount pays: fewer if it is smaller, a part of one is one."""
        return replace(self, nights=-(-cents // self.rate_cents))

    @property
    def _at_from(self) -> str:
        day = f"{self.check_in:%b}\N{NO-BREAK SPACE}{self.check_in.day}"
        return f"at {usd(self.rate_cents)}, from {day}"


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
    return "1 night" if count == 1 else f"{count} nights"


def used_words(used: int, nights: int) -> str:
    """What the agency told of a stay that ended early: `Only 2 of 3 nights were used`."""
    return f"Only {used} of {in_nights(nights)} {'was' if used == 1 else 'were'} used"
