"""Phone numbers of businesses, in one spelling, so that the same number is found again."""

import phonenumbers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from phonenumbers import PhoneNumberFormat

HOME = "US"


class PhoneError(Exception):
    """One sentence for whoever typed the number."""


def normal(text: str) -> str:
    """`207.555.0100` as `(207) 555-0100`, a foreign number with its country; empty stays empty.

    Raises PhoneError for what is no number that could be called.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException as error:
        raise PhoneError(_(_EXAMPLE)) from error
    if not phonenumbers.is_valid_number(number):
        raise PhoneError(_(_EXAMPLE))
    at_home = number.country_code == phonenumbers.country_code_for_region(HOME)
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


_EXAMPLE = gettext_noop("Enter a phone number with its area code, like 207-555-0100")
