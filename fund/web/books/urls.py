"""Addresses of the funds and the books."""

from django.urls import path

from fund import access

from . import acts, views

app_name = "books"
urlpatterns = [
    path("", views.funds, name="funds"),
    path("new", access.methods(GET=acts.ask_fund, POST=acts.add_fund), name="add_fund"),
    path("gift", access.methods(GET=acts.ask_gift, POST=acts.record_gift), name="gift"),
    path("transfer", access.methods(GET=acts.ask_transfer, POST=acts.transfer), name="transfer"),
    path("journal", views.journal, name="journal"),
    path("journal/<int:entry_id>", views.entry, name="entry"),
    path(
        "journal/<int:entry_id>/take-back",
        access.methods(GET=acts.ask_reverse, POST=acts.reverse),
        name="reverse",
    ),
    path("balance", views.trial_balance, name="trial_balance"),
    path("fund/<slug:code>", views.fund, name="fund"),
]
