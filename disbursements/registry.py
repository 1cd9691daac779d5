"""The rails as this installation runs them: built from settings, which no rail reads itself."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.timezone import localtime
from stripe import StripeClient

from disbursements.checks import DatabaseRegister
from disbursements.rails.base import Rail
from disbursements.rails.check import CheckRail, Payer
from disbursements.rails.stripe import StripeRail, StripeRecipients, client_for
from disbursements.states import RailName
from fund import clock


def rail(name: str) -> Rail:
    """The rail of a payment. Raises UnsafeStripeSettings when key and address don't fit."""
    return _RAILS[RailName(name)]()


def stripe_rail() -> StripeRail:
    """Stripe, or its stand-in. Raises UnsafeStripeSettings."""
    return StripeRail(_configured_client(), settings.STRIPE_FINANCIAL_ACCOUNT)


def stripe_recipients() -> StripeRecipients:
    """The vendor set-up at Stripe. Raises UnsafeStripeSettings."""
    return StripeRecipients(_configured_client())


def check_rail() -> CheckRail:
    """Checks on the fund's own stock."""
    payer = Payer(settings.PAYER_NAME, tuple(settings.PAYER_ADDRESS), settings.PAYER_BANK)
    return CheckRail(payer, DatabaseRegister(), lambda: localtime(clock.now()))


_RAILS: dict[RailName, Callable[[], Rail]] = {
    RailName.STRIPE: stripe_rail,
    RailName.CHECK: check_rail,
}


def _configured_client() -> StripeClient:
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, settings.SANDBOX)


@cache
def _client(api_key: str, api_base: str, sandbox: bool) -> StripeClient:
    return client_for(api_key=api_key, api_base=api_base, sandbox=sandbox)
