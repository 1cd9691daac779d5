"""Four eyes over roles of much power: one asks, another one confirms, and only then it holds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fund import clock, confirming, people
from fund.models import Agency, AuditEvent, RoleGrant, User
from fund.people import NewGrant, NewPerson, PeopleError
from fund.roles import POWERFUL, Can, Role
from tests.cast import person

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def asked(role: Role, actor: User, email: str = "nora@example.org") -> RoleGrant:
    """A new person for whom `actor` asks this role from today."""
    new = NewPerson(email, "Nora", NewGrant(role, clock.today()))
    return people.invite(new, actor=actor).role_grants.get()


def again(user: User) -> User:
    """As the next request finds her."""
    return User.objects.get(pk=user.pk)


def views_in_sql(user: User) -> str:
    """What the database itself lets this person see with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT act_as(%s, %s, false)", [user.pk, clock.today()])
        cursor.execute("SELECT current_setting('fund.views')")
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("role", sorted(POWERFUL))
def test_a_powerful_role_holds_only_once_a_second_person_has_confirmed_it(
    role: Role, abel: User, chen: User
) -> None:
    waiting = asked(role, abel)
    assert again(waiting.user).roles == set()
    assert not again(waiting.user).capabilities
    confirming.confirm(waiting.pk, actor=chen)
    assert again(waiting.user).roles == {role}
    event = AuditEvent.objects.get(act="people.confirm_role")
    assert (event.actor, event.subject) == (chen, waiting.user.reference)
    assert event.facts == {"role": str(role), "grant": waiting.pk}


@pytest.mark.parametrize("role", sorted({*Role} - POWERFUL - {Role.DONOR, Role.ADVOCATE}))
def test_other_roles_hold_at_once(role: Role, abel: User, harbor: Agency) -> None:
    agency_id = harbor.pk if role is Role.AGENCY_SUPERVISOR else None
    new = NewGrant(role, clock.today(), agency_id=agency_id)
    nora = people.invite(NewPerson("nora@example.org", "Nora", new), actor=abel)
    assert nora.roles == {role}


def test_the_database_itself_shows_no_row_for_a_role_that_waits(abel: User, chen: User) -> None:
    waiting = asked(Role.FINANCE_RELEASER, abel)
    on_call = asked(Role.ON_CALL, abel, "olga@example.org")
    assert views_in_sql(waiting.user) == views_in_sql(on_call.user) == ""
    confirming.confirm(waiting.pk, actor=chen)
    confirming.confirm(on_call.pk, actor=chen)
    assert views_in_sql(waiting.user) == "payments books"
    assert views_in_sql(on_call.user) == "committee"


def test_whoever_asked_and_whoever_gets_it_are_not_the_second_person(abel: User) -> None:
    waiting = asked(Role.ADMIN, abel)
    with pytest.raises(PeopleError, match="You gave this role"):
        confirming.confirm(waiting.pk, actor=abel)
    cora = person("Cora", Role.COMMITTEE_MEMBER)
    people.grant(cora.reference, NewGrant(Role.COMMITTEE_CHAIR, clock.today()), actor=abel)
    own = cora.role_grants.get(role=Role.COMMITTEE_CHAIR)
    for decide in (confirming.confirm, confirming.refuse):
        with pytest.raises(PeopleError, match="your own role"):
            decide(own.pk, actor=cora)
    finn = person("Finn", Role.FINANCE_PREPARER)
    with pytest.raises(PeopleError, match="Only an administrator or the chair"):
        confirming.confirm(waiting.pk, actor=finn)
    assert not RoleGrant.objects.filter(confirmed_by__isnull=False).exists()


def test_a_refused_role_never_holds_and_may_be_asked_again(abel: User, chen: User) -> None:
    waiting = asked(Role.ON_CALL, abel)
    confirming.refuse(waiting.pk, actor=chen)
    with pytest.raises(PeopleError, match="was refused"):
        confirming.confirm(waiting.pk, actor=person("Anna", Role.ADMIN))
    assert again(waiting.user).roles == set()
    assert AuditEvent.objects.get(act="people.refuse_role").actor == chen
    people.grant(waiting.user.reference, NewGrant(Role.ON_CALL, clock.today()), actor=abel)


def test_whoever_asked_may_take_it_back_but_nobody_refuses_what_holds(
    abel: User, chen: User
) -> None:
    confirming.refuse(asked(Role.ON_CALL, abel).pk, actor=abel)
    held = asked(Role.ADMIN, abel, "anna@example.org")
    confirming.confirm(held.pk, actor=chen)
    with pytest.raises(PeopleError, match="End it instead"):
        confirming.refuse(held.pk, actor=chen)


def test_a_double_click_decides_once(abel: User, chen: User) -> None:
    waiting = asked(Role.ON_CALL, abel)
    first = confirming.confirm(waiting.pk, actor=chen).confirmed_at
    assert confirming.confirm(waiting.pk, actor=chen).confirmed_at == first
    refused = asked(Role.ADMIN, abel, "anna@example.org")
    for _click in range(2):
        confirming.refuse(refused.pk, actor=chen)
    assert AuditEvent.objects.filter(act="people.confirm_role").count() == 1
    assert AuditEvent.objects.filter(act="people.refuse_role").count() == 1


