"""Addresses of the pages that belong to nobody's role; neutral, since an address stays visible."""

from django.urls import path

from fund.access import methods
from fund.web import pages
from fund.web.language import views as language

urlpatterns = [
    path("", pages.home, name="home"),
    path("leave", pages.leave, name="leave"),
    path("welcome", pages.no_role, name="no_role"),
    path("left", pages.left, name="left"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path(
        "language",
        methods(GET=language.language, POST=language.choose_language),
        name="language",
    ),
    path("styleguide", pages.styleguide, name="styleguide"),
]
