"""The one place that makes a Stripe client; a wrong pair of key and address is refused here."""

import requests
import stripe
from django.utils.translation import gettext_noop
from stripe import RequestsClient, StripeClient

STRIPE_API = "https://api.stripe.com"
RETRIES = 2
TIMEOUT_SECONDS = 10.0


class UnsafeStripeSettings(Exception):
    """The key and the address do not belong together; nothing may be sent."""


def is_live_key(key: str) -> bool:
    """Whether a key moves real money: sk_live_…, rk_live_…, sk_org_live_…"""
    return "live" in key.lower().split("_")


def client_for(
    *, api_key: str, api_base: str = "", sandbox: bool, timeout_seconds: float = TIMEOUT_SECONDS
) -> StripeClient:
    """A client for our stand-in (`sandbox`) or for Stripe itself; the SDK is the same.

    It retries twice under the same idempotency key and gives up after `timeout_seconds` a try.
    Raises UnsafeStripeSettings for a live key beside the stand-in or away from Stripe's own
    address, for an empty key, and for a stand-in without an address of its own.
    """
    base = api_base.rstrip("/") or STRIPE_API
    refuse_unsafe(api_key, base, sandbox=sandbox)
    # The SDK has no per-client switch; it would send host and timing facts with each request.
    stripe.enable_telemetry = False
    return StripeClient(
        api_key,
        base_addresses={"api": base, "connect": base, "files": base, "meter_events": base},
        max_network_retries=RETRIES,
        http_client=RequestsClient(timeout=timeout_seconds, session=_session(sandbox)),
    )


def refuse_unsafe(api_key: str, base: str, *, sandbox: bool) -> None:
    """Raise UnsafeStripeSettings when this key must not meet this address."""
    if not api_key:
        raise UnsafeStripeSettings(gettext_noop("No Stripe key is set."))
    if sandbox and is_live_key(api_key):
        raise UnsafeStripeSettings(
            gettext_noop("A live Stripe key is set in training mode. Take one away.")
        )
    if sandbox and base == STRIPE_API:
        raise UnsafeStripeSettings(gettext_noop("Training mode needs the address of the stand-in."))
    if not sandbox and base != STRIPE_API:
        raise UnsafeStripeSettings(
            gettext_noop("Outside training mode only Stripe's own address is allowed.")
        )


def _session(sandbox: bool) -> requests.Session | None:
    """The stand-in is on this machine: a proxy or .netrc of the environment must not come between.

    For Stripe the SDK makes a session for each thread by itself.
    """
    if not sandbox:
        return None
    session = requests.Session()
    session.trust_env = False
    return session
