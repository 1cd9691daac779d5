"""Addresses of payments, the bank and vendors. References in them are opaque."""

from django.urls import path

from disbursements import webhooks
from disbursements.views import (
    bank,
    payable,
    payments,
    refunds,
    releases,
    statements,
    stopped,
    vendors,
)
from fund.access import methods

app_name = "disbursements"

urlpatterns = [
    path("", payments.listing, name="list"),
    path("to-pay/", methods(GET=payable.show, POST=payable.prepare), name="payable"),
    path("to-release/", methods(GET=releases.show, POST=releases.sign), name="releases"),
    path("bank/", methods(GET=bank.show, POST=bank.answer), name="bank"),
    path("bank/look-again/", bank.look_again, name="look_again"),
    path("bank/import/", methods(GET=statements.ask, POST=statements.bring_in), name="import"),
    path("bank/statements/<int:pk>/", statements.show, name="statement"),
    path("bank/lines/<int:pk>/", methods(GET=bank.line, POST=bank.decide), name="line"),
    path("bank/months/", bank.months, name="months"),
    path("bank/months/<slug:month>/close/", bank.close, name="close"),
    path("vendors/", vendors.listing, name="vendors"),
    path("vendors/add/", methods(GET=vendors.ask_new, POST=vendors.add), name="add_vendor"),
    path("vendors/<slug:reference>/", vendors.show, name="vendor"),
    path(
        "vendors/<slug:reference>/address/",
        methods(GET=vendors.ask_address, POST=vendors.keep_address),
        name="address",
    ),
    path(
        "vendors/<slug:reference>/stripe/",
        methods(GET=vendors.ask_stripe, POST=vendors.start_stripe),
        name="stripe",
    ),
    path("vendors/<slug:reference>/stripe/check/", vendors.check_stripe, name="check_stripe"),
    path("webhooks/stripe/", webhooks.stripe, name="webhook"),
    path("<slug:reference>/", payments.show, name="payment"),
    path(
        "<slug:reference>/void/",
        methods(GET=payments.ask_void, POST=payments.do_void),
        name="void",
    ),
    path(
        "<slug:reference>/refund/",
        methods(GET=refunds.ask, POST=refunds.keep),
        name="refund",
    ),
    path("<slug:reference>/go-on/", stopped.go_on, name="go_on"),
    path("<slug:reference>/unpaid/", stopped.call_unpaid, name="unpaid"),
    path("<slug:reference>/mailed/", payments.mailed, name="mailed"),
    path("<slug:reference>/check.pdf", payments.sheet, name="sheet"),
]
