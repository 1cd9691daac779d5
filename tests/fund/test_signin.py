"""Sign-in: a second step for all but donors, fresh before what matters, an end to sessions."""

import base64
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.test import Client

from fund import audit, clock, wrongcodes
from fund.access import form_owner
from fund.models import AuditEvent, User
from fund.web.secondstep.forms import codes_from_now
from tests.architecture.addresses import addresses
from tests.cast import PASSWORD
from tests.secondstep import code_of, phone_of, recovery_codes_of, sign_in

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
STEP = "/account/second-step/"
_RANDOM = re.compile(r'name="(csrfmiddlewaretoken|_once)" value="[^"]*"')
CODE = f"{STEP}authenticate/"
AGAIN = f"{STEP}reauthenticate/"
NOT_ASKED = {
    "abel": {
        "people:agencies": "a name on a list; whoever works there gets a role by an act that asks",
        "people:agency_office": "an office’s phone and address",
        **dict.fromkeys(
            ("people:agreement", "people:training"), "to send takes a role too, and that asks"
        ),
        "policy_effect:show": "it shows what would change and changes nothing",
        "people:sign_out": "a thief is quick, and the owner can sign in again",
        "notices": "her own",
        "language": "her own",
        **dict.fromkeys(
            ("resources:add", "resources:change", "resources:assure", "resources:end"),
            "other help is a list of places; each change is a version that stays",
        ),
        "resources:guide": "words beside a question",
    },
    "rosa": {
        "disbursements:void": "it stops a payment; to send one asks",
        "reports:publish": "another person prepared it, and the figures were attacked first",
        "reports:withdraw": "it takes a report down",
        "notices": "her own",
        "language": "her own",
    },
}
"""What an administrator and the second signature may do with a session of this morning, and why.
All else that they do changes roles, keys, what is deleted or what is paid."""


def let_age(browser: Client, minutes: int = 60) -> None:
    """As if the last step of sign-in were so long ago."""
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] -= minutes * 60
    session.save()


def test_whoever_has_no_second_step_can_only_set_one_up(client: Client, ada: User) -> None:
    sign_in(client, ada)
    for path in ("/requests/", "/requests/new/", "/welcome"):
        assert client.get(path)["Location"] == STEP
        assert client.post(path).status_code in (302, 405)
    assert "Set up a second step" in client.get(STEP).content.decode()


def test_a_donor_needs_none(client: Client, dana: User) -> None:
    sign_in(client, dana)
    assert client.get("/reports/mine").status_code != 302


