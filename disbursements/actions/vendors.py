"""Vendors and the ways to pay them. A change of a payout method is a new version of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from disbursements import registry
from disbursements.actions import Refused
from disbursements.models import PayoutMethod
from disbursements.rails.base import RailUnreachable
from disbursements.rails.stripe import OnboardingLink, RecipientRefused, UnsafeStripeSettings
from disbursements.states import RailName
from fund import clock
from fund.audit import record
from fund.models import User, Vendor

_NO_HELP = (RecipientRefused, RailUnreachable, UnsafeStripeSettings)


@transaction.atomic(durable=True)
def add_check_method(
    vendor: Vendor, *, remit_name: str, remit_address: str, actor: User
) -> PayoutMethod:
    """The postal address that checks go to; a changed one is a new version."""
    standing = _in_force(vendor, RailName.CHECK)
    if standing and (standing.remit_name, standing.remit_address) == (remit_name, remit_address):
        return standing
    return _next_version(
        vendor,
        PayoutMethod(
            rail=RailName.CHECK,
            is_payable=True,
            remit_name=remit_name,
            remit_address=remit_address,
        ),
        actor,
    )


def start_stripe_method(
    vendor: Vendor, email: str, *, return_url: str, actor: User
) -> OnboardingLink:
    """A link to Stripe's hosted form, where the vendor types its bank details itself.

    `email` is the vendor's own; it goes to Stripe and is not kept. Raises Refused.
    """
    try:
        account = _stripe_recipient(vendor) or registry.stripe_recipients().create(
            vendor.name, email, key=f"{vendor.reference}-recipient"
        )
        _keep_recipient(vendor, account, actor)
        return registry.stripe_recipients().onboarding_link(
            account, return_url=return_url, refresh_url=return_url
        )
    except _NO_HELP as error:
        raise Refused(_(str(error))) from error


def refresh_stripe_method(vendor: Vendor, *, actor: User) -> PayoutMethod:
    """Ask Stripe whether the vendor can be paid now, and keep the answer. Raises Refused."""
    account = _stripe_recipient(vendor)
    if not account:
        raise Refused(_("This vendor has not been set up at Stripe yet."))
    try:
        status = registry.stripe_recipients().recipient_status(account)
    except _NO_HELP as error:
        raise Refused(_(str(error))) from error
    return _keep_status(vendor, status.payout_method if status.payable else "", actor)


def _stripe_recipient(vendor: Vendor) -> str:
    method = PayoutMethod.objects.filter(
        vendor=vendor, rail=RailName.STRIPE, replaced_at__isnull=True
    ).first()
    return method.stripe_recipient if method else ""


@transaction.atomic(durable=True)
def _keep_recipient(vendor: Vendor, account: str, actor: User) -> None:
    if not _in_force(vendor, RailName.STRIPE):
        _next_version(vendor, PayoutMethod(rail=RailName.STRIPE, stripe_recipient=account), actor)


@transaction.atomic(durable=True)
def _keep_status(vendor: Vendor, payout_method: str, actor: User) -> PayoutMethod:
    """Payable or not is a flag; other bank details at Stripe are a new version."""
    method = _in_force(vendor, RailName.STRIPE)
    assert method is not None, "the recipient is kept before its status is asked"
    if method.stripe_payout_method and payout_method not in ("", method.stripe_payout_method):
        return _next_version(
            vendor,
            PayoutMethod(
                rail=RailName.STRIPE,
                is_payable=True,
                stripe_recipient=method.stripe_recipient,
                stripe_payout_method=payout_method,
            ),
            actor,
        )
    if method.is_payable != bool(payout_method):
        method.is_payable = bool(payout_method)
        method.stripe_payout_method = payout_method or method.stripe_payout_method
        method.save()
        record(
            "vendor.stripe_status", vendor.reference, actor=actor, payable=int(method.is_payable)
        )
    return method


def _in_force(vendor: Vendor, rail: RailName) -> PayoutMethod | None:
    """The version in force, under the vendor's lock."""
    Vendor.objects.select_for_update(no_key=True).get(pk=vendor.pk)
    return PayoutMethod.objects.filter(vendor=vendor, rail=rail, replaced_at__isnull=True).first()


def _next_version(vendor: Vendor, method: PayoutMethod, actor: User) -> PayoutMethod:
    before = PayoutMethod.objects.filter(vendor=vendor, rail=method.rail)
    last = before.order_by("-version").first()
    before.filter(replaced_at__isnull=True).update(replaced_at=clock.now())
    method.vendor, method.created_by = vendor, actor
    method.version = last.version + 1 if last else 1
    method.created_at = clock.now()
    method.save()
    record(
        "vendor.payout_method",
        vendor.reference,
        actor=actor,
        rail=method.rail,
        version=method.version,
    )
    return method
