"""The one address that a provider calls, without the rest of the house."""

from django.urls import path

from disbursements.webhooks import stripe

urlpatterns = [path("stripe/", stripe)]
