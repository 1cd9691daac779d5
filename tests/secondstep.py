"""A person's phone, and a sign-in through the real pages."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.test import Client

from fund.models import User
from fund.web.secondstep.forms import codes_from_now
from tests.cast import PASSWORD


def phone_of(user: User) -> str:
    """The secret in this person's phone, set up if she has none."""
    secret: str = generate_totp_secret()
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)
    return secret


def recovery_codes_of(user: User) -> list[str]:
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes


def code_of(secret: str) -> str:
    """The code that the phone shows; as if the last one were used long ago."""
    cache.clear()
    return codes_from_now(secret)[0]


def sign_in(browser: Client, user: User, secret: str = "") -> None:
    """Password and, with the phone's secret, the code."""
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    if secret:
        browser.post("/account/second-step/authenticate/", {"code": code_of(secret)})
