"""Addresses of holds and purge certificates."""

from django.urls import path

import applications.urls  # noqa: F401 - registers the converter `request`
from applications.views import holds, retention
from fund.access import methods

app_name = "retention"
urlpatterns = [
    path("", retention.certificates, name="certificates"),
    path("holds/", holds.all_holds, name="holds"),
    path("holds/new", methods(GET=holds.ask_hold, POST=holds.place), name="place"),
    path("holds/<int:pk>", methods(GET=holds.ask_release, POST=holds.release), name="release"),
    path("<request:reference>", retention.certificate, name="certificate"),
    path("<request:reference>/certificate.pdf", retention.certificate_pdf, name="certificate_pdf"),
]
