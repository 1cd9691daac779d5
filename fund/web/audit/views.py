"""The audit trail: read by auditors and administrators, changed by nobody."""

from django.http import HttpResponse
from django.shortcuts import render

from fund.access import StaffRequest, page
from fund.models import AuditEvent, Checkpoint
from fund.roles import Can
from fund.web.keyset import page_of

from .forms import TrailFilter
from .rows import event_row


@page(Can.SEE_AUDIT)
def trail(request: StaffRequest) -> HttpResponse:
    """Every act, newest first; of one number if the address names it."""
    form = TrailFilter(request.GET)
    subject = form.cleaned_data["subject"] if form.is_valid() else ""
    events = AuditEvent.objects.select_related("actor")
    if subject:
        events = events.filter(subject__in=[subject, subject.upper()])
    found = page_of(events, request.GET, order=("-pk",))
    values = {
        "form": form,
        "subject": subject,
        "rows": [event_row(event) for event in found.rows],
        "page": found,
        "checkpoint": Checkpoint.objects.first(),
    }
    return render(request, "audit/trail.html", values)


@page(Can.SEE_AUDIT)
def checkpoint(request: StaffRequest) -> HttpResponse:
    """The latest checkpoint, to print and keep where nobody who runs the fund can change it."""
    return render(request, "audit/checkpoint.html", {"checkpoint": Checkpoint.objects.first()})
