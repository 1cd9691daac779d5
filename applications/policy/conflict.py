"""Who may not decide a request: derived from what is known, not declared. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _


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


def conflict(reviewer: Reviewer, request: Request) -> str | None:
    """Why this person may not decide this request; None if she may."""
    if reviewer.id == request.filed_by_id:
        return _("You filed this request.")
    if request.agency_id in reviewer.agency_ids:
        return _("You work for the agency that filed this request.")
    if reviewer.agency_ids & request.vendor_agency_ids:
        return _("Your agency has a tie to a vendor of this request.")
    if request.filed_by_id in reviewer.supervised_ids:
        return _("You supervise the advocate who filed this request.")
    return None


def without_conflict(reviewers: Iterable[Reviewer], request: Request) -> set[int]:
    """The ids of those who may decide this request."""
    return {reviewer.id for reviewer in reviewers if conflict(reviewer, request) is None}
