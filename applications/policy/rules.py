"""The figures of a policy version, and what they leave a request. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from fund import dates
from fund.money import usd

SIMILAR_DAYS = 30
SIMILAR_PERCENT = 10
SIMILAR_CENTS = 20_00
"""A line to the same vendor within so many days whose amount differs by so little (by percent or
by cents, whichever is more) is worth a look: the same bill may have come in twice."""


@dataclass(frozen=True)
class Rules:
    """The figures of one FundPolicy version that these functions need; amounts in cents."""

    cap_application_cents: int
    cap_twelve_months_cents: int
    cap_lifetime_cents: int
    emergency_alone_up_to_cents: int
    one_reviewer_up_to_cents: int
    quorum: int
    payable_categories: frozenset[str]


@dataclass(frozen=True)
class Spent:
    """What the household's other requests were awarded and used, in cents. `more_on` is the day
    on which the oldest award of the twelve months no longer counts."""

    twelve_months_cents: int = 0
    lifetime_cents: int = 0
    more_on: date | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that a reviewer should know, in words."""

    kind: Literal["ok", "info", "wait", "stop"]
    words: str


def similar_cents(cents: int) -> tuple[int, int]:
    """The least and the most that is similar to `cents`, both included."""
    margin = max(cents * SIMILAR_PERCENT // 100, SIMILAR_CENTS)
    return cents - margin, cents + margin


@dataclass(frozen=True)
class CapsLeft:
    """What each cap leaves, in cents; never negative."""

    application_cents: int
    twelve_months_cents: int
    lifetime_cents: int


def caps_left(rules: Rules, spent: Spent) -> CapsLeft:
    """What each cap of the fund leaves to one more request of this household."""
    return CapsLeft(
        rules.cap_application_cents,
        max(0, rules.cap_twelve_months_cents - spent.twelve_months_cents),
        max(0, rules.cap_lifetime_cents - spent.lifetime_cents),
    )


def room_cents(rules: Rules, spent: Spent, lifted_cents: int = 0) -> int:
    """The most that this request may be awarded: what every cap leaves, and above it what a
    recorded exception allows. Never negative."""
    left = caps_left(rules, spent)
    tightest = min(left.application_cents, left.twelve_months_cents, left.lifetime_cents)
    return tightest + lifted_cents


def room_in_words(rules: Rules, spent: Spent, *, has_card: bool) -> str:
    """What is left, as the advocate reads it: the cap of a request, and with a card the tighter
    one of the two that count by household."""
    words = _("Up to %(amount)s a request.") % {"amount": usd(rules.cap_application_cents)}
    if not has_card:
        return words
    left = caps_left(rules, spent)
    cents = min(left.lifetime_cents, left.twelve_months_cents)
    if cents == left.lifetime_cents:
        said = _("With the card: %(amount)s left in all.")
    elif spent.more_on:
        said = _("With the card: %(amount)s left until %(day)s.")
    else:
        said = _("With the card: %(amount)s left for 12 months.")
    day = dates.written(spent.more_on, "MONTH_DAY_FORMAT") if spent.more_on else ""
    rest = said % {"amount": usd(cents) if cents else _("nothing"), "day": day}
    return f"{words} {rest}"


def cap_findings(
    rules: Rules, spent: Spent, asked_cents: int, *, asks_more: bool = False, lifted_cents: int = 0
) -> list[Finding]:
    """Each cap that the request passes, by how much, and whether an exception is asked
    (`asks_more`) or granted (`lifted_cents`); or one word that it passes none."""
    caps = (
        (_("request cap"), rules.cap_application_cents, asked_cents),
        (
            _("12-month cap"),
            rules.cap_twelve_months_cents,
            spent.twelve_months_cents + asked_cents,
        ),
        (_("lifetime cap"), rules.cap_lifetime_cents, spent.lifetime_cents + asked_cents),
    )
    kind: Literal["info", "wait", "stop"] = "wait" if asks_more else "stop"
    rest = _("needs an exception, and the agency asks for one") if asks_more else ""
    if lifted_cents:
        is_enough = asked_cents <= room_cents(rules, spent, lifted_cents)
        kind = "info" if is_enough else "stop"
        rest = _("the chair allows %(amount)s above what is left")
        if not is_enough:
            rest = _("the chair allows %(amount)s above what is left, which is not enough")
        rest %= {"amount": usd(lifted_cents)}
    over = [
        Finding(
            kind,
            _("Over the %(name)s of %(cap)s by %(amount)s: %(rest)s.")
            % {
                "name": name,
                "cap": usd(cap),
                "amount": usd(min(total - cap, asked_cents)),
                "rest": rest or _("needs an exception"),
            },
        )
        for name, cap, total in caps
        if total > cap
    ]
    return over or [Finding("ok", _("Within every cap of the fund."))]


def seats(rules: Rules, asked_cents: int) -> int:
    """How many votes a decision counts: one for a small request, else the quorum (odd)."""
    return 1 if asked_cents <= rules.one_reviewer_up_to_cents else rules.quorum


def why_not_alone(rules: Rules, *, lane: str, approved_cents: int) -> str | None:
    """Why one on-call member may not decide this alone; None if she may."""
    if lane != "emergency":
        return _("Only an emergency can be decided by one person.")
    if approved_cents > rules.emergency_alone_up_to_cents:
        return _(
            "One person can approve at most %(amount)s. Approve less, or vote with the committee."
        ) % {"amount": usd(rules.emergency_alone_up_to_cents)}
    return None
