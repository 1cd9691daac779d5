"""Who may let whom in, with which roles, and how somebody is shut out."""

import re
import threading
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from fund import agencies, clock, people
from fund.models import Agency, AuditEvent, Region, RoleGrant, User
from fund.people import NewGrant, NewPerson, PeopleError
from fund.roles import POWERFUL, Can, Role
from fund.tasks import tell_of_role
from tests.cast import PASSWORD, person
from tests.fund.mailbox import Mailbox

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def from_today(role: Role, **given: object) -> NewGrant:
    return NewGrant(role, clock.today(), **given)  # type: ignore[arg-type]


def newcomer(role: Role = Role.COMMITTEE_MEMBER, email: str = "Nora@Example.org") -> NewPerson:
    return NewPerson(email, "Nora", from_today(role))


def typed(**given: object) -> dict[str, object]:
    """An invitation as the form sends it."""
    first = {"name": "Nora", "email": "nora@example.org", "role": "committee_member"}
    return {**first, "starts_on": clock.today().isoformat(), **given}


def acts(user: User) -> list[str]:
    return list(
        AuditEvent.objects.filter(subject=user.reference)
        .order_by("pk")
        .values_list("act", flat=True)
    )


def test_an_invited_person_holds_her_role_and_has_no_password_yet(abel: User) -> None:
    nora = people.invite(newcomer(), actor=abel)
    assert nora.email == "nora@example.org"
    assert nora.can(Can.REVIEW)
    assert not nora.has_usable_password()
    assert nora.invitation.invited_by == abel
    assert acts(nora) == ["people.invite", "people.grant"]


def test_an_email_that_is_known_is_not_invited_again(abel: User, cora: User) -> None:
    with pytest.raises(PeopleError, match="already on the list"):
        people.invite(newcomer(email="CORA@example.org"), actor=abel)
    assert User.objects.count() == 2


def test_the_invitation_mail_holds_a_link_that_sets_a_password_once(
    abel: User, signed_in: SignIn, mailbox: Mailbox
) -> None:
    response = signed_in(abel).post("/people/new", typed())
    nora = User.objects.get(email="nora@example.org")
    assert response["Location"] == f"/people/{nora.reference}"
    (mail,) = mailbox.received
    assert mail.to == ["nora@example.org"]
    link = urlsplit(re.findall(r"http\S+", mail.text)[0]).path

    assert choose_password(link) == 302
    nora.refresh_from_db()
    assert nora.check_password("three calm words here")
    assert nora.invitation.accepted_at is not None
    assert "no longer works" in Client().get(link).content.decode()


def choose_password(link: str) -> int:
    browser = Client()
    form = browser.get(link)
    words = {"password1": "three calm words here", "password2": "three calm words here"}
    return browser.post(form["Location"], words).status_code


