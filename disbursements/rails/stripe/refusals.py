"""Stripe's errors, read as Refused or Unknown.

Refused is said only where Stripe's answer rules out a payment under this key. A lost reply, a
5xx, 409 (a call with this key is in progress) and 429 say nothing about an earlier try; a bad
key (401, 403) is checked before idempotency, so neither does it. An error whose words are not in
the table below is Unknown too: a person decides, not a guess.
Source: stripe-python 16.1.0, `specific_v2_api_error`; docs.stripe.com/api-v2-overview
(a retry never repeats a success, so a refusal under a key means that no try under it succeeded).
"""

import stripe
from django.utils.translation import gettext_noop

from disbursements.rails.base import Outcome, Refused, Unknown

NOT_ENOUGH = gettext_noop(
    "The payment account does not hold enough money. Add money, then send again."
)
BANK_DETAILS = gettext_noop(
    "Stripe cannot pay to this vendor's bank details. Ask the vendor to renew them."
)
NOT_READY = gettext_noop("The vendor's payment set-up is not finished. Send again when it is.")
ACCOUNT = gettext_noop("The payment account is not open for sending. Ask Stripe, then send again.")
BLOCKED = gettext_noop("Stripe blocked payments to this vendor. Pay in another way.")
LIMIT = gettext_noop("A sending limit is reached. Send again tomorrow.")
FORM = gettext_noop("Stripe could not use the order. Check the vendor's payment set-up.")

NO_REPLY = gettext_noop("Stripe's reply did not arrive.")
ANSWERED = gettext_noop("Stripe answered %(status)s.")
NOT_KNOWN = gettext_noop("Stripe answered %(status)s in words this system does not know.")
NOT_THE_ORDER = gettext_noop("Stripe's reply %(number)s is not the order that was sent.")
OTHER_ORDER = gettext_noop("This key was used for another order. A person must look.")
REASONS = (NOT_KNOWN, ANSWERED, NOT_THE_ORDER)
"""Kept with an attempt in English; a page says them in the reader's language (`fund.kept`)."""

# Stripe's error type or code: (final, sentence)
REFUSALS: dict[str, tuple[bool, str]] = {
    "insufficient_funds": (False, NOT_ENOUGH),
    "financial_account_not_open": (False, ACCOUNT),
    "feature_not_enabled": (False, NOT_READY),
    "capability_not_enabled": (False, NOT_READY),
    "quota_exceeded": (False, LIMIT),
    "invalid_payout_method": (True, BANK_DETAILS),
    "controlled_by_alternate_resource": (True, BANK_DETAILS),
    "blocked_by_stripe": (True, BLOCKED),
    "cannot_proceed": (True, BLOCKED),
    "recipient_not_notifiable": (True, FORM),
    "not_found": (True, FORM),
    "invalid_fields": (True, FORM),
}


def outcome_of(error: stripe.StripeError) -> Outcome:
    """What an error of the SDK says about the payment that was asked for."""
    status = error.http_status or 0
    if isinstance(error, stripe.APIConnectionError) or status == 0:
        return Unknown(NO_REPLY)
    if status >= 500 or status in (401, 403, 409, 429):
        return Unknown(ANSWERED % {"status": status})
    if isinstance(error, stripe.IdempotencyError):
        return Unknown(OTHER_ORDER)
    for word in words_of(error):
        if word in REFUSALS:
            final, message = REFUSALS[word]
            return Refused(code=word, final=final, message=message)
    return Unknown(NOT_KNOWN % {"status": status})


def words_of(error: stripe.StripeError) -> list[str]:
    """The type and the code of an error, as Stripe's v2 error body has them."""
    body = error.json_body
    inner = body.get("error") if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        return []
    return [word for word in (inner.get("type"), inner.get("code")) if isinstance(word, str)]
