"""The stand-in's replies have the fields of Stripe's own types: no more, no fewer.

The types are those of the installed stripe package, so a new SDK that changes them turns this red.
"""

import inspect
import types
import typing
from typing import Any, get_args, get_origin

import pytest
import stripe
from stripe import StripeClient, StripeObject
from stripe.events import V2MoneyManagementOutboundPaymentPostedEvent
from stripe.params.v2.core import AccountCreateParams
from stripe.params.v2.money_management import (
    OutboundPaymentCreateParams,
    OutboundPaymentListParams,
)
from stripe.v2.core import Account, AccountLink
from stripe.v2.money_management import FinancialAccount, OutboundPayment, PayoutMethod

from disbursements.rails.base import Accepted, Payee, PaymentOrder
from disbursements.rails.stripe import client_for
from disbursements.sandbox import accounts, payments, shapes
from fund.references import payment_reference
from tests.rails.sandbox_fixture import API_KEY, FINANCIAL_ACCOUNT, SandboxProcess


@pytest.fixture
def client(sandbox: SandboxProcess) -> StripeClient:
    return client_for(api_key=API_KEY, api_base=sandbox.url, sandbox=True)


def fields(kind: type) -> dict[str, Any]:
    """Every field that Stripe's type declares, by its name on the wire."""
    renamed = getattr(kind, "_field_remappings", {})
    declared = {name for base in kind.__mro__ if base is not StripeObject for name in notes(base)}
    return {
        renamed.get(name, name): hint
        for name, hint in typing.get_type_hints(kind).items()
        if name in declared and get_origin(hint) is not typing.ClassVar
    }


def notes(kind: type) -> set[str]:
    """What one class itself declares."""
    return set(inspect.get_annotations(kind))


def parts(hint: Any) -> list[type]:
    """The Stripe classes inside a hint, through Optional, Union and List."""
    if get_origin(hint) in (typing.Union, types.UnionType, list):
        return [part for inner in get_args(hint) for part in parts(inner)]
    typed = isinstance(hint, type) and issubclass(hint, StripeObject)
    return [hint] if typed and notes(hint) else []


def differences(kind: type, value: dict[str, Any], where: str) -> list[str]:
    """How a reply differs from Stripe's type, all the way down."""
    declared = fields(kind)
    found = [f"{where}: {name}" for name in sorted(set(declared) ^ set(value))]
    for name, hint in declared.items():
        inner = parts(hint)
        values = value.get(name)
        for one in values if isinstance(values, list) else [values]:
            if isinstance(one, dict) and inner:
                found += differences(inner[0], one, f"{where}.{name}")
    return found


def test_every_object_has_exactly_the_fields_of_stripes_type() -> None:
    account = shapes.account({"contact_email": "a@b.test", "display_name": "A"})
    done = {
        **account,
        "configuration": {
            "customer": None,
            "merchant": None,
            "recipient": shapes.recipient("active"),
        },
        "requirements": shapes.requirements(["external_account"]),
    }
    payment = shapes.outbound_payment({"amount": {"value": 1}, "to": {"recipient": "acct_test_1"}})
    returned = {**payment, "status_details": payments._details("returned", "recalled")}
    link = {
        "account": "acct_test_1",
        "use_case": {"type": "account_onboarding", "account_onboarding": {"refresh_url": "x"}},
    }
    pairs: list[tuple[type, dict[str, Any]]] = [
        (Account, account),
        (Account, done),
        (AccountLink, shapes.account_link(link, "x")),
        (PayoutMethod, shapes.payout_method()),
        (OutboundPayment, payment),
        (OutboundPayment, returned),
        (FinancialAccount, shapes.financial_account(1, 2)),
        (
            V2MoneyManagementOutboundPaymentPostedEvent,
            shapes.event("v2.money_management.outbound_payment.posted", payment, None),
        ),
    ]
    assert [line for kind, value in pairs for line in differences(kind, value, kind.__name__)] == []