def test_a_mail_server_that_is_away_loses_no_person(
    abel: User, signed_in: SignIn, settings: object, unused_port: int
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_PORT = unused_port  # type: ignore[attr-defined]
    page = signed_in(abel).post("/people/new", typed(), follow=True).content.decode()
    assert "could not be sent" in page
    assert "Send the invitation again" in page


def test_a_wrong_invitation_keeps_what_was_typed_and_says_what_is_wrong(
    abel: User, signed_in: SignIn
) -> None:
    wrong = typed(role="advocate", email="nora", ends_on="2001-01-01")
    page = signed_in(abel).post("/people/new", wrong).content.decode()
    assert 'value="Nora"' in page
    for words in (
        "Enter an email like name@example.org",
        "Choose the agency that this person works for",
        "The last day can’t be before the first day",
    ):
        assert page.count(words) == 2, words
    assert not User.objects.filter(name="Nora").exists()


def test_the_person_who_prepares_payments_is_not_given_their_release(
    abel: User, finn: User
) -> None:
    with pytest.raises(PeopleError, match="may not also release it"):
        people.grant(finn.reference, from_today(Role.FINANCE_RELEASER), actor=abel)
    assert finn.role_grants.count() == 1


def test_roles_that_share_no_day_may_follow_each_other(abel: User, finn: User) -> None:
    today = clock.today()
    kept = finn.role_grants.get()
    people.end_grant(finn.reference, kept.pk, today, actor=abel)
    tomorrow = today + timedelta(days=1)
    people.grant(finn.reference, NewGrant(Role.FINANCE_RELEASER, tomorrow), actor=abel)
    with pytest.raises(PeopleError):
        people.grant(finn.reference, NewGrant(Role.COMMITTEE_MEMBER, today), actor=abel)
    assert acts(finn) == ["people.end_role", "people.grant", "people.tell_of_role"]


def test_a_role_is_compared_with_those_that_have_not_begun(abel: User, finn: User) -> None:
    today = clock.today()
    tomorrow, far = today + timedelta(days=1), today + timedelta(days=100)
    people.end_grant(finn.reference, finn.role_grants.get().pk, today, actor=abel)
    people.grant(finn.reference, NewGrant(Role.FINANCE_RELEASER, far), actor=abel)
    with pytest.raises(PeopleError, match="may not also release it"):
        people.grant(finn.reference, NewGrant(Role.FINANCE_PREPARER, tomorrow, far), actor=abel)
    before = far - timedelta(days=1)
    people.grant(finn.reference, NewGrant(Role.FINANCE_PREPARER, tomorrow, before), actor=abel)


def test_the_same_role_is_not_held_twice_on_one_day(abel: User, ada: User, harbor: Agency) -> None:
    with pytest.raises(PeopleError, match="already holds"):
        people.grant(ada.reference, from_today(Role.ADVOCATE, agency_id=harbor.pk), actor=abel)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (lambda: from_today(Role.ADVOCATE), "Choose the agency"),
        (lambda: from_today(Role.DONOR), "Choose a donor"),
        (lambda: NewGrant(Role.ON_CALL, clock.today() - timedelta(days=1)), "today or later"),
        (lambda: NewGrant(Role.ON_CALL, clock.today(), date(2020, 1, 1)), "before the first day"),
    ],
)
def test_a_role_without_what_it_needs_is_refused(
    abel: User, cora: User, wanted: Callable[[], NewGrant], words: str
) -> None:
    with pytest.raises(PeopleError, match=words):
        people.grant(cora.reference, wanted(), actor=abel)


def test_nobody_changes_her_own_access(abel: User, signed_in: SignIn) -> None:
    own = abel.role_grants.get()
    with pytest.raises(PeopleError, match="your own access"):
        people.grant(abel.reference, from_today(Role.COMMITTEE_MEMBER), actor=abel)
    with pytest.raises(PeopleError, match="your own access"):
        people.end_grant(abel.reference, own.pk, clock.today(), actor=abel)
    page = signed_in(abel).post(f"/people/{abel.reference}/deactivate", follow=True)
    assert "your own access" in page.content.decode()
    abel.refresh_from_db()
    assert abel.is_active


def test_a_role_is_never_made_longer_by_ending_it(abel: User, cora: User) -> None:
    kept = cora.role_grants.get()
    soon = clock.today() + timedelta(days=5)
    people.end_grant(cora.reference, kept.pk, soon, actor=abel)
    with pytest.raises(PeopleError, match="ends earlier"):
        people.end_grant(cora.reference, kept.pk, soon + timedelta(days=1), actor=abel)
    with pytest.raises(PeopleError, match="in the past"):
        people.end_grant(cora.reference, kept.pk, date(2020, 2, 1), actor=abel)


def test_a_person_who_is_shut_out_is_signed_out_at_once(
    abel: User, cora: User, signed_in: SignIn
) -> None:
    browser = signed_in(cora)
    assert browser.get("/welcome").status_code == 200
    people.deactivate(cora.reference, actor=abel)
    assert browser.get("/welcome").status_code == 302
    assert not Client().login(email=cora.email, password=PASSWORD)


