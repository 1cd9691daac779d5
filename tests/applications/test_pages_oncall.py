"""The roster, an emergency's own part of its page, and the queue of what was decided alone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from applications import actions
from applications.models import Application, Shift
from applications.states import Lane, Order, RefusedFor
from fund import clock
from fund.models import Fund, User, Vendor
from fund.roles import Role
from tests.cast import on_call, person

from .desk import sent_request
from .test_pages_committee import at, decided_alone
from .test_pages_requests import queries_of, text_of

pytestmark = pytest.mark.django_db
MAINE = ZoneInfo("America/New_York")
ROSTER, QUEUE, INBOX = "/requests/on-call/", "/requests/ratify/", "/requests/inbox/"
FRIDAY = datetime(2026, 11, 27, 12, tzinfo=MAINE)
SHIFT = {
    "member": "",
    "order": "first",
    "starts_on": "2026-11-28",
    "starts_time": "20:00",
    "ends_on": "2026-11-29",
    "ends_time": "08:00",
    "weeks": "2",
}


@pytest.fixture
def chair(client: Client, chen: User) -> Client:
    client.force_login(chen)
    return client


@pytest.fixture
def uma(db: None) -> User:
    return person("Uma", Role.ON_CALL)


def browser(user: User) -> Client:
    made = Client()
    made.force_login(user)
    return made


def test_the_chair_adds_a_shift_for_some_weeks(chair: Client, uma: User) -> None:
    with clock.at(FRIDAY):
        response = chair.post(f"{ROSTER}add/", {**SHIFT, "member": uma.reference}, follow=True)
        page = text_of(response)
    assert "Uma is on call: 2 shifts are in the roster." in page
    assert "Sat, Nov 28, 8 p.m. to Sun, Nov 29, 8 a.m." in page
    assert Shift.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose an answer to “Who is on call?”"),
        ({"ends_on": "2026-11-28", "ends_time": "19:00"}, "has to end after it starts"),
        ({"starts_time": "soon"}, "Enter a time like 8:00 PM or 20:00"),
        ({"weeks": "27"}, "Enter 26 or less"),
    ],
)
def test_what_is_wrong_with_a_shift_is_said_and_what_was_typed_stays(
    chair: Client, uma: User, typed: dict[str, str], words: str
) -> None:
    sent = {**SHIFT, "member": uma.reference if typed else "", **typed}
    with clock.at(FRIDAY):
        response = chair.post(f"{ROSTER}add/", sent)
    page = text_of(response)
    assert response.status_code == 422 and words in page and 'value="2026-11-28"' in page
    assert not Shift.objects.exists()


def test_who_is_on_call_then_already_is_said_by_name(chair: Client, uma: User) -> None:
    with clock.at(FRIDAY):
        on_call(uma, FRIDAY, FRIDAY + timedelta(days=2))
        response = chair.post(f"{ROSTER}add/", {**SHIFT, "member": uma.reference})
    assert response.status_code == 422 and "Uma is on call then already" in text_of(response)


def test_hours_without_anybody_are_marked_on_the_roster_and_on_the_dashboard(
    chair: Client, uma: User
) -> None:
    on_call(uma, FRIDAY - timedelta(days=9), FRIDAY.replace(hour=20) + timedelta(days=1))
    on_call(uma, FRIDAY.replace(hour=8) + timedelta(days=2), FRIDAY + timedelta(days=99))
    with clock.at(FRIDAY):
        for address in (ROSTER, INBOX):
            page = text_of(chair.get(address))
            assert "Nobody from Saturday 8 p.m. to Sunday 8 a.m." in page, address
            assert "Uma until Saturday 8 p.m." in page


def test_an_empty_roster_says_that_nobody_is_on_call_now(chair: Client) -> None:
    for address in (ROSTER, INBOX):
        page = text_of(chair.get(address))
        assert "Nobody now" in page and "An emergency goes to the chair at once." in page


def test_a_shift_is_handed_over_with_one_tap_each(olive: User, uma: User) -> None:
    hers, his = browser(olive), browser(uma)
    shift = Shift.objects.get(member=olive)
    assert "Ask Uma" in text_of(hers.get(ROSTER))
    page = hers.post(f"{ROSTER}{shift.pk}/offer/", {"to": uma.reference}, follow=True)
    assert "Uma was asked. You stay on call until the answer is yes." in text_of(page)
    assert "A colleague asks you to take a shift over" in text_of(his.get(INBOX))
    assert "Olive asks you to take a shift over" in text_of(his.get(ROSTER))
    page = his.post(f"{ROSTER}{shift.pk}/take/", follow=True)
    assert "The shift is yours." in text_of(page) and "Now:</strong> Uma until" in text_of(page)
    late = hers.post(f"{ROSTER}{shift.pk}/keep/", follow=True)
    assert "This shift is over, or was taken out." in text_of(late)


def test_nobody_is_asked_who_is_not_on_the_list(olive: User, cora: User) -> None:
    shift = Shift.objects.get(member=olive)
    page = browser(olive).post(f"{ROSTER}{shift.pk}/offer/", {"to": cora.reference}, follow=True)
    assert "Choose who takes the shift over." in text_of(page)


def test_the_chair_takes_a_shift_out_and_others_cannot(
    chair: Client, uma: User, cora: User
) -> None:
    shift = on_call(uma)
    assert browser(cora).post(f"{ROSTER}{shift.pk}/remove/").status_code == 403
    assert "Take out" not in text_of(browser(cora).get(ROSTER))
    chair.post(f"{ROSTER}{shift.pk}/remove/")
    assert not Shift.objects.filter(ends_at__gt=clock.now()).exists()


def test_the_roster_costs_the_same_for_three_shifts_as_for_sixty(chair: Client, uma: User) -> None:
    now = clock.now()
    first = on_call(uma, now, now + timedelta(hours=3))
    few = queries_of(chair, ROSTER)
    for place in range(1, 60):
        start = first.starts_at + timedelta(hours=3 * place)
        on_call(uma, start, start + timedelta(hours=3))
    assert queries_of(chair, ROSTER) == few <= 15


def test_an_emergencys_page_says_who_was_told_and_lets_her_take_it_up(
    olive: User, uma: User, cora: User, ada: User, motel: Vendor
) -> None:
    on_call(uma, order=Order.SECOND)
    waiting = sent_request(ada, motel, lane=Lane.EMERGENCY)
    hers = browser(olive)
    page = text_of(hers.get(at(waiting)))
    assert "Who was told" in page and "On call: told" in page and "Olive" in page
    assert "I am on it" not in text_of(browser(cora).get(at(waiting)))
    page = text_of(hers.post(f"/requests/{waiting.reference}/on-it/", follow=True))
    assert "You are not told again." in page and "I am on it</button>" not in page
    page = text_of(hers.post(f"/requests/{waiting.reference}/tell-next/", follow=True))
    assert "The next on call is told." in page and "Uma" in page
    assert "Approve now, alone" in text_of(browser(uma).get(at(waiting)))
    refused = browser(cora).post(f"/requests/{waiting.reference}/on-it/", follow=True)
    assert "Only the member on call can do this." in text_of(refused)


def test_over_her_limit_she_reads_the_way_out(
    money: Fund, olive: User, ada: User, motel: Vendor
) -> None:
    for _each in range(3):
        _alone(ada, motel, olive, 500_00)
    waiting = sent_request(ada, motel, 100_00, lane=Lane.EMERGENCY)
    response = browser(olive).post(at(waiting), {"act": "now_all"})
    assert response.status_code == 422
    assert "Vote with the committee, or tell the next on call." in text_of(response)


def _alone(ada: User, motel: Vendor, olive: User, cents: int) -> Application:
    waiting = sent_request(ada, motel, cents, lane=Lane.EMERGENCY)
    browser(olive).post(at(waiting), {"act": "now_all"})
    return waiting


def test_the_queue_has_its_own_address_its_count_and_the_one_due_first_on_top(
    money: Fund, olive: User, cora: User, ada: User, motel: Vendor
) -> None:
    with clock.at(clock.now() - timedelta(days=8)):
        late = decided_alone(ada, motel, olive)
    new = decided_alone(ada, motel, olive)
    page = text_of(browser(cora).get(QUEUE))
    assert "2 to look at" in page and "late by 24 h" in page and "6 days left" in page
    assert page.index(late.reference) < page.index(new.reference)
    assert 'class="count">2<' in text_of(browser(cora).get(ROSTER))
    assert "Nothing to look at" in text_of(browser(olive).get(QUEUE)), "not her own"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose yes or no"),
        ({"agreed": "no"}, "Choose why you do not agree"),
        ({"agreed": "no", "refused_for": "else"}, "Say in a few words why you do not agree"),
        ({"agreed": "no", "refused_for": "x"}, "Choose one of the answers in the list"),
    ],
)
def test_a_word_that_is_not_whole_is_refused(
    money: Fund,
    olive: User,
    cora: User,
    ada: User,
    motel: Vendor,
    typed: dict[str, str],
    words: str,
) -> None:
    now = decided_alone(ada, motel, olive)
    response = browser(cora).post(at(now, "ratify"), typed)
    assert response.status_code == 422 and words in text_of(response)


def test_the_committee_reads_why_and_the_agency_reads_that_it_is_approved(
    money: Fund, olive: User, cora: User, chen: User, ada: User, motel: Vendor
) -> None:
    now = decided_alone(ada, motel, olive)
    said = {"agreed": "no", "refused_for": "could_wait", "words": "It was noon."}
    response = browser(cora).post(at(now, "ratify"), said, follow=True)
    assert response.redirect_chain == [(QUEUE, 302)]
    inside = text_of(browser(chen).get(at(now)))
    assert RefusedFor.COULD_WAIT.label in inside and "It was noon." in inside
    outside = text_of(browser(ada).get(f"/requests/{now.reference}/"))
    assert "Approved" in outside and "It was noon." not in outside
    assert RefusedFor.COULD_WAIT.label not in outside


def test_the_chair_sees_the_months_and_every_refusal(
    money: Fund, olive: User, cora: User, chair: Client, ada: User, motel: Vendor
) -> None:
    now = decided_alone(ada, motel, olive)
    actions.ratify(now.pk, agreed=False, refused_for=RefusedFor.UNCLEAR, actor=cora)
    page = text_of(chair.get(QUEUE))
    assert "Not agreed to" in page and now.reference in page and "Month by month" in page
    assert "Month by month" not in text_of(browser(cora).get(QUEUE))


def test_the_queue_costs_the_same_for_one_as_for_thirty(
    money: Fund, olive: User, cora: User, ada: User, motel: Vendor
) -> None:
    moment = clock.now() - timedelta(days=40)
    with clock.at(moment):
        decided_alone(ada, motel, olive)
    desk = browser(cora)
    few = queries_of(desk, QUEUE)
    for day in range(1, 30):
        with clock.at(moment + timedelta(days=day)):
            decided_alone(ada, motel, olive)
    assert queries_of(desk, QUEUE) == few <= 15


def test_the_addresses_have_names() -> None:
    assert reverse("applications:on_call") == ROSTER
    assert reverse("applications:to_ratify") == QUEUE
