"""Who may not decide a request: derived from what is known, not declared. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Reviewer:
    """What a conflict of interest is derived from."""

    id: int
    agency_ids: frozenset[int]
    supervised_ids: frozenset[int]


@dataclass(frozen=True)
class Request:
    """The request's side of it: whose it is and whom it would pay."""

    agency_id: int
    filed_by_id: int
    vendor_agency_ids: frozenset[int]


CONFLICTS = {
    "filed": gettext_noop("You filed this request."),
    "agency": gettext_noop("You work for the agency that filed this request."),
    "vendor": gettext_noop("Your agency has a tie to a vendor of this request."),
    "supervisor": gettext_noop("You supervise the advocate who filed this request."),
}
"""Each kind of conflict, as it is said to whoever has it."""


def conflict(reviewer: Reviewer, request: Request) -> str | None:
    """Why this person may not decide this request; None if she may."""
    kind = conflict_kind(reviewer, request)
    return _(CONFLICTS[kind]) if kind else None


def conflict_kind(reviewer: Reviewer, request: Request) -> str | None:
    """The same as a key of CONFLICTS."""
    if reviewer.id == request.filed_by_id:
        return "filed"
    if request.agency_id in reviewer.agency_ids:
        return "agency"
    if reviewer.agency_ids & request.vendor_agency_ids:
        return "vendor"
    if request.filed_by_id in reviewer.supervised_ids:
        return "supervisor"
    return None


def without_conflict(reviewers: Iterable[Reviewer], request: Request) -> set[int]:
    """The ids of those who may decide this request."""
    return {reviewer.id for reviewer in reviewers if conflict(reviewer, request) is None}
