"""Stripe Global Payouts, spoken with Stripe's own SDK (API version 2026-10-28.endive)."""

from disbursements.rails.stripe.client import UnsafeStripeSettings, client_for, is_live_key
from disbursements.rails.stripe.notifications import (
    Notification,
    NotificationError,
    parse_notification,
)
from disbursements.rails.stripe.payments import StripeRail
from disbursements.rails.stripe.recipients import (
    OnboardingLink,
    RecipientRefused,
    RecipientStatus,
    StripeRecipients,
)

__all__ = [
    "Notification",
    "NotificationError",
    "OnboardingLink",
    "RecipientRefused",
    "RecipientStatus",
    "StripeRail",
    "StripeRecipients",
    "UnsafeStripeSettings",
    "client_for",
    "is_live_key",
    "parse_notification",
]
