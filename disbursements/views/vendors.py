"""Vendors and the ways to pay each."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from disbursements.actions import Refused
from disbursements.actions.vendors import (
    add_check_method,
    refresh_stripe_method,
    start_stripe_method,
)
from disbursements.forms import AddressForm, StripeForm, VendorFilter, VendorForm
from disbursements.models import PayoutMethod
from disbursements.queries import vendors as queries
from disbursements.states import RailName
from fund.access import StaffRequest, command, page, typed_before
from fund.models import Vendor
from fund.roles import Can


@page(Can.MANAGE_VENDORS)
def listing(request: StaffRequest) -> HttpResponse:
    """Vendors by name."""
    context = {
        "vendors": queries.vendors(request.GET),
        "filter": VendorFilter(initial=request.GET.dict()),
    }
    return render(request, "disbursements/vendors.html", context)


@page(Can.MANAGE_VENDORS, Can.SEE_MONEY)
def show(request: StaffRequest, reference: str) -> HttpResponse:
    """One vendor: how it is paid, and what it was paid."""
    context = {
        "page": queries.vendor(_find(reference)),
        "may_manage": request.user.can(Can.MANAGE_VENDORS),
    }
    return render(request, "disbursements/vendor.html", context)


@page(Can.MANAGE_VENDORS)
def ask_new(request: StaffRequest) -> HttpResponse:
    """The form for a new vendor."""
    return render(
        request, "disbursements/vendor_form.html", {"form": VendorForm(typed_before(request))}
    )


@command(Can.MANAGE_VENDORS)
def add(request: StaffRequest) -> HttpResponse:
    """Add a vendor; next comes a way to pay it."""
    form = VendorForm(request.POST)
    if form.is_valid():
        vendor = form.vendor(actor=request.user)
        if form.is_known:
            messages.info(
                request,
                _("%(name)s in %(town)s is already in the list.")
                % {"name": vendor.name, "town": vendor.town},
            )
        else:
            messages.success(
                request, _("%(name)s is added. Now say how to pay it.") % {"name": vendor.name}
            )
        return redirect("disbursements:vendor", vendor.reference)
    return render(request, "disbursements/vendor_form.html", {"form": form})


@page(Can.MANAGE_VENDORS)
def ask_address(request: StaffRequest, reference: str) -> HttpResponse:
    """The form for the address that checks go to."""
    vendor = _find(reference)
    standing = PayoutMethod.objects.filter(
        vendor=vendor, rail=RailName.CHECK, replaced_at__isnull=True
    ).first()
    initial = {
        "remit_name": standing.remit_name if standing else vendor.name,
        "remit_address": standing.remit_address if standing else "",
    }
    return _address_page(request, vendor, AddressForm(typed_before(request), initial=initial))


@command(Can.MANAGE_VENDORS, fresh=True)
def keep_address(request: StaffRequest, reference: str) -> HttpResponse:
    """Keep the address; a changed one is a new version."""
    vendor, form = _find(reference), AddressForm(request.POST)
    if not form.is_valid():
        return _address_page(request, vendor, form)
    add_check_method(vendor, actor=request.user, **form.cleaned_data)
    messages.success(request, _("Checks go to this address from now on."))
    return redirect("disbursements:vendor", reference)


@page(Can.MANAGE_VENDORS)
def ask_stripe(request: StaffRequest, reference: str) -> HttpResponse:
    """The form that starts a vendor's set-up at Stripe."""
    return _stripe_page(request, _find(reference), StripeForm(typed_before(request)))


@command(Can.MANAGE_VENDORS, fresh=True)
def start_stripe(request: StaffRequest, reference: str) -> HttpResponse:
    """Make the link to Stripe's form. It is shown, not followed: the vendor may have to open it."""
    vendor, form = _find(reference), StripeForm(request.POST)
    if form.is_valid():
        back = settings.SITE_URL + reverse("disbursements:vendor", args=[reference])
        try:
            link = start_stripe_method(
                vendor, form.cleaned_data["email"], return_url=back, actor=request.user
            )
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            return render(
                request, "disbursements/stripe_link.html", {"vendor": vendor, "link": link}
            )
    return _stripe_page(request, vendor, form)


@command(Can.MANAGE_VENDORS)
def check_stripe(request: StaffRequest, reference: str) -> HttpResponse:
    """Ask Stripe whether this vendor can be paid now."""
    try:
        method = refresh_stripe_method(_find(reference), actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if method.is_payable:
            messages.success(request, _("Stripe can pay this vendor."))
        else:
            messages.warning(request, _("Stripe still waits for this vendor’s details."))
    return redirect("disbursements:vendor", reference)


def _find(reference: str) -> Vendor:
    return get_object_or_404(
        Vendor.objects.select_related("region", "tied_agency"), reference=reference
    )


def _address_page(request: StaffRequest, vendor: Vendor, form: AddressForm) -> HttpResponse:
    return render(request, "disbursements/address.html", {"vendor": vendor, "form": form})


def _stripe_page(request: StaffRequest, vendor: Vendor, form: StripeForm) -> HttpResponse:
    return render(request, "disbursements/stripe.html", {"vendor": vendor, "form": form})
