"""Addresses of the reports: a quarter's slug says nothing about a person."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.reports, name="list"),
    path("method/", views.method, name="method"),
    path("gifts/", views.donor, name="donor"),
    path("staff/", views.staff, name="staff"),
    path("staff/prepare", views.prepare, name="prepare"),
    path("staff/<int:pk>/", views.preview, name="preview"),
    path("staff/<int:pk>/publish", views.publish, name="publish"),
    path("staff/<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("<slug:slug>.pdf", views.report_pdf, name="pdf"),
    path("<slug:slug>/", views.report, name="report"),
]
