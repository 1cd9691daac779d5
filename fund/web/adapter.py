"""Sign-in by django-allauth, with sign-up closed: people come by invitation only."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from fund import people
from fund.models import User


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; an administrator invites (fund.people.invite)."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This sign-in is closed",
        "email_password_mismatch": "This email and password do not go together. Check both",
        "too_many_login_attempts": "Too many tries. Wait a few minutes, then try once more",
        "rate_limited": "Too many tries. Wait a few minutes, then try once more",
        "incorrect_password": "This is not your password. Try once more",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """A person who chooses her first password has accepted the invitation."""
        super().set_password(user, password)
        people.accept_invitation(user)
