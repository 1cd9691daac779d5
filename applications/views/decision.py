"""The decision letter: a page and a PDF, for the agency and for the committee's file."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation

from applications.models import Application, DecisionRecord
from applications.queries.decision import Opened, opened
from fund import pdf
from fund.access import Afterwards, StaffRequest, page
from fund.roles import Can


@page(Can.SEE_AGENCY, Can.REVIEW)
def decision(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """What was decided on each line, why, and what comes next."""
    kept = _kept(request, reference, number)
    application = kept.application
    found = opened(application, kept, request.user)
    back = "show" if found.file is None else "review"
    values = {
        "application": application,
        "letter": found.letter,
        "file": found.file,
        "back": reverse(f"applications:{back}", args=[reference]),
        "pdf_url": reverse("applications:decision_pdf", args=[reference, number]),
    }
    return render(request, "applications/decision.html", values)


@page(Can.SEE_AGENCY, Can.REVIEW)
def decision_pdf(request: StaffRequest, reference: str, number: int) -> Afterwards:
    """The same as a paper, drawn when the page's transaction is over."""
    kept = _kept(request, reference, number)
    found = opened(kept.application, kept, request.user)
    return partial(_printed, translation.get_language(), found)


def _printed(language: str | None, found: Opened) -> HttpResponse:
    values = {"letter": found.letter, "file": found.file}
    with translation.override(language):
        return pdf.answer("pdf/decision.html", values, found.letter.file_name)


def _kept(request: StaffRequest, reference: str, number: int) -> DecisionRecord:
    """The record of that round, if this person sees its request; else 404."""
    seen = Application.objects.visible_to(request.user)
    rows = DecisionRecord.objects.filter(application__in=seen)
    return get_object_or_404(
        rows.select_related("application__policy"),
        application__reference=reference,
        round=number,
    )
