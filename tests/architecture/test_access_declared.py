"""Nothing is open by accident: each view says who may come, and the saying is kept."""

import pytest
from django.test import Client

from fund.models import User
from fund.roles import Role
from tests.architecture.addresses import Address, addresses
from tests.cast import person

OPENED_BY_ALLAUTH = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reauthenticate",
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
}
"""Sign-in and passwords: django-allauth decides who may open these."""

PUBLIC = {
    "home",
    "leave",
    "left",
    "accessibility",
    "styleguide",
    "/account/email/",
    "/account/confirm-email/",
    "/account/confirm-email/987654",
    "/account/password/change/",
    "/account/password/set/",
    "/account/second-step/recovery-codes/download/",
    "/account/second-step/webauthn/",
    "/account/second-step/webauthn/keys/987654/edit/",
    "reports:list",
    "reports:report",
    "reports:pdf",
    "reports:method",
    "disbursements:webhook",
    "verify:check",
}
"""Anybody may open these: the front door, published reports, five addresses that are closed, the
one that a provider calls, which proves itself by its signature, and the one where a vendor asks
whether a letter holds."""

OURS = [a for a in addresses() if a.name not in OPENED_BY_ALLAUTH]
CLOSED = [a for a in OURS if a.access != "public"]
by_name = pytest.mark.parametrize("address", CLOSED, ids=lambda a: a.name)


def test_every_view_declares_its_access() -> None:
    assert [address.name for address in OURS if not address.access] == []


def test_only_these_pages_are_open_to_anybody() -> None:
    found = {address.name for address in OURS if address.access == "public"}
    assert found == PUBLIC


def test_allauth_opens_nothing_that_is_not_on_the_list() -> None:
    theirs = {a.name for a in addresses() if a.view.__module__.startswith("allauth")}
    assert theirs <= OPENED_BY_ALLAUTH


@by_name
@pytest.mark.django_db
def test_whoever_has_not_signed_in_is_sent_to_sign_in(address: Address) -> None:
    for method in ("get", "post"):
        response = getattr(Client(), method)(address.path)
        if response.status_code != 405:
            assert response.status_code == 302, (method, address.path)
            assert response["Location"].startswith("/account/login/?next=")


@pytest.fixture
def nobody(db: None) -> User:
    return person("Nobody")


@by_name
def test_whoever_lacks_the_capability_is_refused(address: Address, nobody: User) -> None:
    """Refused before anything is looked up: 403, never 404 or 500."""
    if address.access.startswith("signed in"):
        return
    browser = Client()
    browser.force_login(nobody)
    answers = {browser.get(address.path).status_code, browser.post(address.path).status_code}
    assert answers <= {403, 405}, (address.path, answers)
    assert 403 in answers


WRONG_ROLES = {
    Role.FINANCE_PREPARER: ("/people/", "/policy/new", "/audit/"),
    Role.FINANCE_RELEASER: ("/funds/gift", "/funds/transfer", "/people/new"),
    Role.AUDITOR: ("/funds/gift", "/funds/new", "/people/"),
    Role.ADMIN: ("/funds/", "/funds/journal", "/funds/gift"),
    Role.COMMITTEE_CHAIR: ("/funds/", "/people/", "/policy/new", "/audit/"),
}


@pytest.mark.parametrize("role", WRONG_ROLES)
@pytest.mark.django_db
def test_a_role_opens_only_its_own_pages(role: Role) -> None:
    browser = Client()
    browser.force_login(person("Wrong", role))
    for path in WRONG_ROLES[role]:
        assert browser.get(path).status_code == 403, path
        assert browser.post(path).status_code in (403, 405), path
