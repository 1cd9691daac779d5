"""The order of the questions."""

from typing import Any

from django.urls import reverse

from applications.models import Application, StartedLine

QUESTIONS = 5


def next_step(application: Application) -> str:
    """The address of the first question without an answer; then the check page.

    A line in progress comes first: there the advocate was typing.
    """
    line = StartedLine.objects.filter(application=application).first()
    if line:
        return address(application, "how_much" if line.vendor_id else "whom", line.position)
    if not application.needs.exists():
        return address(application, "what", 1)
    return address(application, "check" if application.household_band else "who")


def address(application: Application, name: str, *rest: Any) -> str:
    """The address of a page of this draft."""
    return reverse(f"applications:{name}", args=[application.reference, *rest])
