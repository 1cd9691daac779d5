"""Addresses of a supervisor's pages: a colleague's reference at most."""

from django.urls import path

from applications.views import agency
from fund.access import methods

app_name = "agency"
urlpatterns = [
    path("", agency.requests, name="requests"),
    path("people/", agency.people, name="people"),
    path(
        "people/<slug:reference>/hand-over/",
        methods(GET=agency.ask_hand_over, POST=agency.hand_over),
        name="hand_over",
    ),
    path("spending/", agency.spending, name="spending"),
    path("export/", methods(GET=agency.ask_export, POST=agency.export), name="export"),
]
