"""A phone and a passkey, in a real browser with the real content policy."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from playwright.sync_api import CDPSession, expect

from fund.models import User
from tests.journeys.stack import Stack
from tests.journeys.visitor import PHONE, Visit, Visitor, overflow
from tests.secondstep import phone_of


def with_keys(visitor: Visitor, *, verified: bool = True) -> CDPSession:
    """A made-up device that holds passkeys; they need a name for the site, not a number."""
    visitor.site = visitor.site.replace("127.0.0.1", "localhost")
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    return device


def test_a_new_advocate_sets_up_a_phone_and_signs_in_with_it(
    visit: Visit, stack: Stack, ada: User
) -> None:
    phone = visit(width=PHONE)
    phone.sign_in(ada.email)
    phone.heading("Set up a second step")
    expect(phone.page.get_by_role("button", name="Stay signed in")).to_be_hidden()
    phone.follow("Set up a phone")
    phone.heading("Set up a phone")
    hint = phone.page.get_by_text("Demo: the code is").inner_text()
    phone.page.get_by_label("Code", exact=True).fill(hint.split(" is ")[1])
    phone.press("Set up")
    phone.heading("Your recovery codes")
    code = phone.page.locator("main li code").first.inner_text()
    phone.go("/requests/")
    phone.heading("Requests")
    again = visit(width=PHONE)
    again.go("/account/login/")
    again.page.get_by_label("Email").fill(ada.email)
    again.page.get_by_label("Password").fill("a long enough sentence")
    again.press("Sign in")
    again.heading("Enter the code from your phone")
    again.page.get_by_label("Code", exact=True).fill(code)
    again.press("Go on")
    again.heading("Requests")


def test_a_passkey_is_added_and_opens_the_door(visit: Visit, stack: Stack, ada: User) -> None:
    desk = visit()
    with_keys(desk)
    desk.sign_in(ada.email)
    desk.follow("Add a passkey")
    desk.heading("Add a passkey")
    desk.press("Add a passkey")
    desk.heading("Your recovery codes")
    assert Authenticator.objects.filter(user=ada, type="webauthn").count() == 1
    desk.press("Sign out")
    desk.page.wait_for_url("**/")
    desk.go("/account/login/")
    desk.page.get_by_label("Email").fill(ada.email)
    desk.page.get_by_label("Password").fill("a long enough sentence")
    desk.press("Sign in")
    desk.heading("Enter the code from your phone")
    desk.press("Use a passkey instead")
    desk.heading("Requests")


def test_a_passkey_that_knows_nobody_is_not_taken(visit: Visit, stack: Stack, ada: User) -> None:
    """Somebody touches the key at an open screen, without her finger or PIN."""
    desk = visit()
    with_keys(desk, verified=False)
    desk.sign_in(ada.email)
    desk.follow("Add a passkey")
    desk.press("Add a passkey")
    desk.reads("That did not work")
    assert not Authenticator.objects.filter(user=ada).exists()


def test_a_supervisor_ends_the_sessions_of_a_stolen_phone(
    visit: Visit, stack: Stack, ada: User, sage: User
) -> None:
    phone, desk = visit(ada, width=PHONE), visit(sage, width=PHONE)
    phone.go("/requests/")
    phone.heading("Requests")
    desk.go("/")
    desk.follow("Agency")
    desk.follow("People")
    desk.follow("A phone was lost or stolen")
    desk.heading("Your team")
    assert overflow(desk.page) <= 0
    desk.page.get_by_role("button", name="Sign out Ada everywhere").click()
    desk.reads("Ada is signed out on every device.")
    phone.go("/requests/")
    phone.heading("Sign in")


def test_an_administrator_calls_first_and_resets_a_lost_phone(
    visit: Visit, stack: Stack, ada: User, abel: User
) -> None:
    phone_of(ada)
    desk = visit(abel)
    desk.go(f"/people/{ada.reference}")
    desk.page.get_by_text("Lost phone or computer").click()
    desk.follow("Reset the second step")
    desk.reads("Call the person first, on a number you already have")
    desk.press("Reset the second step")
    desk.reads("Choose how you checked")
    desk.page.get_by_label("I called a number that I already had").check()
    desk.press("Reset the second step")
    desk.reads("sets up a new second step at the next sign-in")
    assert not Authenticator.objects.filter(user=ada).exists()


def test_a_warning_before_the_session_ends_is_seen_from_anywhere(
    visit: Visit, stack: Stack, ada: User, settings: Any
) -> None:
    """On a phone, scrolled down, with words in a box: they stay, and one tap keeps the session."""
    phone = visit(ada, width=PHONE, reduced_motion="reduce")
    phone.page.clock.install()
    phone.go("/requests/")
    bar, button = phone.page.locator(".idle-bar"), phone.page.get_by_role("button", name="Stay")
    assert phone.page.locator(".idle").get_attribute("aria-live") == "assertive"
    phone.page.evaluate("document.querySelector('main').style.minHeight = '3000px'")
    phone.page.clock.fast_forward((settings.SESSION_COOKIE_AGE - 130) * 1000)
    expect(bar).to_be_hidden()
    phone.page.clock.fast_forward(20_000)
    for at in (0, 1500, 9999):
        phone.page.evaluate(f"scrollTo(0, {at})")
        expect(bar).to_be_in_viewport(ratio=1)
    assert overflow(phone.page) <= 0
    with phone.page.expect_response("**/account/stay") as answer:
        button.click()
    assert answer.value.status == 204
    expect(bar).to_be_hidden()


def test_a_session_that_is_over_says_so_and_keeps_the_words(
    visit: Visit, stack: Stack, ada: User, settings: Any
) -> None:
    phone = visit(ada, width=PHONE)
    phone.page.clock.install()
    phone.go("/requests/new/")
    phone.page.get_by_label("In the next day or two").check()
    phone.page.clock.fast_forward((settings.SESSION_COOKIE_AGE - 60) * 1000)
    Session.objects.all().delete()
    phone.press("Stay signed in")
    expect(phone.page.get_by_text("You are signed out.")).to_be_visible()
    expect(phone.page.get_by_role("button", name="Stay signed in")).to_be_hidden()
    phone.page.clock.resume()
    phone.press("Continue")
    phone_of(ada)
    phone.type_sign_in(ada.email)
    phone.page.wait_for_url("**/requests/new/")
    expect(phone.page.get_by_label("In the next day or two")).to_be_checked()
