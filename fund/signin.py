"""What a session has shown: a second step passed, and how long ago.

allauth keeps in the session how a person has shown who she is; these read it. Everybody but a
donor needs a second step: a code from a phone, a passkey, or one of the recovery codes.
"""

import time
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import F
from django.http import HttpRequest

from fund.models import User
from fund.roles import Role

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second step; recovery codes only stand in for one."""


def needs_second_step(user: User) -> bool:
    """Whether any role but the donor's is held today."""
    return bool(user.roles - {Role.DONOR})


def has_factor(user: User) -> bool:
    """Whether a phone or a passkey is set up."""
    return bool(Authenticator.objects.filter(user=user, type__in=FACTORS).exists())


def passed(request: HttpRequest) -> bool:
    """Whether this session has passed the second step of the person who is signed in."""
    return any(record["method"] == "mfa" for record in _records(request))


def is_fresh(request: HttpRequest) -> bool:
    """Whether she showed who she is in the last minutes: by the second step, if there is one."""
    records = _records(request)
    strong = [record for record in records if record["method"] == "mfa"] or records
    since = time.time() - timedelta(minutes=settings.FRESH_MINUTES).total_seconds()
    return bool(strong) and float(strong[-1]["at"]) > since


def forget_second_step(request: HttpRequest) -> None:
    """The session has to pass again: its last factor is gone."""
    kept = [record for record in _records(request) if record["method"] != "mfa"]
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = kept


def end_sessions(user: User) -> None:
    """End every session of this person, on every device (User.session_round is in each)."""
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    user.refresh_from_db(fields=["session_round"])


def remove_factors(user: User) -> None:
    """Forget her phone, her passkeys and her recovery codes: she sets one up anew."""
    Authenticator.objects.filter(user=user).delete()


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    return list(get_authentication_records(request, request.user))
