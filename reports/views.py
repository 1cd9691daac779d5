"""HTTP only: what the public, donors and staff open. No rule lives here."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from fund.access import StaffRequest, command, page, public
from fund.models import Donor
from fund.roles import Can
from reports import actions, queries
from reports.forms import PrepareForm, WithdrawForm
from reports.models import Release
from reports.page import in_english, page_of
from reports.quarters import Quarter


@public()
def reports(request: HttpRequest) -> HttpResponse:
    """Every published report."""
    return render(request, "reports/list.html", {"releases": list(queries.published())})


@public()
def method(request: HttpRequest) -> HttpResponse:
    """How counts are protected, and what that can't do."""
    return render(request, "reports/method.html")


@public()
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """One report as a web page; a withdrawn one says why, with status 410."""
    release = _once_public(slug)
    if not release.is_public:
        return render(request, "reports/withdrawn.html", {"release": release}, status=410)
    values = {"release": release, "page": page_of(release, for_pdf=False)}
    return render(request, "reports/report.html", values)


@public()
def report_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The PDF that was made when the report was published."""
    release = _once_public(slug)
    if not release.is_public:
        return render(request, "reports/withdrawn.html", {"release": release}, status=410)
    response = HttpResponse(bytes(release.report.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="support-fund-{slug}.pdf"'
    return response


@page(Can.SEE_DONOR_PAGES)
def donor(request: StaffRequest) -> HttpResponse:
    """The donor's own gifts, and the reports on what all gifts did together."""
    giver = _donor_of(request)
    count, cents = queries.given(giver)
    values = {
        "donor": giver,
        "gifts": queries.gifts_of(giver),
        "given": count,
        "given_cents": cents,
        "releases": list(queries.published()[:8]),
    }
    return render(request, "reports/donor.html", values)


@page(Can.PREPARE_REPORT, Can.PUBLISH_REPORT)
def staff(request: StaffRequest) -> HttpResponse:
    """All reports in every state, and the quarters that are ready for one."""
    return _staff_page(request, PrepareForm(ready=queries.ready_quarters()))


@command(Can.PREPARE_REPORT)
def prepare(request: StaffRequest) -> HttpResponse:
    form = PrepareForm(request.POST, ready=queries.ready_quarters())
    if form.is_valid():
        quarter = Quarter.from_slug(form.cleaned_data["quarter"])
        try:
            release = actions.prepare(quarter, actor=request.user)
        except actions.ReportRefused as refused:
            form.add_error("quarter", str(refused))
        else:
            messages.success(request, _("Report prepared. A second person must publish it."))
            return redirect("reports:preview", pk=release.pk)
    return _staff_page(request, form)


@page(Can.PREPARE_REPORT, Can.PUBLISH_REPORT)
def preview(request: StaffRequest, pk: int) -> HttpResponse:
    """What the public will see, what is held back and why, and the next step."""
    return _preview_page(request, pk, WithdrawForm())


@command(Can.PUBLISH_REPORT)
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    get_object_or_404(Release, pk=pk)
    try:
        release = actions.publish(pk, actor=request.user)
    except actions.ReportRefused as refused:
        messages.error(request, str(refused))
        return redirect("reports:preview", pk=pk)
    messages.success(
        request, "Report published. Everybody can read it now."
    )  # on a page in English
    return redirect("reports:report", slug=release.quarter.slug)


@command(Can.PREPARE_REPORT, Can.PUBLISH_REPORT)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    get_object_or_404(Release, pk=pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw(pk, reason=form.cleaned_data["reason"], actor=request.user)
        except actions.ReportRefused as refused:
            form.add_error("reason", str(refused))
        else:
            messages.success(request, _("Report withdrawn."))
            return redirect("reports:preview", pk=pk)
    return _preview_page(request, pk, form)


def _once_public(slug: str) -> Release:
    try:
        release = queries.once_public(Quarter.from_slug(slug))
    except ValueError:
        release = None
    if release is None:
        raise Http404
    return release


def _donor_of(request: StaffRequest) -> Donor:
    for grant in request.user.current_grants:
        if grant.donor is not None:
            return grant.donor
    raise Http404


def _staff_page(request: StaffRequest, form: PrepareForm) -> HttpResponse:
    values = {
        "releases": list(queries.for_staff()),
        "form": form,
        "may_prepare": request.user.can(Can.PREPARE_REPORT),
        "ready": bool(form.fields["quarter"].choices),  # type: ignore[attr-defined]
    }
    return render(request, "reports/staff.html", values, status=422 if form.errors else 200)


def _preview_page(request: StaffRequest, pk: int, form: WithdrawForm) -> HttpResponse:
    release = get_object_or_404(queries.for_staff().prefetch_related("tables"), pk=pk)
    with in_english():
        printed = page_of(release, for_pdf=False)
    values = {
        "release": release,
        "page": printed,
        "ours": page_of(release, for_pdf=False),
        "form": form,
        "may_publish": request.user.can(Can.PUBLISH_REPORT)
        and release.prepared_by_id != request.user.pk,
    }
    return render(request, "reports/preview.html", values, status=422 if form.errors else 200)
