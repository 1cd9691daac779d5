"""A supervisor ends the sessions of her own people, and sees whose codes are closed."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fund import audit, people, wrongcodes
from fund.models import Agency, AuditEvent, User
from fund.roles import Role
from tests.cast import person

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def sign_out(browser: Client, user: User) -> int:
    return browser.post(f"/people/team/{user.reference}/sign-out").status_code


def test_a_supervisor_signs_out_her_own_advocate_everywhere(
    sage: User, ada: User, signed_in: SignIn
) -> None:
    here, there, hers = signed_in(ada), signed_in(ada), signed_in(sage)
    assert "Ada" in hers.get("/people/team").content.decode()
    assert sign_out(hers, ada) == 302
    assert here.get("/requests/").status_code == there.get("/requests/").status_code == 302
    event = AuditEvent.objects.get(act="people.sign_out")
    assert (event.actor, event.subject) == (sage, ada.reference)


def test_nobody_of_another_agency_or_of_the_fund_is_in_her_team(
    sage: User, alma: User, cora: User, abel: User, harbor: Agency, signed_in: SignIn
) -> None:
    """Nor a committee member who works for the same agency, nor herself."""
    hers = signed_in(sage)
    carol = person("Carol", Role.COMMITTEE_MEMBER, agency=harbor)
    for other in (alma, cora, abel, carol, sage):
        browser = signed_in(other)
        assert sign_out(hers, other) == 404
        assert browser.get("/welcome").status_code == 200
    assert list(people.team_of(sage)) == []


def test_an_advocate_has_no_team(ada: User, harbor: Agency, signed_in: SignIn) -> None:
    other = person("Other", Role.ADVOCATE, agency=harbor)
    assert signed_in(ada).get("/people/team").status_code == 403
    assert sign_out(signed_in(ada), other) == 403


def test_closed_codes_are_seen_by_supervisor_and_administrator(
    sage: User, ada: User, abel: User, signed_in: SignIn
) -> None:
    pages = [(sage, "/people/team"), (abel, "/people/"), (abel, f"/people/{ada.reference}")]
    words = ("Codes closed", "Codes closed", "Codes are closed until")
    for _number in range(wrongcodes.LIMIT - 1):
        audit.record(wrongcodes.FAILED, ada.reference, actor=None)
    for (user, path), said in zip(pages, words, strict=True):
        assert f">{said}" not in signed_in(user).get(path).content.decode()
    audit.record(wrongcodes.FAILED, ada.reference, actor=None)
    for (user, path), said in zip(pages, words, strict=True):
        assert f">{said}" in signed_in(user).get(path).content.decode()


def test_a_team_costs_a_fixed_number_of_queries(
    sage: User, harbor: Agency, signed_in: SignIn
) -> None:
    browser, counts = signed_in(sage), []
    for number in range(10):
        person(f"Advocate{number}", Role.ADVOCATE, agency=harbor)
        if number in (0, 9):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                browser.get("/people/team")
            counts.append(len(asked))
    assert counts[0] == counts[1]
