"""Sign-in by django-allauth, with sign-up closed: people come by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; an administrator invites (fund.people.invite)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
