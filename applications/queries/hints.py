"""Beside the questions: what a category needs, and other help to try first. Neither ever blocks."""

from collections.abc import Collection
from dataclasses import dataclass

from applications.models import Application
from fund import resources
from fund.guides import Guide, guides
from fund.web.resources.rows import ResourceRow, region_names, resource_rows


@dataclass(frozen=True)
class Hints:
    """For the categories of a request, in its region."""

    guides: list[Guide]
    resources: list[ResourceRow]


def hints_for(application: Application, categories: Collection[str]) -> Hints:
    """Three queries, whatever the number of lines."""
    stale_days = application.policy.resources_stale_days
    found = resources.fitting(categories, application.region_id, stale_days=stale_days)
    rows = resource_rows(found, region_names() if found else {}, stale_days=stale_days)
    return Hints(guides(categories), rows)