def test_a_role_whose_last_day_is_over_is_not_confirmed_any_more(abel: User, chen: User) -> None:
    nora = asked(Role.ON_CALL, abel).user
    short = NewGrant(Role.COMMITTEE_CHAIR, clock.today(), clock.today())
    waiting = people.grant(nora.reference, short, actor=abel)
    with clock.at(clock.now() + timedelta(days=2)):
        with pytest.raises(PeopleError, match="last day of this role is over"):
            confirming.confirm(waiting.pk, actor=chen)
        assert waiting not in RoleGrant.objects.waiting(clock.today())


def test_what_waits_counts_against_what_one_person_may_hold(abel: User) -> None:
    nora = asked(Role.FINANCE_PREPARER, abel).user
    with pytest.raises(PeopleError, match="may not also release it"):
        people.grant(nora.reference, NewGrant(Role.FINANCE_RELEASER, clock.today()), actor=abel)


def test_an_administrator_who_waits_keeps_nobody_from_being_the_last_one(
    abel: User, chen: User
) -> None:
    anna = person("Anna", Role.ADMIN)
    asked(Role.ADMIN, anna)
    people.deactivate(anna.reference, actor=chen)
    with pytest.raises(PeopleError, match="needs one administrator"):
        people.deactivate(abel.reference, actor=chen)


@pytest.mark.parametrize(
    "wrong",
    [
        "confirmed_at = now()",
        "confirmed_at = now(), confirmed_by_id = granted_by_id",
        "confirmed_at = now(), confirmed_by_id = user_id",
        "confirmed_by_id = {chen}",
        "refused_at = now()",
    ],
)
def test_the_database_refuses_a_confirmation_without_a_second_person(
    wrong: str, abel: User, chen: User
) -> None:
    waiting = asked(Role.ADMIN, abel)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE fund_rolegrant SET {wrong.format(chen=chen.pk)} WHERE id = {waiting.pk}"
        )


@pytest.mark.parametrize("taken", ["granted_by_id = NULL", "role = 'admin'", "user_id = {chen}"])
def test_who_gave_which_role_to_whom_is_never_changed(taken: str, abel: User, chen: User) -> None:
    """Else one person could turn a role that waits into one that nobody gave."""
    asked(Role.ON_CALL, abel)
    with pytest.raises(Error, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"UPDATE fund_rolegrant SET {taken.format(chen=chen.pk)}")


def test_the_chair_confirms_on_a_page_and_the_one_who_asked_can_only_take_it_back(
    abel: User, chen: User, signed_in: SignIn
) -> None:
    waiting = asked(Role.ADMIN, abel)
    own = signed_in(abel).get("/people/waiting").content.decode()
    assert "You gave this role" in own and "Take it back" in own
    assert f"/people/waiting/{waiting.pk}/confirm" not in own
    browser = signed_in(chen)
    assert "Roles wait for a second person" in browser.get("/people/committee").content.decode()
    assert "Abel gave it on" in browser.get("/people/waiting").content.decode()
    page = browser.post(f"/people/waiting/{waiting.pk}/confirm", follow=True).content.decode()
    assert "Admin is confirmed for Nora." in page and "Nothing waits" in page
    assert "In force" in signed_in(abel).get(f"/people/{waiting.user.reference}").content.decode()


def test_a_refusal_on_a_page_is_said_and_shown(abel: User, chen: User, signed_in: SignIn) -> None:
    waiting = asked(Role.ADMIN, abel)
    person_page = f"/people/{waiting.user.reference}"
    assert "Waits for a second person" in signed_in(abel).get(person_page).content.decode()
    page = signed_in(chen).post(f"/people/waiting/{waiting.pk}/refuse", follow=True)
    assert "Admin is not given to Nora." in page.content.decode()
    shown = signed_in(abel).get(person_page).content.decode()
    assert "Refused" in shown and f"/role/{waiting.pk}" not in shown


def test_a_single_administrator_reads_who_can_help(abel: User, signed_in: SignIn) -> None:
    asked(Role.ADMIN, abel)
    page = signed_in(abel).get("/people/waiting").content.decode()
    assert "first_administrator" in page
    anna = people.first_administrator("anna@example.org", "Anna")
    assert "first_administrator" not in signed_in(abel).get("/people/waiting").content.decode()
    assert anna.can(Can.MANAGE_PEOPLE)


def test_a_role_that_waits_is_not_ended_but_refused(abel: User, signed_in: SignIn) -> None:
    waiting = asked(Role.ON_CALL, abel)
    address = f"/people/{waiting.user.reference}/role/{waiting.pk}"
    assert signed_in(abel).get(address).status_code == 404
    answer = signed_in(abel).post(address, {"ends_on": clock.today().isoformat()})
    assert answer.status_code == 404


def test_the_page_of_what_waits_costs_the_same_for_many(
    abel: User, chen: User, signed_in: SignIn
) -> None:
    browser = signed_in(chen)
    for number in range(2):
        asked(Role.ON_CALL, abel, f"n{number}@example.org")
    few = _queries(browser)
    for number in range(2, 9):
        asked(Role.ON_CALL, abel, f"n{number}@example.org")
    assert _queries(browser) == few


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert browser.get("/people/waiting").status_code == 200
    return len(counted)
