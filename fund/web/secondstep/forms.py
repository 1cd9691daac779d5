"""The forms of the second step in the product's own words (settings.MFA_FORMS)."""

import time
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.app_settings import TOTP_PERIOD
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn import forms as webauthn
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import dates, wrongcodes
from fund.models import User
from fund.web.forms import PlainWords

from .adapter import NOT_RIGHT

CLOSED = gettext_lazy(
    "Too many wrong codes in one day. Codes are closed until %(when)s. "
    "To sign in sooner, call your supervisor or the person who runs the fund"
)
USED_SECONDS = 120
"""A code holds for a minute and a half; used once, it is remembered longer than that."""


class _OneCode(PlainWords):
    """A box for a code. In a sandbox it says the code, since there is no phone."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.error_messages["required"] = _("Enter the code")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update(inputmode="numeric", autocomplete="one-time-code")
        if settings.SANDBOX and (secret := self.demo_secret()):
            field.help_text = _demo_hint(self.user, secret)

    def demo_secret(self) -> str:
        """The person's own secret, for the demo's hint; empty if she has no phone set up."""
        phone = Authenticator.objects.filter(user=self.user, type=Authenticator.Type.TOTP).first()
        return decrypt(phone.data["secret"]) if phone else ""


class _OnceOnly(_OneCode):
    def clean_code(self) -> str:
        """A code that somebody looked over a shoulder is no use a second time."""
        _require_open(self.user)
        code = str(super().clean_code())  # type: ignore[misc]
        if not cache.add(_used(self.user, code), "y", USED_SECONDS):
            raise ValidationError(NOT_RIGHT, "incorrect_code")
        return code


class Code(_OnceOnly, base.AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in: from a phone, or a recovery code."""


class CodeAgain(_OnceOnly, base.ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before something that matters."""


class FirstCode(_OneCode, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a phone that is being set up."""

    def demo_secret(self) -> str:
        return str(self.secret)


class NewPasskey(PlainWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A name for the passkey; the browser adds the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("A name for it")
        self.fields["name"].help_text = _("So that you know it again, such as “my work phone”.")


def codes_from_now(secret: str) -> list[str]:
    """The code that a phone with this secret shows now, and the next, which holds already."""
    counters = list(auth.yield_hotp_counters_from_time())
    values = [
        auth.format_hotp_value(auth.hotp_value(secret, counter))
        for counter in counters[len(counters) // 2 :]
    ]
    return [f"{value[:3]} {value[3:]}" for value in values]


def _require_open(user: User) -> None:
    """After too many wrong codes even the right one is no use until tomorrow."""
    if until := wrongcodes.closed_until([user.reference]).get(user.reference):
        when = dates.written(until, "WEEKDAY_TIME_FORMAT")
        raise ValidationError(CLOSED % {"when": when}, "codes_closed")


def _demo_hint(user: User, secret: str) -> str:
    """Never a code that was used: it would not be taken again."""
    for code in codes_from_now(secret):
        if not cache.get(_used(user, code)):
            return _("Demo: the code is %(code)s") % {"code": code}
    seconds = TOTP_PERIOD - int(time.time()) % TOTP_PERIOD
    words = _("Demo: the next code comes in %(seconds)d seconds. Open this page again then.")
    return words % {"seconds": seconds}


def _used(user: User, code: str) -> str:
    return f"code-used-{user.pk}-{normalize_user_code(code)}"
