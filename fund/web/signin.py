"""The sign-in forms in the product's own words (settings.ACCOUNT_FORMS)."""

from typing import Any

from allauth.account import forms as allauth
from django.contrib.auth.password_validation import get_default_password_validators
from django.utils.translation import gettext as _

from fund.web.forms import PlainWords


class SignIn(PlainWords, allauth.LoginForm):  # type: ignore[misc]
    """Email and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("Email"), _("Enter your email"))
        _say(self, "password", _("Password"), _("Enter your password"))


class ForgottenPassword(PlainWords, allauth.ResetPasswordForm):  # type: ignore[misc]
    """The email to send a link to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "email", _("Email"), _("Enter your email"))


class ChoosePassword(PlainWords, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """A password, twice, behind the link of an invitation or of a reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", _("New password"), _("Enter a new password"))
        self.fields["password1"].help_text = _(
            "At least %(number)d letters or signs. Four words in a row are easy to keep in mind."
        ) % {"number": _shortest()}
        again = _("The same password again"), _("Enter the same password again")
        _say(self, "password2", *again)


def _shortest() -> int:
    rules = get_default_password_validators()
    return max((rule.min_length for rule in rules if hasattr(rule, "min_length")), default=1)


def _say(form: PlainWords, name: str, label: str, missing: str) -> None:
    field = form.fields[name]
    field.label = label
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)
