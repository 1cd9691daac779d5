"""Addresses of the fund's policy."""

from django.urls import path

from fund import access

from . import views

app_name = "policy"
urlpatterns = [
    path("", views.show, name="show"),
    path("new", access.methods(GET=views.ask_change, POST=views.change), name="change"),
    path("<int:version>", views.show_version, name="version"),
]
