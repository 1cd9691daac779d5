"""A page cannot write, a command is a POST, and what was typed outlives a session."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from fund import access
from fund.models import Agency, Region, User
from fund.roles import Can
from tests.secondstep import phone_of
from tests.secondstep import sign_in as sign_in_by_pages

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def ask(view: access.View, user: User, method: str = "get") -> HttpResponse:
    request: HttpRequest = getattr(RequestFactory(), method)("/somewhere")
    request.user = user
    answer = view(request)
    assert isinstance(answer, HttpResponse)
    return answer


def answering(act: Callable[[], Any]) -> access.View:
    def view(request: HttpRequest) -> HttpResponse:
        act()
        return HttpResponse("done")

    return view


WRITES: dict[str, Callable[[], Any]] = {
    "insert": lambda: Region.objects.create(name="New"),
    "update": lambda: Region.objects.update(name="Same"),
    "delete": lambda: Agency.objects.all()._raw_delete("default"),
    "raw": lambda: connection.cursor().execute("  (\n) ; update fund_region set name = 'x'"),
    "commented": lambda: connection.cursor().execute("/* x */ DELETE FROM fund_region"),
    "with": lambda: connection.cursor().execute(
        "WITH gone AS (DELETE FROM fund_region RETURNING 1) SELECT * FROM gone"
    ),
    "function": lambda: connection.cursor().execute("DO $$ BEGIN DELETE FROM fund_region; END $$"),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_page_that_writes_is_stopped(abel: User, write: str) -> None:
    before = Region.objects.count()
    with pytest.raises(access.WriteInPage), transaction.atomic():
        ask(access.page(Can.MANAGE_PEOPLE)(answering(WRITES[write])), abel)
    assert Region.objects.count() == before
    assert not Region.objects.filter(name__in=["New", "Same", "x"]).exists()


def test_a_page_reads(abel: User) -> None:
    view = access.page(Can.MANAGE_PEOPLE)(answering(lambda: list(Region.objects.all())))
    assert ask(view, abel).status_code == 200


def test_a_command_writes_by_post_alone(abel: User) -> None:
    view = access.command(Can.MANAGE_PEOPLE)(answering(WRITES["insert"]))
    assert ask(view, abel).status_code == 405
    assert not Region.objects.filter(name="New").exists()
    assert ask(view, abel, "post").status_code == 200
    assert Region.objects.filter(name="New").exists()


def test_a_page_takes_no_post(abel: User) -> None:
    assert ask(access.page()(answering(list)), abel, "post").status_code == 405


@pytest.mark.parametrize("opening", [access.page, access.command])
def test_one_capability_of_several_is_enough_and_none_is_not(
    cora: User, opening: Callable[..., Any]
) -> None:
    method = "get" if opening is access.page else "post"
    assert ask(opening(Can.FILE, Can.REVIEW)(answering(list)), cora, method).status_code == 200
    with pytest.raises(PermissionDenied):
        ask(opening(Can.FILE)(answering(list)), cora, method)


def test_a_person_shut_out_today_has_no_capability(cora: User) -> None:
    cora.is_active = False
    assert cora.capabilities == frozenset()


def test_what_was_typed_is_there_again_after_sign_in(abel: User, signed_in: SignIn) -> None:
    browser = signed_in(abel)
    owner = browser.get("/people/new").context["form_owner"]
    browser.logout()
    phone = phone_of(abel)
    typed = {"name": "Nora", "email": "nora@example.org", "_for": owner}
    sign_in = browser.post("/people/new", typed)["Location"]
    (path,) = parse_qs(urlsplit(sign_in).query)["next"]
    assert path == "/people/new"
    sign_in_by_pages(browser, abel, phone)
    assert 'value="nora@example.org"' in browser.get(path).content.decode()
    assert 'value="nora@example.org"' not in browser.get(path).content.decode()
    assert not User.objects.filter(name="Nora").exists()


def test_what_was_typed_is_given_to_nobody_else(abel: User, cora: User, signed_in: SignIn) -> None:
    from fund.models import RoleGrant

    RoleGrant.objects.create(user=cora, role="admin", starts_on="2020-01-01")
    owner = signed_in(abel).get("/people/new").context["form_owner"]
    browser = Client()
    browser.post("/people/new", {"name": "Nora", "email": "nora@example.org", "_for": owner})
    sign_in_by_pages(browser, cora, phone_of(cora))
    assert "nora@example.org" not in browser.get("/people/new").content.decode()


def test_an_email_is_not_changed_by_whoever_sits_at_an_open_screen(
    cora: User, signed_in: SignIn
) -> None:
    browser = signed_in(cora)
    assert browser.get("/account/email/").status_code == 404
    change = {"email": "mallory@example.org", "action_add": ""}
    assert browser.post("/account/email/", change).status_code == 404
