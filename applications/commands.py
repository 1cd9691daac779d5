"""What a person wants done, already parsed: frozen, typed, in cents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from applications.states import AgeBand, HoldKind, HouseholdBand, Lane, Order, Verdict, Why
from applications.stays import StaySoFar, StayTerms
from fund.models import NeedCategory, User


@dataclass(frozen=True)
class StartDraft:
    """Who it is for, in bands, and how soon. `once` makes a double click one request.

    The household band is empty until that question is answered; such a draft can't be sent.
    """

    lane: Lane
    region_id: int
    household_band: HouseholdBand | Literal[""]
    age_band: AgeBand
    once: str = ""


@dataclass(frozen=True)
class NeedLine:
    """One expense: what, from whom, how much. With a `stay` its nights and rate are the amount."""

    category: NeedCategory
    vendor_id: int
    amount_cents: int
    vendor_account: str | None = ""
    needed_by: date | None = None
    stay: StayTerms | None = None

    @classmethod
    def of_nights(cls, vendor_id: int, stay: StayTerms, **more: Any) -> "NeedLine":
        """A motel line, whose amount follows from the stay."""
        return cls(NeedCategory.MOTEL, vendor_id, stay.amount_cents, stay=stay, **more)


@dataclass(frozen=True)
class HowMuch:
    """The amount of a line in progress, which may still be open; an account of None stays.

    With a `stay` its nights and rate are the amount.
    """

    amount_cents: int | None
    needed_by: date | None = None
    vendor_account: str | None = ""
    stay: StaySoFar | None = None

    @classmethod
    def of_nights(cls, stay: StaySoFar, vendor_account: str | None = "") -> "HowMuch":
        """A stay at a motel; its amount follows, once all of it is answered."""
        cents = stay.terms.amount_cents if stay.terms else None
        return cls(cents, None, vendor_account, stay)


@dataclass(frozen=True)
class Who:
    """Who a draft is for, in bands, and the agency's words; words of None stay as they are."""

    household_band: HouseholdBand | Literal[""]
    age_band: AgeBand
    region_id: int
    pseudonym: str | None = None
    note: str | None = None


ChosenFunds = Mapping[int, Mapping[int, int]]
"""Cents by fund, by need; a need that is missing is left to the suggestion."""


@dataclass(frozen=True)
class LineVote:
    """The verdict on one need; `amount_cents` is zero for a decline and for a question.

    `reason` are words beside `why` she would pay less, or the question to the agency.
    """

    need_id: int
    verdict: Verdict
    amount_cents: int
    reason: str = ""
    why: Why = Why.OTHER


@dataclass(frozen=True)
class CastVote:
    """One reviewer's word on every line of a request; without lines, each as it was asked.

    `funds` are the cents of a line by the fund that she chose for it, by need; the vote that closes
    the decision has the choice.
    """

    lines: tuple[LineVote, ...] = ()
    funds: ChosenFunds = field(default_factory=dict)

    def on(self, asked: Mapping[int, int]) -> "CastVote":
        """With its lines, for a request that asks these cents by need."""
        if self.lines:
            return self
        whole = [LineVote(need, Verdict.APPROVE, cents) for need, cents in asked.items()]
        return CastVote(tuple(whole), self.funds)

    @property
    def has_words(self) -> bool:
        """Whether something of it has to be sealed."""
        return any(line.reason.strip() for line in self.lines)


@dataclass(frozen=True)
class PlaceHold:
    """Keep one request's words until a day, for the file with this number."""

    reference: str
    kind: HoldKind
    matter: str
    ends_on: date


@dataclass(frozen=True)
class AddShift:
    """Put this member on call; local times without a zone, each week again for `weeks` weeks."""

    member: User
    order: Order
    starts: datetime
    ends: datetime
    weeks: int = 1
