"""Somebody without a sign-in, and a phone on which a session has ended."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from fund.models import User
from tests.fund.mailbox import Mailbox
from tests.secondstep import phone_of, sign_in

pytestmark = pytest.mark.django_db


def test_the_link_for_a_new_password_leads_to_the_fund_whatever_the_request_calls_it(
    ada: User, mailbox: Mailbox, settings: object
) -> None:
    settings.SITE_URL = "https://fund.example"  # type: ignore[attr-defined]
    Client().post("/account/password/reset/", {"email": ada.email}, HTTP_HOST="127.0.0.1:6666")
    text = mailbox.received[0].text
    assert "https://fund.example/account/password/reset/key/" in text
    assert "6666" not in text


def test_nothing_stays_on_the_phone_after_the_browser_is_closed(ada: User) -> None:
    browser = Client()
    browser.get("/account/login/")
    sign_in(browser, ada, phone_of(ada))
    assert set(browser.cookies) >= {"csrftoken", "sessionid"}
    assert not any(cookie["expires"] or cookie["max-age"] for cookie in browser.cookies.values())


def test_a_stranger_cannot_fill_the_database_with_words_that_nobody_could_read_back() -> None:
    browser = Client()
    for owner in ("", "forged:signature"):
        browser.post("/requests/new/", {"lane": "x" * 100_000, "_for": owner})
    assert not Session.objects.exists()


def test_an_upload_that_is_too_large_is_refused_before_it_is_read() -> None:
    refused = Client().generic(
        "POST", "/payments/bank/import/", b"x", CONTENT_LENGTH=str(50 * 1024 * 1024)
    )
    assert refused.status_code == 413


@pytest.mark.parametrize("where", ["/requests/", "/people/"])
def test_an_address_with_a_nul_is_a_page_and_no_error(
    where: str, ada: User, abel: User, signed_in: Callable[[User], Client]
) -> None:
    browser = signed_in(ada if where == "/requests/" else abel)
    for edge in ("after", "before"):
        assert browser.get(where, {edge: "\0"}).status_code == 200


def test_without_a_secret_each_process_makes_up_its_own() -> None:
    """A server that was set up in a hurry never signs with words that the whole world can read."""
    show = "from fund import settings; print(settings.SECRET_KEY)"
    bare = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    keys = {
        subprocess.run(
            [sys.executable, "-c", show], env=bare, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(keys) == 2
    assert all(len(key) > 40 for key in keys)


def test_a_reference_with_a_nul_leads_nowhere_and_is_no_error(
    finn: User, abel: User, signed_in: Callable[[User], Client]
) -> None:
    money = signed_in(finn)
    for where in ("/payments/%00/", "/payments/vendors/%00/", "/payments/%00/check.pdf"):
        assert money.get(where).status_code == 404
    assert signed_in(abel).get("/people/%00").status_code == 404
