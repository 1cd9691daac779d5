"""Addresses of people and agencies: references, never a primary key of a person."""

from django.urls import path

from fund import access

from . import agencies, committee, team, training, views, waiting

app_name = "people"
urlpatterns = [
    path("", views.show_list, name="list"),
    path("new", access.methods(GET=views.ask_invite, POST=views.invite), name="invite"),
    path("committee", committee.show, name="committee"),
    path("waiting", waiting.show, name="waiting"),
    path("waiting/<int:grant_id>/confirm", waiting.confirm, name="confirm"),
    path("waiting/<int:grant_id>/refuse", waiting.refuse, name="refuse"),
    path("agencies", access.methods(GET=agencies.show_list, POST=agencies.add), name="agencies"),
    path("agencies/<int:agency>", agencies.show, name="agency"),
    path(
        "agencies/<int:agency>/office",
        access.methods(GET=agencies.ask_office, POST=agencies.change_office),
        name="agency_office",
    ),
    path(
        "agencies/<int:agency>/agreement",
        access.methods(GET=agencies.ask_agreement, POST=agencies.note_agreement),
        name="agreement",
    ),
    path(
        "agreements/<slug:reference>/end",
        access.methods(GET=agencies.ask_end, POST=agencies.end),
        name="end_agreement",
    ),
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
    path(
        "<slug:reference>/training",
        access.methods(GET=training.ask, POST=training.note),
        name="training",
    ),
    path("<slug:reference>/activate", views.activate, name="activate"),
    path("<slug:reference>/invitation", views.invite_again, name="invite_again"),
]
