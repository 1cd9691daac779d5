"""Addresses of people and agencies: references, never a primary key of a person."""

from django.urls import path

from fund import access

from . import agencies, team, views

app_name = "people"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("new", access.methods(GET=views.ask_invite, POST=views.invite), name="invite"),
    path("agencies", access.methods(GET=agencies.show, POST=agencies.add), name="agencies"),
    path("team", team.show, name="team"),
    path("team/<slug:reference>/sign-out", team.sign_out, name="team_sign_out"),
    path("<slug:reference>", views.show, name="show"),
    path(
        "<slug:reference>/role", access.methods(GET=views.ask_grant, POST=views.grant), name="grant"
    ),
    path(
        "<slug:reference>/role/<int:grant_id>",
        access.methods(GET=views.ask_end, POST=views.end),
        name="end_grant",
    ),
    path("<slug:reference>/deactivate", views.deactivate, name="deactivate"),
    path("<slug:reference>/sign-out", views.sign_out, name="sign_out"),
    path(
        "<slug:reference>/second-step",
        access.methods(GET=views.ask_reset, POST=views.reset_second_step),
        name="reset_second_step",
    ),
    path("<slug:reference>/activate", views.activate, name="activate"),
    path("<slug:reference>/invitation", views.invite_again, name="invite_again"),
]
