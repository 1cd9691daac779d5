"""How allauth.mfa keeps its secrets here, and its words."""

import base64
import hashlib
from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from fund import signin
from fund.models import User

NOT_RIGHT = "This code is not right, or it was used before. Wait for the next one and try again"


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of phones and of recovery codes are sealed under a key outside the database."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": NOT_RIGHT,
        "cannot_delete_authenticator": "Set up another way first, then remove this one",
    }

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _keys().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever needs a second step keeps one; a lost phone is an administrator's business."""
        user: User = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=signin.FACTORS)
        return not signin.needs_second_step(user) or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, *kind: Authenticator.Type) -> str:
        return f"Passkey {Authenticator.objects.filter(user=user, type__in=kind).count() + 1}"


def _keys() -> MultiFernet:
    """The first key seals, every key opens, so that a new one can take over."""
    if not settings.SECOND_STEP_KEYS:
        raise ImproperlyConfigured("SECOND_STEP_KEYS is not set: no second step can be kept.")
    digests = (hashlib.sha256(key.encode()).digest() for key in settings.SECOND_STEP_KEYS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
