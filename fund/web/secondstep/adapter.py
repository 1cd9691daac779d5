"""How allauth.mfa keeps its secrets here, and its words."""

from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fund import keyring, signin
from fund.models import User

NOT_RIGHT = gettext_lazy(
    "This code is not right, or it was used before. Wait for the next one and try again"
)


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of phones and of recovery codes are sealed under a key outside the database."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": NOT_RIGHT,
        "cannot_delete_authenticator": gettext_lazy(
            "Set up another way first, then remove this one"
        ),
    }

    def encrypt(self, text: str) -> str:
        return keyring.seal(keyring.For.SECOND_STEP, text)

    def decrypt(self, encrypted_text: str) -> str:
        return keyring.unseal(keyring.For.SECOND_STEP, encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whoever needs a second step keeps one; a lost phone is an administrator's business."""
        user: User = authenticator.user
        others = Authenticator.objects.filter(user=user, type__in=signin.FACTORS)
        return not signin.needs_second_step(user) or others.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user: User, *kind: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type__in=kind).count() + 1
        return _("Passkey %(number)d") % {"number": number}
