"""Vendors at Stripe: v2 accounts with the recipient configuration.

A vendor types its bank details on Stripe's hosted page; they never touch this system.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

import stripe
from django.utils.translation import gettext_noop
from stripe import StripeClient

from disbursements.rails.base import RailUnreachable

if TYPE_CHECKING:
    from stripe.v2.core import Account
    from stripe.v2.money_management import PayoutMethod


@dataclass(frozen=True)
class OnboardingLink:
    """A single-use address of Stripe's hosted form; `expires_at` is aware UTC."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class RecipientStatus:
    """Whether a vendor can be paid, by which payout method, and what Stripe still waits for."""

    payable: bool
    payout_method: str
    requirements: tuple[str, ...]


class RecipientRefused(Exception):
    """Stripe will not set this vendor up as asked; the message is fit to show to finance."""


class StripeRecipients:
    """Sets vendors up for Stripe payments and says whether they can be paid."""

    def __init__(self, client: StripeClient) -> None:
        self._client = client

    def create(
        self,
        name: str,
        email: str,
        *,
        key: str,
        entity: Literal["company", "individual"] = "company",
    ) -> str:
        """Make a vendor's account and return its id; the same `key` makes it once.

        `name` and `email` are the vendor's. Raises RecipientRefused, RailUnreachable.
        """
        try:
            account = self._client.v2.core.accounts.create(
                {
                    "display_name": name,
                    "contact_email": email,
                    "identity": {"country": "us", "entity_type": entity},
                    "configuration": {
                        "recipient": {
                            "capabilities": {"bank_accounts": {"local": {"requested": True}}}
                        }
                    },
                },
                options={"idempotency_key": key},
            )
        except stripe.StripeError as error:
            raise _trouble(error) from error
        return account.id

    def onboarding_link(
        self, account_id: str, *, return_url: str, refresh_url: str
    ) -> OnboardingLink:
        """A fresh link to the hosted form. Raises RecipientRefused, RailUnreachable."""
        try:
            link = self._client.v2.core.account_links.create(
                {
                    "account": account_id,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {
                            "refresh_url": refresh_url,
                            "return_url": return_url,
                        },
                    },
                }
            )
        except stripe.StripeError as error:
            raise _trouble(error) from error
        return OnboardingLink(link.url, datetime.fromisoformat(link.expires_at).astimezone(UTC))

    def recipient_status(self, account_id: str) -> RecipientStatus:
        """Ask Stripe about a vendor. Raises RecipientRefused, RailUnreachable."""
        try:
            account = self._client.v2.core.accounts.retrieve(
                account_id,
                {"include": ["configuration.recipient", "defaults", "requirements"]},
            )
            method = self._payout_method(account)
        except stripe.StripeError as error:
            raise _trouble(error) from error
        usable = method if method is not None and _usable(method) else None
        return RecipientStatus(
            payable=_active(account) and usable is not None,
            payout_method=usable.id if usable else "",
            requirements=_requirements(account),
        )

    def _payout_method(self, account: "Account") -> "PayoutMethod | None":
        """The vendor's default for US dollars; it lives in the vendor's context, not in ours."""
        defaults = account.defaults.payout_methods if account.defaults else None
        method_id = defaults.to_dict().get("usd") if defaults else None
        if not method_id:
            return None
        return self._client.v2.money_management.payout_methods.retrieve(
            method_id, options={"stripe_context": account.id}
        )


def _active(account: "Account") -> bool:
    recipient = account.configuration.recipient if account.configuration else None
    capabilities = recipient.capabilities if recipient else None
    banks = capabilities.bank_accounts if capabilities else None
    return bool(banks and banks.local and banks.local.status == "active")


def _usable(method: "PayoutMethod") -> bool:
    return (
        method.usage_status.payments == "eligible" and not method.archived and not method.restricted
    )


def _requirements(account: "Account") -> tuple[str, ...]:
    entries = account.requirements.entries if account.requirements else None
    return tuple(entry.description for entry in entries or [])


def _trouble(error: stripe.StripeError) -> Exception:
    if error.http_status in (400, 404):
        return RecipientRefused(
            gettext_noop("Stripe could not set this vendor up. Check the name and email.")
        )
    return RailUnreachable(gettext_noop("Stripe could not be reached about a vendor."))
