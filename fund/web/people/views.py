"""Who works with the fund: list, invite, give and end roles, shut out and let back in."""

from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from fund import clock, dates, people
from fund.access import StaffRequest, command, page, typed_before
from fund.models import RoleGrant, User
from fund.people import Checked, PeopleError
from fund.roles import Can
from fund.web.keyset import page_of

from . import mail
from .forms import EndForm, GrantForm, InviteForm, ResetForm
from .rows import grants_of, person_rows, with_roles


@page(Can.MANAGE_PEOPLE)
def show_list(request: StaffRequest) -> HttpResponse:
    """Everybody by name, with the roles in force today."""
    found = page_of(
        with_roles(User.objects.all()), request.GET, order=("name", "pk"), by="reference"
    )
    rows = person_rows(found.rows)
    waiting = RoleGrant.objects.waiting(clock.today()).count()
    return render(request, "people/list.html", {"page": found, "rows": rows, "waiting": waiting})


@page(Can.MANAGE_PEOPLE)
def show(request: StaffRequest, reference: str) -> HttpResponse:
    """One person: roles of all times, and what can be done."""
    user = get_object_or_404(with_roles(User.objects.all()), reference=reference)
    values = {
        "person": person_rows([user])[0],
        "grants": grants_of(user, clock.today()),
        "is_self": user.pk == request.user.pk,
    }
    return render(request, "people/show.html", values)


@page(Can.MANAGE_PEOPLE)
def ask_invite(request: StaffRequest) -> HttpResponse:
    return _invite_page(request, InviteForm(typed_before(request)))


