"""The committee's figures as a file, for the chair."""

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from applications import committee_exports
from applications.queries.looking import Looking
from fund import clock
from fund.access import StaffRequest, command, page
from fund.roles import Can


@page(Can.CHAIR)
def ask(request: StaffRequest) -> HttpResponse:
    """What the file holds, with the filters of the address."""
    looking = Looking.of(request.GET).to_keep()
    return render(request, "applications/requests_file.html", {"looking": looking})


@command(Can.CHAIR, fresh=True)
def export(request: StaffRequest) -> HttpResponseBase:
    """The file, under a name that says nothing of anybody."""
    committee_exports.begin_export(request.user)
    lines = committee_exports.export(request.user, Looking.of(request.GET).to_keep())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"requests-{clock.today():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
