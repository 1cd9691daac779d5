"""The invitation: one mail with one link, and nothing about anybody but the person invited."""

from smtplib import SMTPException

import structlog
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from fund.models import User

log = structlog.get_logger(__name__)


def password_link(user: User) -> str:
    """Where a person chooses a password: works once, for PASSWORD_RESET_TIMEOUT seconds."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return f"{settings.SITE_URL}{path}"


def send_invitation(user: User) -> bool:
    """Send the link; False if the mail server did not take it. Never inside a transaction."""
    values = {
        "name": user.name,
        "link": password_link(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
    }
    text = render_to_string("emails/invitation.txt", values)
    try:
        send_mail(_("Your sign-in for the Support Fund"), text, None, [user.email])
    except (SMTPException, OSError) as error:
        log.warning("invitation not sent", person=user.reference, exc_info=error)
        return False
    return True
