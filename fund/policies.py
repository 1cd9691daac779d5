"""The fund's policy changes only by a new version; a version that exists is never edited."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fund import clock
from fund.audit import record
from fund.models import FundPolicy, User


class PolicyError(Exception):
    """The new version can't stand; the message is one sentence for the administrator."""


@dataclass(frozen=True)
class Rules:
    """Every figure of a version: cents, minutes and hours by the wall clock, days, weeks, months,
    people."""

    cap_application_cents: int
    cap_twelve_months_cents: int
    cap_lifetime_cents: int
    emergency_hours: int
    urgent_hours: int
    standard_hours: int
    emergency_alone_up_to_cents: int
    one_reviewer_up_to_cents: int
    quorum: int
    votes_hidden_until_cast: bool
    alone_in_a_day_cents: int
    page_again_minutes: int
    next_on_call_minutes: int
    chair_minutes: int
    ratify_days: int
    weekly_release_cents: int
    urgent_closes_weeks: int
    standard_closes_weeks: int
    report_threshold: int
    draft_expires_days: int
    words_kept_months: int
    unsent_words_kept_days: int
    resources_stale_days: int
    letter_days: int
    training_months: int
    payable_categories: tuple[str, ...]


@transaction.atomic(durable=True)
def new_version(
    rules: Rules, *, based_on: int, effective_at: datetime | None, note: str, actor: User
) -> FundPolicy:
    """The version after `based_on`, in force from `effective_at` (None: at once).

    The same figures again are the same version, so a double click makes one. Raises PolicyError
    if somebody else has changed the policy since the form was opened, or if no figure is different.
    Requests keep the version that they were filed under.
    """
    base = FundPolicy.objects.select_for_update().get(version=based_on)
    figures = {**asdict(rules), "payable_categories": list(rules.payable_categories)}
    newer = FundPolicy.objects.filter(version=base.version + 1, created_by=actor).first()
    if newer and _figures(newer) == figures:
        return newer
    require_change(rules, base)
    now = clock.now()
    if effective_at and effective_at < now:
        raise PolicyError(_("A policy can’t start in the past."))
    made = FundPolicy.objects.create(
        version=base.version + 1,
        effective_at=effective_at or now,
        created_by=actor,
        created_at=now,
        note=note,
        **figures,
    )
    record("policy.new_version", f"policy {made.version}", actor=actor)
    return made


def require_change(rules: Rules, base: FundPolicy) -> None:
    """Raises PolicyError if these figures can't follow `base`: they are the same, or another
    version follows it already."""
    if FundPolicy.objects.filter(version__gt=base.version).exists():
        raise PolicyError(_("Somebody changed the policy while you were typing. Look at it first."))
    if _unordered(rules) == _unordered(figures_of(base)):
        raise PolicyError(
            _("No figure is different from version %(version)d. Change one, or leave it as it is.")
            % {"version": base.version}
        )


def figures_of(policy: FundPolicy) -> Rules:
    """The figures of a stored version."""
    found = _figures(policy)
    return Rules(**{**found, "payable_categories": tuple(found["payable_categories"])})


def _figures(policy: FundPolicy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in Rules.__dataclass_fields__}


def _unordered(rules: Rules) -> tuple[Rules, frozenset[str]]:
    return replace(rules, payable_categories=()), frozenset(rules.payable_categories)
