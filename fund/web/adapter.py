"""Sign-in by django-allauth, with sign-up closed: people come by invitation only."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from fund import people, signin
from fund.models import User


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; an administrator invites (fund.people.invite)."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This sign-in is closed"),
        "email_password_mismatch": gettext_lazy(
            "This email and password do not go together. Check both"
        ),
        "too_many_login_attempts": gettext_lazy(
            "Too many tries. Wait a few minutes, then try once more"
        ),
        "rate_limited": gettext_lazy("Too many tries. Wait a few minutes, then try once more"),
        "incorrect_password": gettext_lazy("This is not your password. Try once more"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """At the fund's own address: the Host of a request is whatever its sender wrote."""
        made = urlsplit(super().get_reset_password_from_key_url(key))
        return f"{settings.SITE_URL}{made.path}"

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Before a change of second steps: the same minutes as before any command that asks."""
        return not signin.is_fresh(context.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Whoever has a second step shows that one; a password alone is not enough."""
        every: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        strong = [method for method in every if method["id"] != "reauthenticate"]
        return strong if strong and signin.has_factor(user) else every

    def set_password(self, user: User, password: str) -> None:
        """A person who chooses her first password has accepted the invitation."""
        super().set_password(user, password)
        people.accept_invitation(user)
