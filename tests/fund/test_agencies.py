"""An agency from its first day on: agreement, office, training, and the list of what is to do."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fund import agencies, clock
from fund.agencies import NewAgreement, Office
from fund.models import Agency, Agreement, AuditEvent, Notice, Region, User
from fund.notices import words
from fund.people import PeopleError
from fund.roles import Role
from tests.cast import partner, person

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def elm(portland: Region, abel: User) -> Agency:
    """New, and nothing done yet."""
    return agencies.add_agency("Elm House", portland.pk, actor=abel)


def until(days: int, paper: str = "AG-7") -> NewAgreement:
    return NewAgreement(paper, clock.today(), clock.today() + timedelta(days=days))


def told() -> set[tuple[int, str]]:
    return set(Notice.objects.values_list("user_id", "reference"))


def test_an_agreement_holds_on_its_days_and_no_other(elm: Agency, abel: User) -> None:
    made = agencies.note_agreement(elm.pk, until(10), actor=abel)
    in_force = Agreement.objects.in_force
    assert in_force(made.signed_on).get() == in_force(made.ends_on).get() == made
    assert not in_force(made.ends_on + timedelta(days=1)).exists()
    assert not in_force(made.signed_on - timedelta(days=1)).exists()
    event = AuditEvent.objects.get(act="people.note_agreement")
    assert event.subject == made.reference
    assert event.facts == {"of": f"agency-{elm.pk}", "ends_on": str(made.ends_on)}


def test_the_same_paper_twice_is_one_agreement(elm: Agency, abel: User) -> None:
    first = agencies.note_agreement(elm.pk, until(10), actor=abel)
    assert agencies.note_agreement(elm.pk, until(10), actor=abel) == first
    assert AuditEvent.objects.filter(act="people.note_agreement").count() == 1


def test_an_agreement_that_is_not_signed_yet_or_over_is_not_noted(elm: Agency, abel: User) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(PeopleError, match="once it is signed"):
        agencies.note_agreement(elm.pk, NewAgreement("AG-7", tomorrow, tomorrow), actor=abel)
    with pytest.raises(PeopleError, match="over already"):
        past = NewAgreement("AG-7", date(2020, 1, 1), date(2020, 12, 31))
        agencies.note_agreement(elm.pk, past, actor=abel)


def test_an_agreement_only_ends_sooner(elm: Agency, abel: User) -> None:
    made = agencies.note_agreement(elm.pk, until(10), actor=abel)
    with pytest.raises(PeopleError, match="ends earlier"):
        later = made.ends_on + timedelta(days=1)
        agencies.end_agreement(made.reference, later, actor=abel)
    with pytest.raises(PeopleError, match="in the past"):
        yesterday = clock.today() - timedelta(days=1)
        agencies.end_agreement(made.reference, yesterday, actor=abel)
    agencies.end_agreement(made.reference, clock.today(), actor=abel)
    assert not Agreement.objects.in_force(clock.today() + timedelta(days=1)).exists()
    assert AuditEvent.objects.get(act="people.end_agreement").subject == made.reference


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fund_agreement SET paper = 'X'",
        "UPDATE fund_agreement SET signed_on = '2001-01-01'",
        "DELETE FROM fund_agreement",
    ],
)
def test_what_was_signed_stays_in_the_database(harbor: Agency, statement: str) -> None:
    with pytest.raises(Error, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_month_before_the_end_administrators_and_supervisors_hear_once(
    elm: Agency, abel: User, ada: User, sage: User
) -> None:
    lead = person("Lena", Role.AGENCY_SUPERVISOR, agency=elm)
    person("Asa", Role.ADVOCATE, agency=elm)
    made = agencies.note_agreement(elm.pk, until(31), actor=abel)
    assert agencies.warn_of_ends() == 0
    with clock.at(clock.now() + timedelta(days=1)):
        assert agencies.warn_of_ends() == 1
        assert agencies.warn_of_ends() == 0
    assert told() == {(abel.pk, made.reference), (lead.pk, made.reference)}


def test_nobody_is_told_of_an_end_that_a_newer_agreement_follows(elm: Agency, abel: User) -> None:
    agencies.note_agreement(elm.pk, until(20), actor=abel)
    agencies.note_agreement(elm.pk, until(400, "AG-8"), actor=abel)
    assert agencies.warn_of_ends() == 0
    assert told() == set()


def test_the_office_is_changed_and_on_record(elm: Agency, bangor: Region, abel: User) -> None:
    office = Office(bangor.pk, "(207) 555-0100", "office@elm.example")
    for _click in range(2):
        agencies.change_office(elm.pk, office, actor=abel)
    elm.refresh_from_db()
    assert (elm.region, elm.phone, elm.email) == (bangor, office.phone, office.email)
    assert AuditEvent.objects.filter(act="people.change_agency").count() == 1


def test_a_training_is_noted_by_another_person_and_not_before_its_day(
    abel: User, ada: User
) -> None:
    day = clock.today() - timedelta(days=3)
    user = agencies.note_training(ada.reference, day, actor=abel)
    assert (user.trained_on, user.training_noted_by) == (day, abel)
    assert AuditEvent.objects.get(act="people.note_training").facts == {"trained_on": str(day)}
    with pytest.raises(PeopleError, match="your own training"):
        agencies.note_training(abel.reference, day, actor=abel)
    with pytest.raises(PeopleError, match="today or an earlier day"):
        agencies.note_training(ada.reference, clock.today() + timedelta(days=1), actor=abel)


def test_the_list_of_a_new_agency_is_ticked_off_step_by_step(
    elm: Agency, abel: User, signed_in: SignIn
) -> None:
    browser = signed_in(abel)

    def done() -> int:
        return browser.get(f"/people/agencies/{elm.pk}").content.decode().count(">Done<")

    assert done() == 0
    browser.post(
        f"/people/agencies/{elm.pk}/agreement",
        {
            "paper": "AG-2026-7",
            "signed_on": clock.today().isoformat(),
            "ends_on": (clock.today() + timedelta(days=365)).isoformat(),
        },
    )
    assert done() == 1
    lead = person("Lena", Role.AGENCY_SUPERVISOR, agency=elm)
    lead.trained_on = None
    lead.save()
    assert done() == 2
    asa = person("Asa", Role.ADVOCATE, agency=elm)
    asa.trained_on = None
    asa.save()
    assert done() == 2
    day = {"trained_on": clock.today().isoformat()}
    browser.post(f"/people/{asa.reference}/training", day)
    assert done() == 3
    agencies.has_sent(elm.pk, clock.now())
    assert done() == 4


def test_the_first_request_is_kept_and_no_later_one(elm: Agency) -> None:
    first = clock.now() - timedelta(days=5)
    agencies.has_sent(elm.pk, first)
    agencies.has_sent(elm.pk, clock.now())
    elm.refresh_from_db()
    assert elm.first_sent_at == first


@pytest.mark.parametrize(
    ("page", "wrong", "words"),
    [
        ("agreement", {"paper": ""}, "Fill in “What is the paper called in your files?”"),
        ("agreement", {"signed_on": "2090-01-01"}, "Enter today or an earlier day"),
        ("agreement", {"ends_on": "2001-01-01"}, "The last day can’t be before the first day"),
        ("office", {"phone": "12"}, "Enter a phone number with its area code"),
        ("office", {"email": "elm"}, "Enter an email like name@example.org"),
    ],
)
def test_a_wrong_answer_is_named_and_what_was_typed_stays(
    page: str,
    wrong: dict[str, str],
    words: str,
    elm: Agency,
    abel: User,
    signed_in: SignIn,
) -> None:
    typed = {
        "agreement": {"paper": "AG-77", "signed_on": "2026-01-05", "ends_on": "2099-01-05"},
        "office": {"region": str(elm.region_id), "phone": "207 555 0100", "email": "o@elm.example"},
    }[page]
    answer = signed_in(abel).post(f"/people/agencies/{elm.pk}/{page}", typed | wrong)
    shown = answer.content.decode()
    assert shown.count(words) == 2
    kept = (typed | wrong)["paper" if page == "agreement" else "phone"]
    assert f'value="{kept}"' in shown if kept else True
    assert not Agreement.objects.filter(agency=elm).exists()


def test_an_agreement_is_ended_sooner_on_a_page(
    harbor: Agency, abel: User, signed_in: SignIn
) -> None:
    agreement = harbor.agreements.get()
    address = f"/people/agreements/{agreement.reference}/end"
    browser = signed_in(abel)
    late = browser.post(address, {"ends_on": "2199-01-01"}).content.decode()
    assert "This agreement ends earlier" in late
    page = browser.post(address, {"ends_on": clock.today().isoformat()}, follow=True)
    assert "Harbor House may send requests until" in page.content.decode()
    assert "Ends soon" in browser.get("/people/agencies").content.decode()


def test_a_supervisor_sees_how_her_agreement_and_her_people_stand(
    ada: User, sage: User, signed_in: SignIn
) -> None:
    ada.trained_on = None
    ada.save()
    page = signed_in(sage).get("/people/team").content.decode()
    assert "Agreement of Harbor House with the fund:" in page and "In force until" in page
    assert "Not noted" in page


def test_the_list_of_agencies_costs_the_same_for_many(
    portland: Region, abel: User, signed_in: SignIn
) -> None:
    browser = signed_in(abel)
    partner("First", portland)
    few = _queries(browser)
    for number in range(8):
        partner(f"Agency {number}", portland)
    assert _queries(browser) == few


def _queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert browser.get("/people/agencies").status_code == 200
    return len(counted)


def test_a_daily_mail_counts_an_agreement_as_one_and_not_as_a_request() -> None:
    text = words.message(["M-7K3MXQR2", "KX7-204"], daily=True, once="").text
    assert "1 request has news: KX7-204\n1 agreement has news: M-7K3MXQR2\n" in text
