"""A phone and a passkey, in a real browser with the real content policy."""

from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, expect

from fund.models import User
from tests.journeys.stack import Stack
from tests.journeys.visitor import PHONE, Visit, Visitor


def with_keys(visitor: Visitor) -> CDPSession:
    """A made-up device that holds passkeys; they need a name for the site, not a number."""
    visitor.site = visitor.site.replace("127.0.0.1", "localhost")
    device = visitor.page.context.new_cdp_session(visitor.page)
    device.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
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
