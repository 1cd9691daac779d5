"""A policy version as words for a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fund.models import FundPolicy, NeedCategory
from fund.money import usd


@dataclass(frozen=True)
class VersionRow:
    """One line of the history."""

    version: int
    effective_at: datetime
    by: str
    note: str
    kind: str
    state: str


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
        kind, state = "neutral", "Never began"
    elif policy.effective_at > now:
        kind, state = "info", "Starts later"
    elif replaced_at is not None and replaced_at <= now:
        kind, state = "neutral", "Replaced"
    else:
        kind, state = "ok", "In force"
    by = policy.created_by.name if policy.created_by else "Set up with the fund"
    return VersionRow(policy.version, policy.effective_at, by, policy.note, kind, state)


def facts(policy: FundPolicy) -> list[dict[str, Any]]:
    """Every figure of a version as key and value."""
    payable = [category.label for category in NeedCategory if category in policy.payable_categories]
    refused = [c.label for c in NeedCategory if c not in policy.payable_categories]
    pairs = [
        ("Most for one request", usd(policy.cap_application_cents)),
        ("Most for one household in 12 months", usd(policy.cap_twelve_months_cents)),
        ("Most for one household ever", usd(policy.cap_lifetime_cents)),
        ("Time to decide an emergency", f"{policy.emergency_hours} hours"),
        ("Time to decide an urgent request", f"{policy.urgent_hours} hours"),
        ("Time to decide any other request", f"{policy.standard_hours} hours"),
        ("One on-call member alone, in an emergency", usd(policy.emergency_alone_up_to_cents)),
        ("One vote is enough up to", usd(policy.one_reviewer_up_to_cents)),
        ("Votes that a larger request needs", str(policy.quorum)),
        (
            "A member sees the others’ votes",
            "After her own vote" if policy.votes_hidden_until_cast else "At once",
        ),
        ("One on-call member alone, within 24 hours", usd(policy.alone_in_a_day_cents)),
        ("An emergency that nobody took: told again", f"after {policy.page_again_minutes} minutes"),
        ("The next on call is told", f"after {policy.next_on_call_minutes} minutes"),
        ("The chair is told", f"after {policy.chair_minutes} minutes"),
        ("The committee looks at it", f"within {policy.ratify_days} days"),
        (
            "Most that the fund gives out in a week",
            usd(policy.weekly_release_cents) if policy.weekly_release_cents else "No limit",
        ),
        ("Requests without hurry close", _closes(policy.standard_closes_weeks)),
        ("Urgent requests close", _closes(policy.urgent_closes_weeks)),
        ("Smallest group that a report may show", f"{policy.report_threshold} people"),
        ("An unsent draft is removed after", f"{policy.draft_expires_days} days"),
        ("Words of an ended request are destroyed after", f"{policy.words_kept_months} months"),
        ("Words of a removed draft are destroyed after", f"{policy.unsent_words_kept_days} days"),
        ("Other help must be checked again after", f"{policy.resources_stale_days} days"),
        ("A letter to a vendor holds for", f"{policy.letter_days} days"),
        ("The fund may pay for", ", ".join(payable)),
        ("The fund does not pay for", ", ".join(refused)),
    ]
    return [{"key": key, "value": value} for key, value in pairs if value]


def _closes(weeks: int) -> str:
    return f"when money is left for less than {weeks} weeks" if weeks else "Never"