@command(Can.MANAGE_PEOPLE, fresh=True)
def invite(request: StaffRequest) -> HttpResponse:
    """Make the person, then send the mail: the row stands even if the mail server is away."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _invite_page(request, form)
    try:
        user = people.invite(form.new_person(), actor=request.user)
    except PeopleError as error:
        form.add_error(None, str(error))
        return _invite_page(request, form)
    _send(request, user)
    if RoleGrant.objects.waiting(clock.today()).filter(user=user).exists():
        messages.info(request, _("The role holds once a second person has confirmed it."))
    return redirect("people:show", user.reference)


@page(Can.MANAGE_PEOPLE)
def ask_grant(request: StaffRequest, reference: str) -> HttpResponse:
    return _grant_page(request, reference, GrantForm(typed_before(request)))


@command(Can.MANAGE_PEOPLE, fresh=True)
def grant(request: StaffRequest, reference: str) -> HttpResponse:
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _grant_page(request, reference, form)
    try:
        given = people.grant(_known(reference), form.new_grant(), actor=request.user)
    except PeopleError as error:
        form.add_error(None, str(error))
        return _grant_page(request, reference, form)
    said = (
        _("%(role)s was given to %(name)s.")
        if given.confirmed_at
        else _("%(role)s is asked for %(name)s. It holds once a second person has confirmed it.")
    )
    words = {"role": given.get_role_display(), "name": given.user.name}
    messages.success(request, said % words)
    return redirect("people:show", reference)


@page(Can.MANAGE_PEOPLE)
def ask_end(request: StaffRequest, reference: str, grant_id: int) -> HttpResponse:
    return _end_page(request, reference, grant_id, EndForm(typed_before(request)))


@command(Can.MANAGE_PEOPLE, fresh=True)
def end(request: StaffRequest, reference: str, grant_id: int) -> HttpResponse:
    form = EndForm(request.POST)
    get_object_or_404(_confirmed(), user__reference=reference, pk=grant_id)
    if not form.is_valid():
        return _end_page(request, reference, grant_id, form)
    ends_on: date = form.cleaned_data["ends_on"]
    try:
        ended = people.end_grant(reference, grant_id, ends_on, actor=request.user)
    except PeopleError as error:
        form.add_error("ends_on", str(error))
        return _end_page(request, reference, grant_id, form)
    words = {"role": ended.get_role_display(), "day": dates.written(ends_on)}
    messages.success(request, _("%(role)s ends on %(day)s.") % words)
    return redirect("people:show", reference)


@command(Can.MANAGE_PEOPLE, fresh=True)
def deactivate(request: StaffRequest, reference: str) -> HttpResponse:
    try:
        user = people.deactivate(_known(reference), actor=request.user)
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("%(name)s is signed out and can’t sign in any more.") % {"name": user.name}
        )
    return redirect("people:show", reference)


@command(Can.MANAGE_PEOPLE)
def sign_out(request: StaffRequest, reference: str) -> HttpResponse:
    try:
        user = people.sign_out(_known(reference), actor=request.user)
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("%(name)s is signed out on every device.") % {"name": user.name}
        )
    return redirect("people:show", reference)


@page(Can.MANAGE_PEOPLE)
def ask_reset(request: StaffRequest, reference: str) -> HttpResponse:
    """Call first: who asks for this by mail may be somebody else."""
    return _reset_page(request, reference, ResetForm(typed_before(request)))


@command(Can.MANAGE_PEOPLE, fresh=True)
def reset_second_step(request: StaffRequest, reference: str) -> HttpResponse:
    form = ResetForm(request.POST)
    if not form.is_valid():
        return _reset_page(request, reference, form)
    try:
        checked = Checked(form.cleaned_data["checked"])
        user = people.reset_second_step(_known(reference), checked, actor=request.user)
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("%(name)s sets up a new second step at the next sign-in.") % {"name": user.name},
        )
    return redirect("people:show", reference)


@command(Can.MANAGE_PEOPLE, fresh=True)
def activate(request: StaffRequest, reference: str) -> HttpResponse:
    try:
        user = people.activate(_known(reference), actor=request.user)
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        _send(request, user)
    return redirect("people:show", reference)


@command(Can.MANAGE_PEOPLE, fresh=True)
def invite_again(request: StaffRequest, reference: str) -> HttpResponse:
    """A new link, for somebody who has not chosen a password yet."""
    user = get_object_or_404(User, reference=reference, is_active=True)
    if user.has_usable_password():
        messages.info(request, _("%(name)s has chosen a password already.") % {"name": user.name})
    else:
        _send(request, user)
    return redirect("people:show", reference)


def _send(request: HttpRequest, user: User) -> None:
    if mail.send_invitation(user):
        messages.success(
            request, _("An invitation is on its way to %(email)s.") % {"email": user.email}
        )
    else:
        messages.warning(
            request, _("The mail could not be sent. Wait a little, then send it again.")
        )


def _known(reference: str) -> str:
    return get_object_or_404(User.objects.only("reference"), reference=reference).reference


def _invite_page(request: HttpRequest, form: InviteForm) -> HttpResponse:
    return render(request, "people/invite.html", {"form": form})


def _reset_page(request: HttpRequest, reference: str, form: ResetForm) -> HttpResponse:
    person = get_object_or_404(User, reference=reference)
    values = {"form": form, "name": person.name, "reference": reference}
    return render(request, "people/second_step.html", values)


def _grant_page(request: HttpRequest, reference: str, form: GrantForm) -> HttpResponse:
    person = get_object_or_404(User, reference=reference)
    return render(
        request, "people/grant.html", {"form": form, "name": person.name, "reference": reference}
    )


def _end_page(request: HttpRequest, reference: str, grant_id: int, form: EndForm) -> HttpResponse:
    found = get_object_or_404(_confirmed(), user__reference=reference, pk=grant_id)
    values = {
        "form": form,
        "name": found.user.name,
        "reference": reference,
        "role": found.get_role_display(),
    }
    return render(request, "people/end_grant.html", values)


def _confirmed() -> QuerySet[RoleGrant]:
    """A role that waits is refused, not ended."""
    found: QuerySet[RoleGrant] = RoleGrant.objects.filter(confirmed_at__isnull=False)
    return found.select_related("user")
