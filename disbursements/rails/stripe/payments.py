"""The Stripe rail: v2 outbound payments from the fund's financial account to a vendor."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import stripe
from django.utils.translation import gettext_noop
from stripe import StripeClient

from disbursements.rails.base import (
    Accepted,
    Outcome,
    PaymentOrder,
    RailUnreachable,
    Refused,
    Settlement,
    Unknown,
)
from disbursements.rails.stripe.refusals import NOT_THE_ORDER, outcome_of

if TYPE_CHECKING:
    from stripe.params.v2.money_management import OutboundPaymentCreateParams
    from stripe.v2.money_management import OutboundPayment

PAGE = 100


class StripeRail:
    """Pays by Stripe; `posted` is not final there, a payment can still be returned later."""

    name = "stripe"

    def __init__(self, client: StripeClient, financial_account: str) -> None:
        self._payments = client.v2.money_management.outbound_payments
        self._financial_account = financial_account

    def send(self, order: PaymentOrder) -> Outcome:
        """Create the payment under the order's key, at most once however often it is sent."""
        if not (order.payee.provider_recipient and order.payee.provider_payout_method):
            return Refused(
                "payee_incomplete",
                True,
                gettext_noop("This vendor has no payment set-up at Stripe."),
            )
        try:
            payment = self._payments.create(
                self._params(order), options={"idempotency_key": order.idempotency_key}
            )
        except stripe.StripeError as error:
            return outcome_of(error)
        if not _echoes(payment, order):
            return Unknown(NOT_THE_ORDER % {"number": payment.id})
        return Accepted(provider_reference=payment.id, status=payment.status)

    def look_up(self, provider_reference: str) -> Settlement | None:
        """The payment as Stripe has it now; None for 404. Raises RailUnreachable."""
        try:
            return settlement_of(self._payments.retrieve(provider_reference))
        except stripe.StripeError as error:
            if error.http_status == 404:
                return None
            raise RailUnreachable(
                gettext_noop("Stripe could not be asked about a payment.")
            ) from error

    def find(self, order: PaymentOrder, since: datetime, until: datetime) -> list[Settlement]:
        """Payments to this recipient between two moments that bear this reference."""
        try:
            page = self._payments.list(
                {
                    "recipient": order.payee.provider_recipient,
                    "created": {"gte": _rfc3339(since), "lte": _rfc3339(until)},
                    "limit": PAGE,
                }
            )
            found = [settlement_of(payment) for payment in page.auto_paging_iter()]
        except stripe.StripeError as error:
            raise RailUnreachable(
                gettext_noop("Stripe could not be asked for payments.")
            ) from error
        return [one for one in found if one.reference == order.reference]

    def _params(self, order: PaymentOrder) -> "OutboundPaymentCreateParams":
        """Everything that leaves: amounts, Stripe's own ids and the opaque reference."""
        return {
            "from": {"financial_account": self._financial_account, "currency": "usd"},
            "to": {
                "recipient": order.payee.provider_recipient,
                "payout_method": order.payee.provider_payout_method,
                "currency": "usd",
            },
            "amount": {"value": order.amount_cents, "currency": "usd"},
            "statement_descriptor": order.reference,
            "metadata": {"reference": order.reference},
            "recipient_notification": {"setting": "none"},
        }


def settlement_of(payment: "OutboundPayment") -> Settlement:
    """Stripe's object as a settlement. Raises RailUnreachable for one not in US dollars."""
    if payment.amount.currency != "usd":
        raise RailUnreachable(gettext_noop("Stripe names a payment that is not in US dollars."))
    metadata = cast("Mapping[str, str]", payment.metadata.to_dict() if payment.metadata else {})
    return Settlement(
        provider_reference=payment.id,
        state=payment.status,
        amount_cents=payment.amount.value,
        recipient=payment.to.recipient,
        reference=metadata.get("reference", ""),
        at=_reached(payment),
        reason=_reason(payment),
    )


def _echoes(payment: "OutboundPayment", order: PaymentOrder) -> bool:
    return (
        payment.amount.value == order.amount_cents
        and payment.amount.currency == "usd"
        and payment.to.recipient == order.payee.provider_recipient
    )


def _reached(payment: "OutboundPayment") -> datetime:
    moments = payment.status_transitions
    moment = getattr(moments, f"{payment.status}_at", None) if moments else None
    return datetime.fromisoformat(moment or payment.created).astimezone(UTC)


def _reason(payment: "OutboundPayment") -> str:
    details = payment.status_details
    detail = getattr(details, payment.status, None) if details else None
    return str(getattr(detail, "reason", "") or "")


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