def test_a_session_from_before_does_not_come_back_with_the_person(
    abel: User, cora: User, signed_in: SignIn
) -> None:
    browser = signed_in(cora)
    people.deactivate(cora.reference, actor=abel)
    people.activate(cora.reference, actor=abel)
    assert browser.get("/welcome").status_code == 302
    assert acts(cora) == ["people.deactivate", "people.activate"]


def told_of(grants: Iterable[RoleGrant]) -> set[tuple[int, int]]:
    """Who is to get a mail about which grant, by the jobs that wait."""
    jobs = ProcrastinateJob.objects.filter(task_name="fund.tell_of_role")
    wanted = {grant.pk for grant in grants}
    return {(j.args["user_id"], j.args["grant_id"]) for j in jobs if j.args["grant_id"] in wanted}


@pytest.mark.parametrize("role", sorted(POWERFUL))
def test_every_administrator_and_the_chair_hear_of_a_role_of_much_power(
    role: Role, abel: User, chen: User, cora: User, mailoutbox: list[EmailMessage]
) -> None:
    """One administrator alone can invite anybody; not without the others seeing it."""
    anna = person("Anna", Role.ADMIN)
    nora = people.invite(newcomer(role), actor=abel)
    given = nora.role_grants.get()
    watching = {user.pk for user in (abel, anna, chen)}
    assert told_of([given]) == {(pk, given.pk) for pk in watching}
    event = AuditEvent.objects.get(act="people.tell_of_role", subject=nora.reference)
    assert event.facts == {"role": str(role), "told": len(watching)}
    tell_of_role(user_id=anna.pk, grant_id=given.pk)
    (letter,) = mailoutbox
    assert letter.to == [anna.email] and "Nora" in letter.body and "Abel" in letter.body
    assert "/people/waiting" in letter.body and "None" not in letter.body
    assert letter.subject == "A role waits for a second person"


def test_nobody_is_told_of_other_roles(abel: User, chen: User) -> None:
    nora = people.invite(newcomer(Role.COMMITTEE_MEMBER), actor=abel)
    assert told_of(nora.role_grants.all()) == set()
    assert acts(nora) == ["people.invite", "people.grant"]


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_other_leave_one() -> None:
    abel, anna = person("Abel", Role.ADMIN), person("Anna", Role.ADMIN)
    refused: list[str] = []
    start = threading.Barrier(2)

    def end(actor: User, other: User) -> None:
        try:
            start.wait()
            people.end_grant(
                other.reference, other.role_grants.get().pk, clock.today(), actor=actor
            )
        except PeopleError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=pair) for pair in ((abel, anna), (anna, abel))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert RoleGrant.objects.filter(role=Role.ADMIN, ends_on=None).count() == 1


def test_an_agency_is_added_once(abel: User, portland: Region, bangor: Region) -> None:
    first = agencies.add_agency("Elm House", portland.pk, actor=abel)
    assert agencies.add_agency("Elm House", portland.pk, actor=abel) == first
    with pytest.raises(PeopleError, match="Portland region"):
        agencies.add_agency("Elm House", bangor.pk, actor=abel)
    assert AuditEvent.objects.filter(act="people.add_agency").count() == 1


def test_no_address_names_a_person_by_primary_key(
    abel: User, cora: User, signed_in: SignIn
) -> None:
    browser = signed_in(abel)
    assert browser.get(f"/people/{cora.pk}").status_code == 404
    assert f"/people/{cora.reference}" in browser.get("/people/").content.decode()


@pytest.mark.django_db
def test_the_first_two_administrators_are_made_by_the_operator_and_choose_their_own_passwords(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One alone could confirm nobody; a third is invited."""
    call_command("first_administrator", "Abel@example.org", "Abel")
    user = User.objects.get(email="abel@example.org")
    assert user.roles == {Role.ADMIN}
    assert not user.has_usable_password()
    assert "/account/password/reset/key/" in capsys.readouterr().out
    call_command("first_administrator", "anna@example.org", "Anna")
    with pytest.raises(CommandError, match="Two people can confirm"):
        call_command("first_administrator", "third@example.org", "Third")
