"""Addresses of the directory of other help, and of what each category needs."""

from django.urls import path

from fund import access

from . import guides, views

app_name = "resources"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("new", access.methods(GET=views.ask_new, POST=views.add), name="add"),
    path("needs", guides.show, name="needs"),
    path("needs/<slug:category>", access.methods(GET=guides.ask, POST=guides.save), name="guide"),
    path("<slug:reference>", views.show, name="show"),
    path(
        "<slug:reference>/change",
        access.methods(GET=views.ask_change, POST=views.change),
        name="change",
    ),
    path("<slug:reference>/still-right", views.assure, name="assure"),
    path("<slug:reference>/take-off", views.end, name="end"),
]
