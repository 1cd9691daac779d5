"""A policy version as words for a page, and what is different in another one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from fund.models import FundPolicy, NeedCategory
from fund.money import usd
from fund.policies import Rules, figures_of

from .parts import PARTS


@dataclass(frozen=True)
class VersionRow:
    """One line of the history."""

    version: int
    effective_at: datetime
    by: str
    note: str
    kind: str
    state: str


@dataclass(frozen=True)
class Change:
    """A figure that is different: what it is, and both values in words."""

    name: str
    key: str
    old: str
    new: str


def history(versions: list[FundPolicy], now: datetime) -> list[VersionRow]:
    """The versions, newest first, each with its state: a newer one that has begun replaces it."""
    rows, replaced_at = [], None
    for policy in versions:
        rows.append(_row(policy, now, replaced_at))
        starts = policy.effective_at
        replaced_at = starts if replaced_at is None else min(starts, replaced_at)
    return rows


def _row(policy: FundPolicy, now: datetime, replaced_at: datetime | None) -> VersionRow:
    if replaced_at is not None and replaced_at <= policy.effective_at:
        kind, state = "neutral", _("Never began")
    elif policy.effective_at > now:
        kind, state = "info", _("Starts later")
    elif replaced_at is not None and replaced_at <= now:
        kind, state = "neutral", _("Replaced")
    else:
        kind, state = "ok", _("In force")
    by = policy.created_by.name if policy.created_by else _("Set up with the fund")
    return VersionRow(policy.version, policy.effective_at, by, policy.note, kind, state)


def parts(policy: FundPolicy) -> list[tuple[str, list[dict[str, Any]]]]:
    """Every figure of a version as key and value, under the heading of its part."""
    rules = figures_of(policy)
    return [(_(title), _facts(rules, names)) for title, names in PARTS]


def changes(old: Rules, new: Rules) -> list[Change]:
    """Each figure that differs, in the order of the policy."""
    found = []
    for _title, names in PARTS:
        for name in names:
            before, after = getattr(old, name), getattr(new, name)
            if name == "payable_categories":
                found += _paid_changes(before, after)
            elif before != after:
                key, write = FIGURES[name]
                found.append(Change(name, _(key), write(before), write(after)))
    return found


def _paid_changes(old: Collection[str], new: Collection[str]) -> list[Change]:
    paid, not_paid = _("Paid"), _("Not paid")
    return [
        Change(
            "payable_categories",
            category.label,
            paid if category in old else not_paid,
            paid if category in new else not_paid,
        )
        for category in NeedCategory
        if (category in old) != (category in new)
    ]


def _facts(rules: Rules, names: Collection[str]) -> list[dict[str, Any]]:
    rows = [
        {"key": _(FIGURES[name][0]), "value": FIGURES[name][1](getattr(rules, name))}
        for name in names
        if name in FIGURES
    ]
    if "payable_categories" in names:
        paid = [c.label for c in NeedCategory if c in rules.payable_categories]
        refused = [c.label for c in NeedCategory if c not in rules.payable_categories]
        rows.append({"key": _("The fund may pay for"), "value": ", ".join(paid)})
        rows.append({"key": _("The fund does not pay for"), "value": ", ".join(refused)})
    return [row for row in rows if row["value"]]


def _hours(count: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


def _after_minutes(count: int) -> str:
    words = ngettext("after %(count)d minute", "after %(count)d minutes", count)
    return words % {"count": count}


def _days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


def _months(count: int) -> str:
    return ngettext("%(count)d month", "%(count)d months", count) % {"count": count}


def _people(count: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def _limit(cents: int) -> str:
    return usd(cents) if cents else _("No limit")


def _hidden(hidden: bool) -> str:
    return _("After her own vote") if hidden else _("At once")


def _closes(weeks: int) -> str:
    if not weeks:
        return _("Never")
    words = ngettext(
        "when money is left for less than %(count)d week",
        "when money is left for less than %(count)d weeks",
        weeks,
    )
    return words % {"count": weeks}


def _holds(months: int) -> str:
    return _months(months) if months else _("It never ends")


FIGURES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "cap_application_cents": (gettext_noop("Most for one request"), usd),
    "cap_twelve_months_cents": (gettext_noop("Most for one household in 12 months"), usd),
    "cap_lifetime_cents": (gettext_noop("Most for one household ever"), usd),
    "emergency_hours": (gettext_noop("Time to decide an emergency"), _hours),
    "urgent_hours": (gettext_noop("Time to decide an urgent request"), _hours),
    "standard_hours": (gettext_noop("Time to decide any other request"), _hours),
    "one_reviewer_up_to_cents": (gettext_noop("One vote is enough up to"), usd),
    "quorum": (gettext_noop("Votes that a larger request needs"), str),
    "votes_hidden_until_cast": (gettext_noop("A member sees the others’ votes"), _hidden),
    "emergency_alone_up_to_cents": (
        gettext_noop("One on-call member alone, in an emergency"),
        usd,
    ),
    "alone_in_a_day_cents": (gettext_noop("One on-call member alone, within 24 hours"), usd),
    "page_again_minutes": (
        gettext_noop("An emergency that nobody took: told again"),
        _after_minutes,
    ),
    "next_on_call_minutes": (gettext_noop("The next on call is told"), _after_minutes),
    "chair_minutes": (gettext_noop("The chair is told"), _after_minutes),
    "ratify_days": (gettext_noop("The committee looks at it within"), _days),
    "weekly_release_cents": (gettext_noop("Most that the fund gives out in a week"), _limit),
    "standard_closes_weeks": (gettext_noop("Requests without hurry close"), _closes),
    "urgent_closes_weeks": (gettext_noop("Urgent requests close"), _closes),
    "report_threshold": (gettext_noop("Smallest group that a report may show"), _people),
    "draft_expires_days": (gettext_noop("An unsent draft is removed after"), _days),
    "words_kept_months": (
        gettext_noop("Words of an ended request are destroyed after"),
        _months,
    ),
    "unsent_words_kept_days": (
        gettext_noop("Words of a removed draft are destroyed after"),
        _days,
    ),
    "resources_stale_days": (gettext_noop("Other help must be checked again after"), _days),
    "letter_days": (gettext_noop("A letter to a vendor holds for"), _days),
    "training_months": (gettext_noop("An advocate’s training holds for"), _holds),
}
"""What each figure is called, to be translated, and how its value is written."""
