"""The one address that stands on a letter to a vendor; it says nothing about what it is for."""

from django.urls import path

from applications.views import verifying

app_name = "verify"
urlpatterns = [path("", verifying.check, name="check")]