@pytest.mark.django_db(transaction=True)
def test_setting_up_a_phone_opens_the_door(client: Client, ada: User) -> None:
    sign_in(client, ada)
    page = client.get(f"{STEP}totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    client.post(f"{STEP}totp/activate/", {"code": code_of(secret)})
    assert "Write these down now" in client.get(f"{STEP}recovery-codes/").content.decode()
    assert "They are not shown again" not in client.get(f"{STEP}recovery-codes/").content.decode()
    assert client.get("/requests/").status_code == 200
    kept = Authenticator.objects.get(user=ada, type="totp").data["secret"]
    assert secret not in kept
    assert AuditEvent.objects.filter(act="signin.factor_added", subject=ada.reference).exists()


@pytest.mark.django_db(transaction=True)
def test_words_posted_before_a_second_step_is_set_up_come_back_after_it(
    client: Client, ada: User
) -> None:
    """Her form was open while an administrator reset her phone, say."""
    sign_in(client, ada)
    sent = {"lane": "emergency", "_for": form_owner(ada)}
    assert client.post("/requests/new/", sent)["Location"] == STEP
    assert "What you typed is kept" in client.get(STEP).content.decode()
    secret = client.get(f"{STEP}totp/activate/").context["form"].secret
    client.post(f"{STEP}totp/activate/", {"code": code_of(secret)})
    for path in (f"{STEP}recovery-codes/", STEP):
        assert 'href="/requests/new/">Go on to what you typed' in client.get(path).content.decode()
    form = client.get("/requests/new/").context["form"]
    assert form.data["lane"] == "emergency"
    assert "what you typed" not in client.get(STEP).content.decode()


def test_words_posted_before_the_second_step_is_passed_come_back_after_it(
    client: Client, ada: User
) -> None:
    sign_in(client, ada)
    secret = phone_of(ada)
    answer = client.post("/requests/new/", {"lane": "emergency", "_for": form_owner(ada)})
    asked = {"login": ada.email, "password": PASSWORD, "next": "/requests/new/"}
    assert answer["Location"] == "/account/login/?next=%2Frequests%2Fnew%2F"
    client.post("/account/login/", asked)
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/requests/new/"
    assert client.get("/requests/new/").context["form"].data["lane"] == "emergency"


def test_a_way_back_never_leads_to_another_site(client: Client, ada: User) -> None:
    sign_in(client, ada)
    sent = {"lane": "emergency", "_for": form_owner(ada)}
    client.post("/requests/new/", sent, headers={"referer": "http://testserver//evil.example/"})
    assert client.get(STEP).context["typed_at"] == ""


@pytest.mark.django_db(transaction=True)
def test_a_phones_secret_is_not_in_the_row_of_the_session_that_sets_it_up(
    client: Client, ada: User
) -> None:
    """All bytes of the session table and of every second step, in the clear and decoded."""
    sign_in(client, ada)
    secret = client.get(f"{STEP}totp/activate/").context["form"].secret
    assert secret in client.session.values(), "it lies elsewhere: look there"
    rows = str(list(Session.objects.values()))
    client.post(f"{STEP}totp/activate/", {"code": code_of(secret)})
    rows += str(list(Session.objects.values())) + str(list(Authenticator.objects.values()))
    raw = base64.b32decode(secret)
    shapes = {secret, raw.hex(), base64.b64encode(raw).decode(), str(raw)}
    shapes |= {base64.b64encode(secret.encode()).decode().rstrip("=")}
    assert not [shape for shape in shapes if shape in rows]
    assert secret not in str([row.get_decoded() for row in Session.objects.all()])


def test_the_password_alone_leads_to_the_code_and_nowhere_else(client: Client, ada: User) -> None:
    secret = phone_of(ada)
    answer = client.post("/account/login/", {"login": ada.email, "password": PASSWORD})
    assert answer["Location"] == CODE
    assert "passkey" not in client.get(CODE).content.decode()
    assert client.get("/requests/")["Location"].startswith("/account/login/")
    client.post(CODE, {"code": code_of(secret)})
    assert client.get("/requests/").status_code == 200


def test_a_session_of_the_password_alone_ends_when_there_is_a_second_step(
    client: Client, ada: User
) -> None:
    sign_in(client, ada)
    phone_of(ada)
    assert client.get("/requests/")["Location"].startswith("/account/login/")
    assert client.get(STEP)["Location"].startswith("/account/login/")


def test_a_code_holds_once(client: Client, ada: User) -> None:
    secret = phone_of(ada)
    sign_in(client, ada, secret)
    shown = code_of(secret)
    first, second = Client(), Client()
    for browser, code in ((first, shown), (second, shown.replace(" ", "-"))):
        browser.post("/account/login/", {"login": ada.email, "password": PASSWORD})
        browser.post(CODE, {"code": code})
    assert first.get("/requests/").status_code == 200
    assert second.get("/requests/").status_code == 302


def test_a_recovery_code_holds_once(ada: User) -> None:
    phone_of(ada)
    code = recovery_codes_of(ada)[0]
    answers = []
    for browser in (Client(), Client()):
        sign_in(browser, ada)
        browser.post(CODE, {"code": code})
        answers.append(browser.get("/requests/").status_code)
    assert answers == [200, 302]


def test_wrong_codes_are_counted_across_browsers_and_processes(ada: User) -> None:
    """In a table, so each process counts the same tries."""
    secret = phone_of(ada)
    code = code_of(secret)
    for number in range(5):
        browser = Client(REMOTE_ADDR=f"10.0.0.{number}")
        sign_in(browser, ada)
        browser.post(CODE, {"code": "000 000"})
    browser = Client(REMOTE_ADDR="10.0.0.9")
    sign_in(browser, ada)
    assert "Too many tries" in browser.post(CODE, {"code": code}).content.decode()
    assert browser.get("/requests/").status_code == 302
    assert AuditEvent.objects.filter(act="signin.code_failed", subject=ada.reference).count() == 5


def guess(user: User, times: int) -> str:
    """So many wrong codes, each from another place and past the short limit; the last answer."""
    answer = ""
    for number in range(times):
        browser = Client(REMOTE_ADDR=f"10.1.0.{number}")
        cache.clear()
        sign_in(browser, user)
        answer = browser.post(CODE, {"code": "000 000"}).content.decode()
    return answer


def test_wrong_codes_have_a_limit_for_the_day_too(ada: User, cora: User, client: Client) -> None:
    """Counted on the trail, so it holds after the short limit is forgotten, in every process."""
    secret, other = phone_of(ada), phone_of(cora)
    assert "Too many wrong codes" not in guess(ada, wrongcodes.LIMIT)
    assert AuditEvent.objects.filter(act="signin.codes_closed", subject=ada.reference).count() == 1
    sign_in(client, ada)
    said = client.post(CODE, {"code": code_of(secret)}).content.decode()
    assert "Codes are closed until" in said and "call your supervisor" in said
    assert client.get("/requests/").status_code == 302
    assert AuditEvent.objects.filter(act="signin.code_failed").count() == wrongcodes.LIMIT
    another = Client()
    sign_in(another, cora, other)
    assert another.get("/requests/inbox/").status_code == 200


def test_a_day_later_or_after_a_reset_codes_are_open_again(ada: User, abel: User) -> None:
    phone_of(ada)
    guess(ada, wrongcodes.LIMIT)
    assert wrongcodes.closed_until([ada.reference, abel.reference]).keys() == {ada.reference}
    with clock.at(clock.now() + timedelta(hours=23)):
        assert wrongcodes.closed_until([ada.reference])
    with clock.at(clock.now() + timedelta(hours=25)):
        assert not wrongcodes.closed_until([ada.reference])
    audit.record(wrongcodes.RESET, ada.reference, actor=abel)
    assert not wrongcodes.closed_until([ada.reference])


def test_wrong_password_and_unknown_person_read_the_same(client: Client, ada: User) -> None:
    said = []
    for email in (ada.email, "nobody@example.org"):
        answer = client.post("/account/login/", {"login": email, "password": "x"})
        said.append(answer.content.decode().split("There is a problem")[1].split("</ul>")[0])
    assert said[0] == said[1]
    assert set(AuditEvent.objects.values_list("subject", flat=True)) == {ada.reference, "unknown"}


def test_a_forgotten_password_answers_the_same_for_everybody(client: Client, ada: User) -> None:
    """A known address gets a link, an unknown one gets nothing; the page does not say which."""
    said = []
    for email in (ada.email, "nobody@example.org"):
        answer = client.post("/account/password/reset/", {"email": email}, follow=True)
        said.append((answer.redirect_chain, re.sub(_RANDOM, "", answer.content.decode())))
    assert said[0] == said[1]
    assert [letter.to for letter in mail.outbox] == [[ada.email]]


def test_the_code_is_shown_in_the_sandbox_and_nowhere_else(
    settings: Any, client: Client, ada: User
) -> None:
    secret = phone_of(ada)
    for sandbox in (True, False):
        settings.SANDBOX = sandbox
        sign_in(client, ada)
        page = client.get(CODE).content.decode()
        assert ("Demo:" in page) is (code_of(secret) in page) is sandbox


def test_the_demo_never_shows_a_code_that_was_used(settings: Any, ada: User) -> None:
    settings.SANDBOX = True
    secret = phone_of(ada)
    with time_machine.travel(datetime(2026, 11, 25, 12, 0, 10, tzinfo=UTC), tick=False):
        now, following = codes_from_now(secret)
        for shown in (now, following):
            browser = Client()
            sign_in(browser, ada)
            assert f"the code is {shown}" in browser.get(CODE).content.decode()
            browser.post(CODE, {"code": shown})
            assert browser.get("/requests/").status_code == 200
        browser = Client()
        sign_in(browser, ada)
        page = browser.get(CODE).content.decode()
        assert "the next code comes in 20 seconds" in page and "code is" not in page


def walk(browser: Client) -> tuple[set[str], set[str]]:
    """Posts to every address of ours: which asked for the second step, and which did not."""
    asked: set[str] = set()
    done: set[str] = set()
    for address in addresses():
        if address.access not in ("", "public", "signed in"):
            answer = browser.post(address.path)
            if answer.status_code not in (403, 405):
                is_asked = answer.get("Location", "").startswith(AGAIN)
                (asked if is_asked else done).add(address.name)
    return asked, done


@pytest.mark.parametrize("who", NOT_ASKED)
def test_what_matters_asks_for_the_second_step_again(
    who: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    let_age(browser)
    asked, done = walk(browser)
    assert done == NOT_ASKED[who].keys()
    assert len(asked) >= 3
    fresh = signed_in(request.getfixturevalue(who))
    assert walk(fresh)[0] == set()


def test_where_a_vendor_is_paid_asks_too(finn: User, signed_in: SignIn) -> None:
    browser = signed_in(finn)
    let_age(browser)
    assert walk(browser)[0] == {"disbursements:address", "disbursements:stripe"}


def test_what_was_typed_is_kept_while_the_second_step_is_asked_for(
    abel: User, signed_in: SignIn
) -> None:
    browser, secret = signed_in(abel), phone_of(abel)
    owner = browser.get("/people/new").context["form_owner"]
    let_age(browser)
    answer = browser.post("/people/new", {"name": "Nora", "_for": owner})
    assert answer["Location"] == f"{AGAIN}?next=%2Fpeople%2Fnew"
    answer = browser.post(AGAIN, {"code": code_of(secret), "next": "/people/new"})
    assert answer["Location"] == "/people/new"
    assert 'value="Nora"' in browser.get("/people/new").content.decode()
    assert browser.post("/people/new", {"name": "Nora"}).status_code != 302


def test_a_password_does_not_stand_in_for_the_second_step(abel: User, signed_in: SignIn) -> None:
    browser = signed_in(abel)
    phone_of(abel)
    let_age(browser)
    asked = browser.get("/account/reauthenticate/")["Location"]
    assert asked.startswith(AGAIN)
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    assert browser.post("/people/new", {})["Location"].startswith(AGAIN)
    assert browser.get(f"{STEP}totp/deactivate/")["Location"].startswith(AGAIN)


def test_the_last_second_step_cannot_be_removed(abel: User, signed_in: SignIn) -> None:
    browser = signed_in(abel)
    phone_of(abel)
    page = browser.post(f"{STEP}totp/deactivate/").content.decode()
    assert "Set up another way first" in page
    assert Authenticator.objects.filter(user=abel).exists()


def test_a_session_ends_after_its_hours_and_its_idle_minutes(
    settings: Any, ada: User, signed_in: SignIn
) -> None:
    browser = signed_in(ada)
    assert browser.get("/requests/").status_code == 200
    assert browser.session.get_expiry_age() == settings.SESSION_COOKIE_AGE
    session = browser.session
    session["began"] = time.time() - settings.SESSION_HOURS * 3600 - 1
    session.save()
    assert browser.get("/requests/")["Location"].startswith("/account/login/")


def test_a_page_moves_the_idle_end(ada: User, signed_in: SignIn) -> None:
    browser = signed_in(ada)
    browser.get("/account/stay")
    session = browser.session
    session["seen"] = earlier = time.time() - 120
    session.save()
    assert browser.get("/account/stay").status_code == 204
    assert browser.session["seen"] > earlier


def test_signing_out_everywhere_ends_every_session(ada: User, signed_in: SignIn) -> None:
    here, there = signed_in(ada), signed_in(ada)
    here.post("/account/sign-out-everywhere")
    assert here.get("/requests/").status_code == 302
    assert there.get("/requests/").status_code == 302
    assert AuditEvent.objects.filter(act="signin.everywhere_out").exists()


def test_a_new_password_ends_every_session(ada: User, signed_in: SignIn) -> None:
    browser = signed_in(ada)
    ada.set_password("another long sentence")
    ada.save()
    assert browser.get("/requests/").status_code == 302


def test_an_administrator_resets_a_lost_phone_and_the_sessions_end(
    abel: User, ada: User, signed_in: SignIn
) -> None:
    phone_of(ada)
    hers, his = signed_in(ada), signed_in(abel)
    path = f"/people/{ada.reference}/second-step"
    assert "Call the person first, on a number you already have" in his.get(path).content.decode()
    assert "Choose how you checked" in his.post(path).content.decode()
    assert Authenticator.objects.filter(user=ada).exists()
    his.post(path, {"checked": "called"})
    assert not Authenticator.objects.filter(user=ada).exists()
    assert hers.get("/requests/").status_code == 302
    event = AuditEvent.objects.get(act="people.reset_second_step")
    assert (event.actor, event.subject) == (abel, ada.reference)
    assert event.facts == {"checked": "called"}


def test_nobody_resets_her_own(abel: User, signed_in: SignIn) -> None:
    phone_of(abel)
    page = signed_in(abel).post(
        f"/people/{abel.reference}/second-step", {"checked": "met"}, follow=True
    )
    assert "Ask another administrator" in page.content.decode()
    assert Authenticator.objects.filter(user=abel).exists()


def test_an_administrator_signs_somebody_out(abel: User, ada: User, signed_in: SignIn) -> None:
    hers = signed_in(ada)
    signed_in(abel).post(f"/people/{ada.reference}/sign-out")
    assert hers.get("/requests/").status_code == 302


def test_what_a_session_keeps_cannot_be_read_in_the_database(client: Client, ada: User) -> None:
    client.force_login(ada)
    session = client.session
    session["typed"] = {"data": "note=Quagga"}
    session.save()
    kept = Session.objects.get(pk=session.session_key)
    assert client.session["typed"] == {"data": "note=Quagga"}
    assert "Quagga" not in str(kept.get_decoded()) + kept.session_data


def test_a_session_that_does_not_open_is_an_empty_one(client: Client, ada: User) -> None:
    client.force_login(ada)
    Session.objects.update(session_data="forged")
    assert client.get("/requests/").status_code == 302