def test_the_comparison_sees_a_field_too_many_and_one_too_few() -> None:
    payment = shapes.outbound_payment({"amount": {"value": 1}, "to": {"recipient": "acct_test_1"}})
    payment["trace"] = payment.pop("payout_intent")
    payment["to"].pop("credited")
    assert differences(OutboundPayment, payment, "it") == [
        "it: payout_intent",
        "it: trace",
        "it.to: credited",
    ]


def test_the_accepted_parameters_are_those_that_the_sdk_offers() -> None:
    assert OutboundPaymentCreateParams.__annotations__.keys() | {"from"} == payments.CREATE_FIELDS
    assert set(AccountCreateParams.__annotations__) == accounts.CREATE_FIELDS
    assert set(OutboundPaymentListParams.__annotations__) | {"page"} == payments.FILTERS


def test_the_stand_in_speaks_the_version_of_the_installed_sdk() -> None:
    assert stripe.api_version == shapes.API_VERSION


def test_states_and_reasons_are_stripes_words() -> None:
    (states,) = [get_args(typing.get_type_hints(OutboundPayment)["status"])]
    moves = {state for after in payments.MOVES.values() for state in after}
    assert moves | {"processing"} == set(states)


def test_the_sdk_makes_its_own_objects_of_the_replies(
    sandbox: SandboxProcess, client: StripeClient
) -> None:
    account_id, method_id = sandbox.vendor()
    reference = payment_reference()
    order = PaymentOrder(reference, f"{reference}-1", 4_200, Payee(account_id, method_id))
    outcome = sandbox.rail().send(order)
    assert isinstance(outcome, Accepted)
    account = client.v2.core.accounts.retrieve(account_id, {"include": ["defaults", "identity"]})
    payment = client.v2.money_management.outbound_payments.retrieve(outcome.provider_reference)
    fund = client.v2.money_management.financial_accounts.retrieve(FINANCIAL_ACCOUNT)
    methods = client.v2.money_management.payout_methods.list(options={"stripe_context": account_id})
    assert isinstance(account, Account)
    assert isinstance(payment, OutboundPayment)
    assert payment.from_.debited.value == 4_200
    assert isinstance(fund, FinancialAccount)
    assert [type(one) for one in methods] == [PayoutMethod]
    assert account.defaults is not None


def test_what_was_not_included_is_null(sandbox: SandboxProcess, client: StripeClient) -> None:
    account = client.v2.core.accounts.retrieve(sandbox.vendor()[0])
    assert account.configuration is None
    assert account.requirements is None


def test_only_a_payment_in_processing_can_be_canceled(
    sandbox: SandboxProcess, client: StripeClient
) -> None:
    outbound = client.v2.money_management.outbound_payments
    reference = payment_reference()
    order = PaymentOrder(reference, f"{reference}-1", 100, Payee(*sandbox.vendor()))
    outcome = sandbox.rail().send(order)
    assert isinstance(outcome, Accepted)
    assert outbound.cancel(outcome.provider_reference).status == "canceled"
    with pytest.raises(stripe.AlreadyCanceledError):
        outbound.cancel(outcome.provider_reference)


def test_a_field_that_stripe_does_not_know_is_refused(
    sandbox: SandboxProcess, client: StripeClient
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="memo"):
        client.v2.money_management.outbound_payments.create({"memo": "for Jane"})  # type: ignore[typeddict-item, typeddict-unknown-key]


def test_a_key_used_again_with_other_parameters_is_stripes_idempotency_error(
    sandbox: SandboxProcess, client: StripeClient
) -> None:
    key = payment_reference()
    sandbox.recipients().create("First Name", "a@vendor.test", key=key)
    with pytest.raises(stripe.IdempotencyError):
        client.v2.core.accounts.create(
            {"contact_email": "b@vendor.test", "configuration": {"recipient": {}}},
            options={"idempotency_key": key},
        )


def test_a_request_without_a_version_is_refused(sandbox: SandboxProcess) -> None:
    old = StripeClient(
        API_KEY, base_addresses={"api": sandbox.url}, stripe_version="2025-01-01.acacia"
    )
    with pytest.raises(stripe.InvalidRequestError, match="Stripe-Version"):
        old.v2.core.accounts.retrieve("acct_test_1")
