"""A report as a tagged PDF, from the same page values as the web page."""

from django.conf import settings

from fund import pdf
from reports.page import Page


def render(page: Page) -> bytes:
    """The report as PDF bytes; the same page gives the same bytes."""
    return pdf.render("pdf/report.html", {"page": page, "site": settings.SITE_URL})
