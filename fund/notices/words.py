"""What a notice says: numbers, and where to sign in. There is no parameter for anything else.

It speaks the language that is active: delivery activates the reader's.
"""

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .channels import Message

PAYMENT, AGREEMENT = "D-", "M-"


def message(references: Sequence[str], *, daily: bool, once: str) -> Message:
    """`Update on KX7-204`, or `Your daily update`; each number once, in the order given."""
    numbers = list(dict.fromkeys(references))
    first, more = numbers[0], len(numbers) - 1
    said = _("Update on %(number)s and %(more)d more") if more else _("Update on %(number)s")
    update = said % {"number": first, "more": more}
    values = {"news": _news(numbers), "references": numbers, "site_url": settings.SITE_URL}
    return Message(
        subject=_("Your daily update") if daily else update,
        text=render_to_string("emails/update.txt", values),
        brief=_("%(update)s. Sign in: %(address)s")
        % {"update": update, "address": settings.SITE_URL},
        once=once,
    )


def _news(numbers: list[str]) -> list[str]:
    """One line for requests, payments and agreements each; a single number has its own line."""
    if len(numbers) == 1:
        return [_("There is news on %(number)s.") % {"number": numbers[0]}]
    payments = [number for number in numbers if number.startswith(PAYMENT)]
    agreements = [number for number in numbers if number.startswith(AGREEMENT)]
    requests = [number for number in numbers if number not in payments + agreements]
    of_requests = ngettext(
        "%(count)d request has news: %(numbers)s",
        "%(count)d requests have news: %(numbers)s",
        len(requests),
    )
    of_payments = ngettext(
        "%(count)d payment has news: %(numbers)s",
        "%(count)d payments have news: %(numbers)s",
        len(payments),
    )
    of_agreements = ngettext(
        "%(count)d agreement has news: %(numbers)s",
        "%(count)d agreements have news: %(numbers)s",
        len(agreements),
    )
    kinds = ((of_requests, requests), (of_payments, payments), (of_agreements, agreements))
    return [
        line % {"count": len(found), "numbers": ", ".join(found)} for line, found in kinds if found
    ]
