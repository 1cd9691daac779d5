"""What a notice says: numbers, and where to sign in. There is no parameter for anything else."""

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string

from .channels import Message

PAYMENT = "D-"


def message(references: Sequence[str], *, daily: bool, once: str) -> Message:
    """`Update on KX7-204`, or `Your daily update`; each number once, in the order given."""
    numbers = list(dict.fromkeys(references))
    first, more = numbers[0], len(numbers) - 1
    update = f"Update on {first} and {more} more" if more else f"Update on {first}"
    values = {"news": _news(numbers), "references": numbers, "site_url": settings.SITE_URL}
    return Message(
        subject="Your daily update" if daily else update,
        text=render_to_string("emails/update.txt", values),
        brief=f"{update}. Sign in: {settings.SITE_URL}",
        once=once,
    )


def _news(numbers: list[str]) -> list[str]:
    """One line for requests and one for payments; a single number has a line of its own."""
    if len(numbers) == 1:
        return [f"There is news on {numbers[0]}."]
    payments = [number for number in numbers if number.startswith(PAYMENT)]
    requests = [number for number in numbers if number not in payments]
    kinds = (("request", requests), ("payment", payments))
    return [_line(kind, found) for kind, found in kinds if found]


def _line(kind: str, numbers: list[str]) -> str:
    have = f"{kind} has" if len(numbers) == 1 else f"{kind}s have"
    return f"{len(numbers)} {have} news: {', '.join(numbers)}"
