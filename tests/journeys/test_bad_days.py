"""A bad signal, an impatient thumb, a session that ends, somebody who comes into the room."""

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from applications.models import Application
from applications.states import State
from fund.models import User, Vendor
from tests.journeys.filing import (
    RATE,
    answer_all,
    attest_and_send,
    fill_line,
    say_what,
    say_who,
    signed_in_again,
    start,
)
from tests.journeys.visitor import PHONE, Visit

LINE = "Motel or emergency shelter"


def test_two_taps_send_one_request(visit: Visit, ada: User, motel: Vendor) -> None:
    phone = visit(ada, PHONE)
    answer_all(phone, (LINE, motel, "285"))
    phone.page.get_by_label("I have checked").check()
    phone.page.get_by_label("The committee may read this request").check()
    phone.page.get_by_role("button", name="Send request").dblclick()
    phone.heading("Request sent")
    assert Application.objects.get().state == State.SUBMITTED


def test_the_same_form_twice_at_once_starts_one_request(
    visit: Visit, ada: User, motel: Vendor
) -> None:
    """The button that goes grey is a kindness; the server is the wall."""
    phone = visit(ada, PHONE)
    phone.go("/requests/new/").get_by_label("This week or later").check()
    answers = phone.page.evaluate(
        """() => {
            const form = document.querySelector("main form");
            const send = () => fetch(form.action, {
                method: "POST", body: new URLSearchParams(new FormData(form)),
            });
            return Promise.all([send(), send()]).then((all) => all.map((one) => one.url));
        }"""
    )
    assert answers[0] == answers[1]
    assert Application.objects.count() == 1


def test_back_after_sending_sends_nothing_again(visit: Visit, ada: User, motel: Vendor) -> None:
    phone = visit(ada, PHONE)
    answer_all(phone, (LINE, motel, "285"))
    number = attest_and_send(phone)
    phone.page.go_back()
    phone.reads("You have already sent this request")
    phone.reads(number)
    assert Application.objects.count() == 1


def test_typed_words_survive_a_session_that_ended(visit: Visit, ada: User, motel: Vendor) -> None:
    phone = visit(ada, PHONE)
    start(phone)
    fill_line(phone, (LINE, motel, "123.45"))
    Session.objects.all().delete()
    phone.press("Continue")
    signed_in_again(phone, ada)
    phone.reads("What you typed is still here")
    expect(phone.page.get_by_label(RATE)).to_have_value("123.45")
    phone.press("Continue")
    phone.heading("Who is it for?")
    assert Application.objects.get().requested_cents == 123_45


def test_typed_words_are_not_shown_to_the_next_person(
    visit: Visit, ada: User, motel: Vendor, alma: User
) -> None:
    phone = visit(ada, PHONE)
    start(phone)
    fill_line(phone, (LINE, motel, "123.45"))
    Session.objects.all().delete()
    phone.press("Continue")
    signed_in_again(phone, alma)
    phone.page.wait_for_load_state()
    assert "123.45" not in phone.page.content()
    phone.console.clear()  # the page is another agency's: 404, as it should be


def test_a_form_with_mistakes_keeps_what_was_typed_and_says_where(
    visit: Visit, ada: User, motel: Vendor
) -> None:
    phone = visit(ada, PHONE)
    start(phone)
    fill_line(phone, (LINE, motel, "12.345"))
    phone.press("Continue")
    summary = phone.page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(phone.page).to_have_title("Error: How much – Support Fund")
    amount = phone.page.get_by_label(RATE)
    expect(amount).to_have_value("12.345")
    expect(amount).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link").first.click()
    expect(amount).to_be_focused()


def test_leaving_ends_the_session_and_back_shows_nothing(
    visit: Visit, ada: User, motel: Vendor
) -> None:
    phone = visit(ada, PHONE)
    answer_all(phone, (LINE, motel, "285"))
    phone.press("Leave this page now")
    phone.page.wait_for_url("**/left")
    phone.page.wait_for_function("document.readyState === 'complete'")
    assert not Session.objects.exists()
    phone.page.go_back()
    phone.heading("Sign in")
    for word in ("285", "Motel", "Ada", motel.name):
        assert word not in phone.page.content()


def test_a_whole_request_without_javascript(visit: Visit, ada: User, motel: Vendor) -> None:
    phone = visit(ada, PHONE, java_script_enabled=False)
    start(phone)
    say_what(phone, [(LINE, motel, "$1,185.50"), ("Food", motel, "60")])
    say_who(phone)
    number = attest_and_send(phone)
    sent = Application.objects.get(reference=number)
    assert (sent.state, sent.requested_cents) == (State.SUBMITTED, 1245_50)
