"""The order of the questions."""

from django.urls import reverse

from applications.models import Application

QUESTIONS = 3


def next_step(application: Application) -> str:
    """The address of the first question without an answer; then the check page."""
    if not application.needs.exists():
        name = "add"
    elif not application.household_band:
        name = "who"
    else:
        name = "check"
    return reverse(f"applications:{name}", args=[application.reference])
