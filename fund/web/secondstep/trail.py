"""Sign-in on the audit trail; allauth and Django say what happened by signals and no other way."""

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib.auth import signals as auth
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest

from fund import signin, wrongcodes
from fund.audit import record
from fund.models import User


def listen() -> None:
    """Called once, when the application starts."""
    account.user_logged_in.connect(_signed_in)
    auth.user_login_failed.connect(_failed)
    signals.authenticator_used.connect(_step_passed)
    signals.authentication_failed.connect(_code_failed)
    signals.authenticator_added.connect(_added)
    signals.authenticator_removed.connect(_removed)
    signals.authenticator_reset.connect(_new_codes)


def _signed_in(user: User, **more: Any) -> None:
    record("signin.passed", user.reference, actor=user)


def _failed(credentials: dict[str, Any], **more: Any) -> None:
    """A person we know by her reference; an email that nobody has leaves no trace of itself."""
    email = str(credentials.get("email") or "")
    known = User.objects.filter(email=email.lower()).values_list("reference", flat=True).first()
    record("signin.failed", known or "unknown", actor=None)


def _step_passed(user: User, authenticator: Authenticator, **more: Any) -> None:
    record("signin.step_passed", user.reference, actor=user, kind=authenticator.type)


def _code_failed(user: User, **more: Any) -> None:
    record("signin.code_failed", user.reference, actor=None)
    if wrongcodes.closed_until([user.reference]):
        record("signin.codes_closed", user.reference, actor=None)


def _added(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    """Setting one up is passing it; sessions on other devices end."""
    record("signin.factor_added", user.reference, actor=user, kind=authenticator.type)
    if authenticator.type in signin.FACTORS:
        kind = authenticator.type
        record_authentication(request, user, "mfa", id=authenticator.pk, type=kind)
        _end_other_sessions(request, user)


def _removed(request: HttpRequest, user: User, authenticator: Authenticator, **more: Any) -> None:
    record("signin.factor_removed", user.reference, actor=user, kind=authenticator.type)
    if not signin.has_factor(user):
        signin.forget_second_step(request)
    _end_other_sessions(request, user)


def _new_codes(user: User, **more: Any) -> None:
    record("signin.new_codes", user.reference, actor=user)


def _end_other_sessions(request: HttpRequest, user: User) -> None:
    signin.end_sessions(user)
    update_session_auth_hash(request, user)
