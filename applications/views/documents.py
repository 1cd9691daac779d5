"""Documents beside a request: added by the agency, opened by whoever may see the request."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import actions, consents
from applications import documents as papers
from applications.forms.documents import DocumentsForm
from applications.models import Application, Document, DocumentKind
from applications.queries.papers import papers_of, sheets_of
from applications.states import UNDECIDED, State
from applications.views.opening import form_page, of_agency, of_draft
from applications.views.steps import next_step
from applications.views.uploads import AWAY, STORE_AWAY, content_of, once_of, take_in
from fund.access import Afterwards, StaffRequest, command, page, typed_before
from fund.documents import limits
from fund.documents.intake import Received
from fund.documents.kinds import Why
from fund.documents.rebuild import NotTaken
from fund.guides import guides
from fund.models import User
from fund.roles import Can
from fund.web.problems import problems_of


@page(Can.FILE)
@of_agency
def documents(request: StaffRequest, application: Application) -> HttpResponse:
    """The documents so far, and the way to add more."""
    typed = typed_before(request)
    return _documents_page(request, application, DocumentsForm(typed), kept=bool(typed))


@command(Can.FILE)
@of_agency
def add(request: StaffRequest, application: Application) -> HttpResponse:
    """Take in one or more files; a bad one is named and is no harm to the others."""
    form = DocumentsForm(request.POST, request.FILES)
    if form.is_valid():
        which = _("Page %(number)d was not added.")
        files = form.cleaned_data["files"]
        added, problems = take_in(files, partial(_take, request, application, form), which)
        if added:
            words = ngettext(
                "%(count)d document is added.", "%(count)d documents are added.", added
            )
            messages.success(request, words % {"count": added})
        if not problems:
            return redirect("applications:documents", application.reference)
        for problem in problems:
            form.add_error("papers", problem)
    return _documents_page(request, application, form)


def _take(
    request: StaffRequest,
    application: Application,
    form: DocumentsForm,
    number: int,
    file: Received,
) -> None:
    actions.add_document(
        application.pk,
        DocumentKind(form.cleaned_data["kind"]),
        content_of(file),
        once=once_of(request, number),
        actor=request.user,
    )


@command(Can.FILE)
@of_agency
def add_page(request: StaffRequest, application: Application) -> JsonResponse:
    """One file by itself, sent by `upload.js`: 201; 422 and why it is not taken; 503 for once more.

    The same `_once` again is the same document, so that a lost answer does no harm.
    """
    form = DocumentsForm(request.POST, request.FILES)
    if not form.is_valid():
        why = [problem.text for problem in problems_of(form)]
        return JsonResponse({"words": ". ".join(why)}, status=422)
    try:
        _take(request, application, form, 1, form.cleaned_data["files"][0])
    except NotTaken as refused:
        status = 503 if refused.why is Why.BUSY else 422
        return JsonResponse({"words": refused.words}, status=status)
    except actions.Refused as refused:
        return JsonResponse({"words": str(refused)}, status=422)
    except STORE_AWAY:
        return JsonResponse({"words": _(AWAY)}, status=503)
    return JsonResponse({}, status=201)


@command(Can.FILE)
@of_draft
def remove(request: StaffRequest, application: Application, number: int) -> HttpResponse:
    """Take a document out of a draft; one that is gone already stays gone."""
    actions.remove_document(application.pk, number, actor=request.user)
    messages.success(request, _("The document is removed."))
    return redirect("applications:documents", application.reference)


def _documents_page(
    request: StaffRequest, application: Application, form: DocumentsForm, *, kept: bool = False
) -> HttpResponse:
    is_draft = application.state == State.DRAFT
    shown = papers_of(application, request.user)
    is_open = is_draft or application.state in UNDECIDED
    return form_page(
        request,
        "applications/documents.html",
        form,
        kept=kept,
        application=application,
        papers=shown,
        is_draft=is_draft,
        guides=guides(set(application.needs.values_list("category", flat=True))),
        can_add=is_open and len(shown) < limits.MOST_DOCUMENTS,
        largest=limits.LARGEST_FILE_BYTES,
        back=next_step(application)
        if is_draft
        else reverse("applications:show", args=[application.reference]),
    )


@page(Can.SEE_AGENCY, Can.REVIEW)
def document(request: StaffRequest, reference: str, number: int) -> HttpResponse:
    """One document, page by page. The pictures come by links that end in a few minutes."""
    found = _visible(request, reference, number)
    application = found.application
    is_own = application.agency_id in request.user.agency_ids
    back = "documents" if is_own and request.user.can(Can.FILE) else "show"
    values = {
        "application": application,
        "paper": DocumentKind(found.kind).label,
        "sheets": sheets_of(application, found, request.user),
        "back": reverse(f"applications:{back if is_own else 'review'}", args=[reference]),
    }
    return render(request, "applications/document.html", values)


@page(Can.SEE_AGENCY, Can.REVIEW)
def sheet(
    request: StaffRequest, reference: str, number: int, number_of_page: int, key: str
) -> HttpResponse | Afterwards:
    """One page as a picture, for the person whom the link was made for."""
    found = _visible(request, reference, number)
    try:
        papers.check_key(key, found, number_of_page, request.user)
    except papers.LinkForged:
        raise Http404 from None
    except papers.LinkEnded:
        return render(request, "applications/link_ended.html", {"document": found}, status=410)
    return partial(_picture, found, number_of_page, request.user)


def _picture(found: Document, page: int, reader: User) -> HttpResponse:
    """Fetched from the store when the page's transaction is over."""
    try:
        picture = papers.open_page(found, page, reader=reader)
    except STORE_AWAY as trouble:
        return HttpResponse(_(trouble.words), "text/plain; charset=utf-8", status=503)
    name = f"{found.application.reference}-{found.number}-{page}.jpg"
    return HttpResponse(
        picture,
        content_type="image/jpeg",
        headers={
            "Content-Disposition": f'inline; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _visible(request: StaffRequest, reference: str, number: int) -> Document:
    """The document, if this person sees its request and may read what is in it; else 404."""
    rows = Document.objects.filter(application__in=Application.objects.visible_to(request.user))
    wanted = rows.select_related("application")
    found = get_object_or_404(wanted, application__reference=reference, number=number)
    if not consents.may_read(found.application, request.user):
        raise Http404
    return found
