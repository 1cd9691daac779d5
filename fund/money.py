"""Whole cents to text and back. Money is an `int` of cents everywhere else; no float touches it."""

import re

from django.utils.translation import gettext as _

LARGEST_CENTS = 100_000_000  # a million dollars: above it, somebody's finger slipped

_AMOUNT = re.compile(r"^\$?\s*(?P<dollars>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d+))?$")


class MoneyError(ValueError):
    """The text is not an amount of money. The message is one sentence for the person who typed."""


def parse_cents(text: str) -> int:
    """`"1,200.50"` or `"$1,200.5"` as cents (120050); raises MoneyError, never repairs."""
    text = text.strip()
    if not text:
        raise MoneyError(_("Enter an amount, like 120 or 120.50"))
    if text.replace("$", "").lstrip().startswith(("-", "(", "\N{MINUS SIGN}")):
        raise MoneyError(_("Enter an amount above zero, without a minus sign"))
    found = _AMOUNT.match(text)
    if not found or not text.isascii():
        raise MoneyError(_("Enter an amount in dollars and cents, like 120 or 1,200.50"))
    fraction = found["cents"] or ""
    if len(fraction) > 2:
        raise MoneyError(_("Enter no more than two numbers after the point, like 120.50"))
    digits = found["dollars"].replace(",", "").lstrip("0")[:12]  # int() refuses 5,000 digits
    cents = int(digits or "0") * 100 + int(fraction.ljust(2, "0"))
    if cents == 0:
        raise MoneyError(_("Enter an amount above zero"))
    if cents > LARGEST_CENTS:
        raise MoneyError(_("This amount is too large. The most is $1,000,000"))
    return cents


def dollars(cents: int) -> str:
    """120050 as `"1,200.50"`; a negative amount gets a real minus sign in front."""
    sign = "\N{MINUS SIGN}" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def usd(cents: int) -> str:
    """120050 as `"$1,200.50"`."""
    text = dollars(cents)
    return f"\N{MINUS SIGN}${text[1:]}" if cents < 0 else f"${text}"
